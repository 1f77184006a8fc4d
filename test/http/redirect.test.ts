import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { afterEach, describe, it } from 'mocha';
import type { Hop } from '../../src/http/redirect.ts';
import { redirected } from '../../src/http/redirect.ts';
import type { Loopback, Seen } from './loopback.ts';
import { answering, closeAll, faultOf, http, serve } from './loopback.ts';

function to(location: string, status = 302) {
  return (_: Seen, response: ServerResponse): void => {
    response.writeHead(status, { location }).end();
  };
}

/** Two origins: the first sends everything under /go on to the second. */
async function pair(status: number): Promise<{ first: Loopback; second: Loopback }> {
  const second = await serve(answering('there'));
  const first = await serve(to(`${second.url}/there`, status));
  return { first, second };
}

function hop(method: string, url = 'https://data.example.org/a'): Hop {
  return {
    method,
    url: new URL(url),
    headers: { 'content-type': 'text/plain' },
    secretHeaders: { 'x-api-key': 'k' },
    body: 'b',
  };
}

describe('a redirect', () => {
  afterEach(closeAll);

  it('is followed, and the answer says where it came from', async () => {
    const server = await serve((request, response) =>
      request.path === '/a' ? to('/b?page=2#top')(request, response) : answering('there')(request, response),
    );
    const answer = await http().send({ url: `${server.url}/a` });
    assert.deepEqual([answer.text, answer.url], ['there', `${server.url}/b?page=2`]);
  });

  it('is followed five times and no more', async () => {
    const server = await serve((request, response) =>
      to(`/${Number(request.path.slice(1)) + 1}`)(request, response),
    );
    const fault = await faultOf(http().send({ url: `${server.url}/0` }));
    assert.deepEqual([fault.kind, server.seen.length], ['malformed', 6]);
    assert.equal(fault.message, `${server.host} redirected GET /0 more than 5 times`);
  });

  it('to a private address is refused at the hop', async () => {
    for (const target of [
      'http://10.0.0.3/',
      'http://169.254.169.254/latest/meta-data/',
      'http://0x7f.2:9/',
      'http://[::1]/',
    ]) {
      const server = await serve(to(target));
      const fault = await faultOf(http({}, { egress: { allow: [server.host] } }).send({ url: server.url }));
      assert.equal(fault.kind, 'forbiddenAddress', target);
    }
  });

  it('to another server on an allowed host is refused when only one port is allowed', async () => {
    const { first, second } = await pair(302);
    const fault = await faultOf(http({}, { egress: { allow: [first.host] } }).send({ url: first.url }));
    assert.deepEqual([fault.kind, second.seen.length], ['forbiddenAddress', 0]);
  });

  it('to another scheme or port of another protocol is refused', async () => {
    for (const target of [
      'file:///etc/passwd',
      'gopher://127.0.0.1/',
      'javascript:alert(1)',
      'http://127.0.0.1:6379/',
    ]) {
      const server = await serve(to(target));
      assert.equal((await faultOf(http().send({ url: server.url }))).kind, 'forbiddenAddress', target);
    }
  });

  it('from https to http is refused', () => {
    assert.throws(() => redirected(hop('GET'), 301, 'http://data.example.org/b'), {
      kind: 'forbiddenAddress',
      message:
        'data.example.org answered 301 to GET /a and points to http://data.example.org/b: leaving https is refused',
    });
  });

  it('without a readable address is malformed', async () => {
    const without = await serve(answering('', {}, 301));
    assert.match(
      (await faultOf(http().send({ url: without.url }))).message,
      /answered 301 to GET \/ without saying where to go$/,
    );
    const odd = await serve(to('http://[::1'));
    assert.match((await faultOf(http().send({ url: odd.url }))).message, /with an address that is none$/);
  });

  it('to another origin loses every secret header, and the way back does not restore them', async () => {
    const home: Loopback = await serve((request, response) =>
      request.path === '/back'
        ? answering('home')(request, response)
        : to(`${away.url}/x`, 307)(request, response),
    );
    const away = await serve((_, response) => to(`${home.url}/back`, 307)(_, response));
    await http().send({
      url: `${home.url}/go`,
      headers: { authorization: 'Bearer open', cookie: 'a=b', 'x-open': 'stays' },
      secretHeaders: { 'X-API-KEY': 'canary' },
    });
    const keys = [...home.seen, ...away.seen].map(({ path, headers }) => [
      path,
      headers['x-api-key'],
      headers.authorization,
      headers['x-open'],
    ]);
    assert.deepEqual(keys, [
      ['/go', 'canary', 'Bearer open', 'stays'],
      ['/back', undefined, undefined, 'stays'],
      ['/x', undefined, undefined, 'stays'],
    ]);
    assert.equal(away.seen[0]?.headers.cookie, undefined);
  });

  it('within the origin keeps the secret headers', async () => {
    const server = await serve((request, response) =>
      request.path === '/a' ? to('/b', 308)(request, response) : answering('ok')(request, response),
    );
    await http().send({ url: `${server.url}/a`, secretHeaders: { 'x-api-key': 'canary' } });
    assert.equal(server.seen[1]?.headers['x-api-key'], 'canary');
  });

  it('ignores credentials in the new address', async () => {
    const second = await serve(answering('ok'));
    const first = await serve(to(`http://user:pass@${second.host}/`));
    const answer = await http().send({ url: first.url });
    assert.deepEqual([second.seen[0]?.headers.authorization, answer.url], [undefined, `${second.url}/`]);
  });

  for (const status of [307, 308]) {
    it(`with ${status} keeps method and body, also of a PUT`, async () => {
      const { first, second } = await pair(status);
      await http().send({ method: 'PUT', url: first.url, json: { a: 1 } });
      const { method, body, headers } = second.seen[0] ?? {};
      assert.deepEqual([method, body, headers?.['content-type']], ['PUT', '{"a":1}', 'application/json']);
    });
  }

  for (const status of [301, 302, 303]) {
    it(`with ${status} turns a POST into a GET without body`, async () => {
      const { first, second } = await pair(status);
      await http().send({ method: 'POST', url: first.url, json: { a: 1 } });
      const { method, body, headers } = second.seen[0] ?? {};
      assert.deepEqual([method, body, headers?.['content-type']], ['GET', '', undefined]);
    });
  }

  for (const status of [301, 302]) {
    for (const method of ['PUT', 'PATCH', 'DELETE'] as const) {
      it(`with ${status} is not followed by a ${method}, and the fault says where it pointed`, async () => {
        const { first, second } = await pair(status);
        const fault = await faultOf(http().send({ method, url: first.url, json: {} }));
        assert.deepEqual([fault.kind, fault.status, second.seen.length], ['malformed', status, 0]);
        assert.ok(fault.message.includes(`points to ${second.url}/there`), fault.message);
      });
    }
  }

  it('with 303 turns a PUT into a GET', () => {
    const next = redirected(hop('PUT'), 303, '/done');
    assert.deepEqual([next.method, next.body, next.headers], ['GET', undefined, {}]);
  });

  it('keeps HEAD', () => {
    assert.equal(redirected(hop('HEAD'), 303, '/done').method, 'HEAD');
  });

  it('reads an address with raw UTF-8 bytes', () => {
    const latin1 = Buffer.from('/jeu-de-données').toString('latin1');
    assert.equal(redirected(hop('GET'), 302, latin1).url.pathname, '/jeu-de-donn%C3%A9es');
  });

  it('is left to a caller that accepts its status', async () => {
    const server = await serve(to('/elsewhere'));
    const answer = await http().send({ url: server.url, accept: [302] });
    assert.deepEqual([answer.status, answer.headers['location']], [302, '/elsewhere']);
  });
});
