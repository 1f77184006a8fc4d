import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { afterEach, describe, it } from 'mocha';
import { client, closeAll, faultOf, serve } from './loopback.ts';

afterEach(closeAll);

describe('two connectors of one host', () => {
  /** A host that notes how many requests it has at once and answers each when told. */
  async function host() {
    const open: ServerResponse[] = [];
    let most = 0;
    const { url } = await serve(({ path }, response) => {
      if (path === '/busy') return void response.writeHead(429, { 'retry-after': '1' }).end();
      open.push(response);
      most = Math.max(most, open.length);
    });
    return {
      url,
      most: () => most,
      async answerAll(count: number) {
        for (let answered = 0; answered < count;) {
          await new Promise((resolve) => setTimeout(resolve, 5));
          for (const response of open.splice(0)) {
            response.end('{}');
            answered += 1;
          }
        }
      },
    };
  }

  it('share the requests that it takes at once', async () => {
    const { url, most, answerAll } = await host();
    const process = client({ concurrencyPerHost: 64 });
    const sessions = [6, 6].map((concurrencyPerHost) =>
      process.session({ signal: new AbortController().signal, secrets: [], concurrencyPerHost }),
    );
    const calls = sessions.flatMap((http) => Array.from({ length: 20 }, () => http.send({ url: `${url}/` })));
    await Promise.all([...calls, answerAll(40)]);
    assert.equal(most(), 6);
  });

  it('both slow down when it asks one of them for patience', async () => {
    const { url, most, answerAll } = await host();
    const process = client({ concurrencyPerHost: 64 });
    const [one, other] = [8, 8].map((concurrencyPerHost) =>
      process.session({ signal: new AbortController().signal, secrets: [], concurrencyPerHost }),
    );
    assert.ok(one !== undefined && other !== undefined);
    assert.equal((await faultOf(one.send({ url: `${url}/busy` }))).kind, 'throttled');
    const calls = Array.from({ length: 20 }, () => other.send({ url: `${url}/` }));
    await Promise.all([...calls, answerAll(20)]);
    assert.equal(most(), 4);
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
    await Promise.all([...calls, free.answerAll(20)]);
    assert.equal(free.most(), 8);
  });
});
