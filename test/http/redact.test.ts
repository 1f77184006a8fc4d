import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { afterEach, describe, it } from 'mocha';
import { z } from 'zod';
import { RemoteFault } from '../../src/faults.ts';
import type { HttpExchange, HttpRequest } from '../../src/http/http.ts';
import { headerSecrets, Redactor } from '../../src/http/redact.ts';
import type { Loopback, Seen } from './loopback.ts';
import { answering, closeAll, http, serve, serveBytes } from './loopback.ts';

const CANARY = 'Can4ry/+ s3cr&t="x"';

describe('a secret', () => {
  const redactor = new Redactor([CANARY]);

  const spellings: [what: string, text: string][] = [
    ['as it is', CANARY],
    ['percent-encoded', encodeURIComponent(CANARY)],
    [
      'percent-encoded in lower case',
      encodeURIComponent(CANARY).replaceAll(/%../g, (hex) => hex.toLowerCase()),
    ],
    ['form-encoded', new URLSearchParams({ key: CANARY }).toString()],
    ['in JSON', JSON.stringify({ key: CANARY })],
    ['in base64', Buffer.from(CANARY).toString('base64')],
    ['in base64url', Buffer.from(CANARY).toString('base64url')],
    ['as a password in Basic credentials', `Basic ${Buffer.from(`user:${CANARY}`).toString('base64')}`],
    ['as a user in Basic credentials', `Basic ${Buffer.from(`${CANARY}:`).toString('base64')}`],
    [
      'in base64 behind any prefix',
      ['', 'a', 'ab', 'abc']
        .map((before) => Buffer.from(`${before}${CANARY}zz`).toString('base64'))
        .join(' '),
    ],
  ];
  for (const [what, text] of spellings) {
    it(`is hidden ${what}`, () => {
      const shown = redactor.text(`before ${text} after`);
      assert.match(shown, /^before .*•••.* after$/);
      assert.equal(shown, redactor.text(shown));
      for (const part of ['Can4ry', 's3cr', 'Q2FuNHJ5', 'NHJ5Ly']) assert.ok(!shown.includes(part), shown);
    });
  }

  it('that begins with another is hidden whole', () => {
    assert.equal(new Redactor(['abc', 'abcdef']).text('abcdef abc'), '••• •••');
  });

  it('that is empty hides nothing', () => {
    assert.equal(new Redactor(['']).text('plain'), 'plain');
  });

  it('with signs of regular expressions is taken literally', () => {
    assert.equal(new Redactor(['a.c*(']).text('a.c*( abc('), '••• abc(');
  });

  it('in a header hides its token alone as well', () => {
    assert.equal(new Redactor(headerSecrets({ authorization: 'Bearer t0k3n' })).text('t0k3n'), '•••');
  });

  const urls: [url: string, shown: string][] = [
    ['https://user:pass@data.example.org/a#b', 'https://data.example.org/a'],
    [
      'https://data.example.org/a?q=1&api_key=x&token=y&page=2',
      'https://data.example.org/a?q=1&api_key=•••&token=•••&page=2',
    ],
    ['https://data.example.org/a?X-Amz-Signature=abc', 'https://data.example.org/a?X-Amz-Signature=•••'],
    [`https://data.example.org/a?q=${encodeURIComponent(CANARY)}`, 'https://data.example.org/a?q=•••'],
    ['https://data.example.org/a?q=%2B+x', 'https://data.example.org/a?q=%2B+x'],
    ['https://data.example.org/a?resumptionToken=abc', 'https://data.example.org/a?resumptionToken=abc'],
  ];
  for (const [url, shown] of urls) {
    it(`is hidden in ${url.replaceAll(/Can4ry.*/g, '…')}`, () =>
      assert.equal(redactor.url(new URL(url)), shown));
  }

  it('is hidden in a fault, its fields and its chain of causes, which keep nothing else', () => {
    const inner = Object.assign(new Error(`inner ${CANARY}`), {
      code: 'X',
      data: CANARY,
      headers: { key: CANARY },
    });
    const outer = Object.assign(new Error(`outer ${CANARY}`, { cause: inner }), {
      socket: { secret: CANARY },
    });
    const fault = new RemoteFault('refused', `no ${CANARY}`, {
      status: 400,
      fields: [{ path: 'title', message: `bad ${CANARY}` }],
      cause: outer,
    });
    const shown = redactor.error(fault);
    assert.ok(shown instanceof RemoteFault);
    assert.deepEqual([shown.kind, shown.status, shown.message], ['refused', 400, 'no •••']);
    assert.ok(!inspect(shown, { depth: 10, showHidden: true }).includes('Can4ry'));
    assert.match(inspect(shown), /outer •••[^]*inner •••/);
  });

  it('is hidden in a bug of ours; a bug without secrets stays the very same error', () => {
    const clean = new TypeError('x is not a function');
    assert.equal(redactor.error(clean), clean);
    const shown = redactor.error(new TypeError(`x ${CANARY}`));
    assert.ok(shown instanceof Error && shown.name === 'TypeError' && shown.message === 'x •••');
  });
});

describe('the canary', () => {
  afterEach(closeAll);

  const token = 'c4nary-t0ken-0123456789';
  const echo =
    (status: number, type: string, before = '') =>
    (request: Seen, response: Parameters<ReturnType<typeof answering>>[1]) =>
      answering(
        `${before}{"message":"${String(request.headers['x-api-key'])} ${request.path}"`,
        { 'content-type': type },
        status,
      )(request, response);

  const servers: [what: string, () => Promise<Loopback>, Partial<HttpRequest>?][] = [
    ['a refusal that repeats it', () => serve(echo(400, 'application/json'))],
    ['a refusal that repeats it around the cut', () => serve(echo(400, 'text/plain', 'x'.repeat(175)))],
    ['a refusal of a key', () => serve(echo(403, 'text/plain'))],
    ['broken JSON that repeats it', () => serve(echo(200, 'application/json'))],
    ['a web page that repeats it', () => serve(echo(200, 'text/html', `<!doctype html>${'x'.repeat(165)}`))],
    [
      'JSON of another shape that repeats it',
      () =>
        serve((request, response) =>
          response.end(JSON.stringify({ n: `${'x'.repeat(60)}${String(request.headers['x-api-key'])}` })),
        ),
    ],
    [
      'a redirect that carries it on',
      () =>
        serve((_, response) =>
          response.writeHead(302, { location: `ftp://x.test/${token}?key=${token}` }).end(),
        ),
    ],
    [
      'a redirect of a PUT',
      () => serve((_, response) => response.writeHead(302, { location: `/${token}` }).end()),
      { method: 'PUT' },
    ],
    ['bytes that are not HTTP', () => serveBytes((socket) => socket.end(`${token} ${token}`))],
    ['a closed connection', () => serveBytes((socket) => socket.destroy())],
    ['an encoding named like it', () => serve(answering('x', { 'content-encoding': token }))],
    ['a path that holds it', () => serve(answering('', {}, 404)), { url: `/hooks/${token}/x` }],
    [
      'a long path that ends in it',
      () => serve(answering('', {}, 404)),
      { url: `/${'y'.repeat(990)}${token}` },
    ],
    ['credentials in the address', () => serve(answering('', {}, 500)), { url: '@' }],
    ['an address that is none', () => serve(answering('')), { url: '!' }],
    [
      'a header that cannot be sent',
      () => serve(answering('')),
      { secretHeaders: { 'x-api-key': `${token}\n` } },
    ],
  ];
  for (const [what, start, request] of servers) {
    it(`stays hidden after ${what}`, async () => {
      const server = await start();
      const exchanges: HttpExchange[] = [];
      const place = request?.url ?? '/api/';
      const url =
        place === '@'
          ? `http://user:${token}@${server.host}/`
          : place === '!'
            ? `http://${token}:99999999/`
            : `${server.url}${place}`;
      const calls = http({
        secrets: place === '@' ? [] : [token],
        observe: (exchange) => exchanges.push(exchange),
      });
      const asked: HttpRequest = {
        method: 'GET',
        query: { apikey: token, q: token },
        secretHeaders: { 'x-api-key': token },
        ...request,
        url,
      };
      const error: unknown = await calls.json(z.object({ n: z.number() }), asked).then(
        () => undefined,
        (reason: unknown) => reason,
      );
      assert.ok(error instanceof RemoteFault, String(error));
      const shown =
        inspect(error, { depth: 20, showHidden: true }) +
        JSON.stringify(error.report()) +
        inspect(exchanges, { depth: 20 });
      for (const part of [token, 'c4nary', Buffer.from(`user:${token}`).toString('base64')]) {
        assert.ok(!shown.includes(part), shown);
      }
    });
  }

  it('stays hidden in the place that an answer tells', async () => {
    const { url } = await serve(answering('ok'));
    const answer = await http({ secrets: [token] }).send({
      url: url.replace('//', `//user:${token}@`),
      query: { q: token },
    });
    assert.equal(answer.url, `${url}/?q=•••`);
  });
});
