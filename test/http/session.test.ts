import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { afterEach, describe, it } from 'mocha';
import { z } from 'zod';
import type { HttpExchange } from '../../src/http/http.ts';
import { answering, client, closeAll, faultOf, http, serve } from './loopback.ts';

describe('a session', () => {
  afterEach(closeAll);

  it('sends query, headers, secrets and who we are', async () => {
    const { url, seen } = await serve(answering('ok'));
    await http().send({
      url: `${url}/api/?a=1`,
      query: { b: 'x y&z', c: ['1', '2'], d: undefined, e: false, f: 0 },
      headers: { 'X-Open': '1' },
      secretHeaders: { 'X-API-KEY': 'k' },
    });
    const [request] = seen;
    assert.equal(request?.path, '/api/?a=1&b=x%20y%26z&c=1&c=2&e=false&f=0');
    const { accept, 'user-agent': agent, 'x-open': open, 'x-api-key': key } = request?.headers ?? {};
    assert.deepEqual([accept, agent, open, key], ['*/*', 'Navette-test', '1', 'k']);
  });

  it('sends JSON, text and bytes', async () => {
    const { url, seen } = await serve(answering('ok'));
    const calls = http();
    await calls.send({ method: 'POST', url, json: { é: null } });
    await calls.send({ method: 'PUT', url, body: '<a/>', headers: { 'Content-Type': 'application/xml' } });
    await calls.send({
      method: 'PATCH',
      url,
      body: new Uint8Array([104, 105]),
      headers: { 'content-type': 'text/plain' },
    });
    assert.deepEqual(
      seen.map(({ method, headers, body }) => [
        method,
        headers['content-type'],
        headers['content-length'],
        body,
      ]),
      [
        ['POST', 'application/json', '13', '{"é":null}'.normalize()],
        ['PUT', 'application/xml', '4', '<a/>'],
        ['PATCH', 'text/plain', '2', 'hi'],
      ].map(([method, type, , body]) => [method, type, String(Buffer.byteLength(body ?? '')), body]),
    );
  });

  it('takes credentials out of the address and sends them as Basic', async () => {
    const { host, seen } = await serve(answering('ok'));
    const answer = await http().send({ url: `http://us%C3%A9r:p%40ss@${host}/` });
    assert.equal(seen[0]?.headers.authorization, `Basic ${Buffer.from('usér:p@ss').toString('base64')}`);
    assert.equal(answer.url, `http://${host}/`);
  });

  it('gives status, joined headers, text and the remote’s clock', async () => {
    const { url } = await serve((_, response) => {
      response.setHeader('date', 'Sat, 01 Aug 2026 12:00:00 GMT');
      response.setHeader('link', ['<a>', '<b>']);
      response.setHeader('__proto__', 'x');
      response.writeHead(201).end('{}');
    });
    const answer = await http().send({ method: 'POST', url, json: {} });
    assert.deepEqual([answer.status, answer.headers['link'], answer.text], [201, '<a>, <b>', '{}']);
    assert.equal(Object.getPrototypeOf(answer.headers), Object.prototype);
  });

  it('tells the remote’s clock only when it is one', async () => {
    const { url } = await serve((request, response) => {
      response.sendDate = false;
      answering(
        '',
        request.path === '/good' ? { date: 'Sat, 01 Aug 2026 12:00:00 GMT' } : { date: 'yesterday' },
      )(request, response);
    });
    assert.equal(
      (await http().send({ url: `${url}/good` })).serverDate?.toISOString(),
      '2026-08-01T12:00:00.000Z',
    );
    assert.equal('serverDate' in (await http().send({ url: `${url}/bad` })), false);
  });

  it('refuses what is no address, and a key that no header can carry', async () => {
    assert.deepEqual((await faultOf(http().send({ url: 'data.example.org' }))).kind, 'forbiddenAddress');
    const fault = await faultOf(
      http().send({ url: 'http://127.0.0.1:9999/', secretHeaders: { 'x-api-key': 'k\n' } }),
    );
    assert.deepEqual(
      [fault.kind, fault.message],
      [
        'unauthorised',
        'the key for 127.0.0.1:9999 has a line break or another character that a header cannot carry',
      ],
    );
  });

  describe('that is aborted', () => {
    it('sends nothing any more', async () => {
      const { url, seen } = await serve(answering('ok'));
      const abort = new AbortController();
      const calls = http({ signal: abort.signal });
      await calls.send({ url });
      const reason = new Error('cancelled');
      abort.abort(reason);
      await assert.rejects(calls.send({ url }), (error) => error === reason);
      assert.equal(seen.length, 1);
    });

    it('drops the request under way at once, and those that wait behind it', async () => {
      const { url, seen } = await serve(() => undefined);
      const abort = new AbortController();
      const calls = http({ signal: abort.signal, concurrencyPerHost: 1 });
      const pending = [1, 2, 3].map((n) => calls.send({ url: `${url}/${n}` }));
      while (seen.length === 0) await new Promise((resolve) => setTimeout(resolve, 2));
      const reason = new Error('cancelled');
      const started = performance.now();
      abort.abort(reason);
      for (const call of pending) await assert.rejects(call, (error) => error === reason);
      assert.ok(performance.now() - started < 100);
      assert.deepEqual(
        seen.map(({ path }) => path),
        ['/1'],
      );
    });

    it('stops in the middle of a body', async () => {
      const { url } = await serve((_, response) =>
        response.writeHead(200, { 'content-length': 100 }).write('half'),
      );
      const abort = new AbortController();
      const call = http({ signal: abort.signal }).send({ url });
      setTimeout(() => abort.abort(new Error('cancelled')), 20);
      await assert.rejects(call, { message: 'cancelled' });
    });

    it('leaves other sessions alone', async () => {
      const { url } = await serve((_, response) => setTimeout(() => response.end('ok'), 40));
      const abort = new AbortController();
      const shared = client();
      const one = shared.session({ signal: abort.signal, secrets: [] }).send({ url });
      const other = shared.session({ signal: new AbortController().signal, secrets: [] }).send({ url });
      setTimeout(() => abort.abort(new Error('cancelled')), 10);
      await assert.rejects(one, { message: 'cancelled' });
      assert.equal((await other).text, 'ok');
    });

    it('has no listeners left on its signal', async () => {
      const { url } = await serve(answering('ok'));
      const { signal } = new AbortController();
      const calls = http({ signal });
      await Promise.all(Array.from({ length: 30 }, () => calls.send({ url })));
      assert.equal(getEventListeners(signal, 'abort').length, 0);
    });
  });

  describe('shares one host with the others', () => {
    it('under the smallest limit that any of them asks for', async () => {
      let now = 0;
      let most = 0;
      const { url } = await serve((_, response) => {
        now += 1;
        most = Math.max(most, now);
        setTimeout(() => {
          now -= 1;
          response.end('ok');
        }, 10);
      });
      const shared = client({ concurrencyPerHost: 6 });
      const signal = new AbortController().signal;
      const modest = shared.session({ signal, secrets: [], concurrencyPerHost: 2 });
      const bold = shared.session({ signal, secrets: [], concurrencyPerHost: 50 });
      await Promise.all(Array.from({ length: 12 }, (_, n) => (n % 2 === 0 ? modest : bold).send({ url })));
      assert.equal(most, 2);
      await Promise.all(Array.from({ length: 12 }, () => bold.send({ url })));
      assert.equal(most, 6);
    });

    it('and frees its slot after a fault', async () => {
      const { url } = await serve(answering('', {}, 500));
      const calls = http({ concurrencyPerHost: 1 });
      for (let n = 0; n < 3; n += 1) assert.equal((await faultOf(calls.send({ url }))).kind, 'broken');
    });

    it('and frees its slot when a redirect leads elsewhere, even back and forth', async () => {
      const home = await serve((request, response) =>
        request.path === '/end'
          ? answering('ok')(request, response)
          : response.writeHead(302, { location: `${away.url}/` }).end(),
      );
      const away = await serve((_, response) =>
        response.writeHead(302, { location: `${home.url}/end` }).end(),
      );
      const calls = http({ concurrencyPerHost: 1 });
      const answers = await Promise.all([1, 2, 3].map(() => calls.send({ url: home.url })));
      assert.deepEqual(
        answers.map(({ text }) => text),
        ['ok', 'ok', 'ok'],
      );
    });
  });

  it('tells an observer of every exchange: hops, repeats, faults', async () => {
    const exchanges: HttpExchange[] = [];
    let broken = false;
    const { url } = await serve((request, response) => {
      if (request.path.startsWith('/a')) response.writeHead(302, { location: '/b' }).end();
      else if (request.path === '/b' && !broken) {
        broken = true;
        response.socket?.destroy();
      } else if (request.path === '/html') response.end('<p>');
      else answering('{}', {}, request.path === '/no' ? 403 : 200)(request, response);
    });
    const calls = http({ observe: (exchange) => exchanges.push(exchange) });
    await calls.json(z.object({}), { url: `${url}/a`, query: { token: 'x' } });
    await faultOf(calls.send({ method: 'DELETE', url: `${url}/no` }));
    await faultOf(calls.json(z.object({}), { url: `${url}/html` }));
    assert.ok(exchanges.every(({ durationMs }) => durationMs >= 0 && durationMs < 1000));
    assert.deepEqual(
      exchanges.map(({ durationMs: _durationMs, serverDate: _serverDate, ...exchange }) => exchange),
      [
        { method: 'GET', url: `${url}/a?token=•••`, status: 302 },
        { method: 'GET', url: `${url}/b`, status: undefined, faultKind: 'unreachable' },
        { method: 'GET', url: `${url}/b`, status: 200 },
        { method: 'DELETE', url: `${url}/no`, status: 403, faultKind: 'unauthorised' },
        { method: 'GET', url: `${url}/html`, status: 200, faultKind: 'malformed' },
      ],
    );
  });

  it('keeps its sockets: a hundred calls in a row need two, since one is not free the moment its answer is whole', async () => {
    const sockets = new Set<unknown>();
    const { url } = await serve((_, response) => {
      sockets.add(response.socket?.remotePort);
      response.end('ok');
    });
    const calls = http();
    for (let n = 0; n < 100; n += 1) await calls.send({ url });
    assert.ok(sockets.size <= 2, String(sockets.size));
  });

  it('opens no more sockets than requests at once', async () => {
    const sockets = new Set<unknown>();
    const { url } = await serve((_, response) => {
      sockets.add(response.socket?.remotePort);
      response.end('ok');
    });
    const calls = http({}, { concurrencyPerHost: 4 });
    await Promise.all(Array.from({ length: 200 }, () => calls.send({ url })));
    assert.ok(sockets.size <= 4, String(sockets.size));
  });
});
