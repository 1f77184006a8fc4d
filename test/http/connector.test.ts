import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, it } from 'mocha';
import type { Resolve } from '../../src/http/connector.ts';
import { answering, closeAll, faultOf, http, serve, serveBytes } from './loopback.ts';

function resolving(...answers: string[][]): { resolve: Resolve; asked: string[] } {
  const asked: string[] = [];
  const resolve: Resolve = (hostname) => {
    const answer = answers[Math.min(asked.length, answers.length - 1)] ?? [];
    asked.push(hostname);
    return Promise.resolve(answer.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })));
  };
  return { resolve, asked };
}

function pem(name: string): string {
  return readFileSync(new URL(`tls/${name}`, import.meta.url), 'utf8');
}

describe('connecting', () => {
  afterEach(closeAll);

  it('goes to the address that was checked, under the name that was asked', async () => {
    const server = await serve(answering('ok'));
    const { resolve, asked } = resolving(['127.0.0.1']);
    const answer = await http({}, { resolve }).send({ url: `http://catalog.test:${server.port}/a` });
    assert.deepEqual(
      [answer.text, asked, server.seen[0]?.headers.host],
      ['ok', ['catalog.test'], `catalog.test:${server.port}`],
    );
  });

  it('refuses a name that resolves to a private address', async () => {
    const { resolve } = resolving(['10.0.0.3']);
    const fault = await faultOf(
      http({}, { resolve, egress: { allow: [] } }).send({ url: 'http://catalog.test/' }),
    );
    assert.equal(fault.kind, 'forbiddenAddress');
    assert.match(fault.message, /^catalog\.test resolves to 10\.0\.0\.3, a private address/);
  });

  it('refuses a name of which only one of several addresses is private', async () => {
    const { resolve } = resolving(['8.8.8.8', '2606:4700::1', '127.0.0.1']);
    const fault = await faultOf(
      http({}, { resolve, egress: { allow: [] } }).send({ url: 'http://catalog.test/' }),
    );
    assert.match(fault.message, /^catalog\.test resolves to 127\.0\.0\.1, a loopback address/);
  });

  it('allows a private address for the host that the configuration names', async () => {
    const server = await serve(answering('ok'));
    const { resolve } = resolving(['127.0.0.1']);
    const intranet = http({}, { resolve, egress: { allow: [`catalog.test:${server.port}`] } });
    assert.equal((await intranet.send({ url: `http://catalog.test:${server.port}/` })).text, 'ok');
    const fault = await faultOf(intranet.send({ url: `http://other.test:${server.port}/` }));
    assert.equal(fault.kind, 'forbiddenAddress');
  });

  it('asks once for each connection, so that a second answer has no chance (rebinding)', async () => {
    const server = await serve((_, response) => response.writeHead(200, { connection: 'close' }).end('ok'));
    const { resolve, asked } = resolving(['127.0.0.1'], ['10.0.0.3']);
    const calls = http({}, { resolve });
    assert.equal((await calls.send({ url: `http://catalog.test:${server.port}/` })).text, 'ok');
    assert.equal(asked.length, 1);
    const fault = await faultOf(calls.send({ url: `http://catalog.test:${server.port}/` }));
    assert.match(fault.message, /resolves to 10\.0\.0\.3/);
    assert.equal(server.seen.length, 1);
  });

  it('says when a name does not resolve', async () => {
    const resolve: Resolve = () =>
      Promise.reject(Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' }));
    const fault = await faultOf(http({}, { resolve }).send({ url: 'http://nowhere.test/' }));
    assert.deepEqual(
      [fault.kind, fault.message.split(':')[0]],
      ['unreachable', 'nowhere.test does not resolve'],
    );
  });

  it('says when a name has no address', async () => {
    const fault = await faultOf(
      http({}, { resolve: resolving([]).resolve }).send({ url: 'http://empty.test/' }),
    );
    assert.deepEqual(
      [fault.kind, fault.message.split(':')[0]],
      ['unreachable', 'empty.test does not resolve'],
    );
  });

  it('gives up on a name server that never answers', async () => {
    const resolve: Resolve = () => new Promise(() => undefined);
    const started = performance.now();
    const fault = await faultOf(
      http({}, { resolve, limits: { connectMs: 60 } }).send({ url: 'http://slow.test/' }),
    );
    assert.deepEqual(
      [fault.kind, fault.message],
      ['unreachable', 'slow.test did not accept a connection within 0.1 s'],
    );
    assert.ok(performance.now() - started < 500);
  });

  it('says when the connection is refused', async () => {
    const { url, host } = await serveBytes(() => undefined);
    await closeAll();
    const fault = await faultOf(http().send({ url }));
    assert.deepEqual([fault.kind, fault.message], ['unreachable', `${host} refused the connection`]);
  });

  describe('with TLS', () => {
    const options = { resolve: resolving(['127.0.0.1']).resolve, ca: [pem('ca.pem')] };

    async function tls(cert: string): Promise<string> {
      const server = createServer({ key: pem('server-key.pem'), cert: pem(cert) }, (_, response) =>
        response.end('ok'),
      );
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      after.push(() => {
        server.closeAllConnections();
        server.close();
      });
      return `:${(server.address() as AddressInfo).port}/`;
    }
    const after: (() => void)[] = [];
    afterEach(() => {
      for (const close of after.splice(0)) close();
    });

    it('trusts an authority that the configuration names', async () => {
      const place = await tls('valid.pem');
      assert.equal((await http({}, options).send({ url: `https://catalog.test${place}` })).text, 'ok');
    });

    it('refuses an unknown authority', async () => {
      const place = await tls('valid.pem');
      const fault = await faultOf(
        http({}, { resolve: options.resolve }).send({ url: `https://catalog.test${place}` }),
      );
      assert.equal(fault.kind, 'unreachable');
      assert.match(fault.message, /shows a TLS certificate that no trusted authority signed$/);
    });

    it('says on which day a certificate expired', async () => {
      const place = await tls('expired.pem');
      const fault = await faultOf(http({}, options).send({ url: `https://catalog.test${place}` }));
      assert.equal(fault.kind, 'unreachable');
      assert.match(fault.message, /shows a TLS certificate that expired on 2021-03-01$/);
    });

    it('refuses a certificate of another host', async () => {
      const place = await tls('valid.pem');
      const fault = await faultOf(http({}, options).send({ url: `https://other.test${place}` }));
      assert.match(fault.message, /^other\.test:\d+ shows a TLS certificate made out for another host$/);
    });

    it('says when the other side does not speak TLS', async () => {
      const { port } = await serve(answering('ok'));
      const fault = await faultOf(http({}, options).send({ url: `https://catalog.test:${port}/` }));
      assert.deepEqual(
        [fault.kind, /does not speak TLS|could not be reached/.test(fault.message)],
        ['unreachable', true],
      );
    });
  });
});
