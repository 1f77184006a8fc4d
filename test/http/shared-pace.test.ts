import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { afterEach, describe, it } from 'mocha';
import { client, closeAll, faultOf, serve } from './loopback.ts';

afterEach(closeAll);

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('two connectors of one host', () => {
  /** A host that answers nothing until it is told to. */
  async function host() {
    const open: ServerResponse[] = [];
    const { url } = await serve(({ path }, response) => {
      if (path === '/busy') response.writeHead(429, { 'retry-after': '1' }).end();
      else open.push(response);
    });
    return {
      url,
      /** How many requests it has at once when nobody sends another any more. */
      held: async (expected: number): Promise<number> => {
        while (open.length < expected) await pause(5);
        await pause(100);
        return open.length;
      },
      answerAll: async (count: number): Promise<void> => {
        for (let answered = 0; answered < count; await pause(5)) {
          for (const response of open.splice(0)) {
            response.end('{}');
            answered += 1;
          }
        }
      },
    };
  }

  it('share the requests that it takes at once', async () => {
    const { url, held, answerAll } = await host();
    const process = client({ concurrencyPerHost: 64 });
    const sessions = [6, 6].map((concurrencyPerHost) =>
      process.session({ signal: new AbortController().signal, secrets: [], concurrencyPerHost }),
    );
    const calls = sessions.flatMap((http) => Array.from({ length: 20 }, () => http.send({ url: `${url}/` })));
    assert.equal(await held(6), 6);
    await Promise.all([...calls, answerAll(40)]);
  });

  it('both slow down when it asks one of them for patience', async () => {
    const { url, held, answerAll } = await host();
    const process = client({ concurrencyPerHost: 64 });
    const [one, other] = [8, 8].map((concurrencyPerHost) =>
      process.session({ signal: new AbortController().signal, secrets: [], concurrencyPerHost }),
    );
    assert.ok(one !== undefined && other !== undefined);
    assert.equal((await faultOf(one.send({ url: `${url}/busy` }))).kind, 'throttled');
    const calls = Array.from({ length: 20 }, () => other.send({ url: `${url}/` }));
    assert.equal(await held(4), 4);
    await Promise.all([...calls, answerAll(20)]);
  });

  it('are not slowed down by another host', async () => {
    const [busy, free] = [await host(), await host()];
    const http = client({ concurrencyPerHost: 64 }).session({
      signal: new AbortController().signal,
      secrets: [],
      concurrencyPerHost: 8,
    });
    await faultOf(http.send({ url: `${busy.url}/busy` }));
    const calls = Array.from({ length: 20 }, () => http.send({ url: `${free.url}/` }));
    assert.equal(await free.held(8), 8);
    await Promise.all([...calls, free.answerAll(20)]);
  });
});
