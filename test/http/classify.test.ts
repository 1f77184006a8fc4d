import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import type { FaultKind } from '../../src/faults.ts';
import { DEFAULT_LIMITS } from '../../src/http/client.ts';
import { troubleOf } from '../../src/http/trouble.ts';
import { RemoteFault } from '../../src/faults.ts';
import { answering, closeAll, faultOf, http, serve } from './loopback.ts';

const STATUSES: Record<number, FaultKind> = {
  300: 'malformed',
  304: 'malformed',
  400: 'refused',
  401: 'unauthorised',
  402: 'refused',
  403: 'unauthorised',
  404: 'absent',
  405: 'refused',
  406: 'refused',
  408: 'unreachable',
  409: 'conflict',
  410: 'absent',
  411: 'refused',
  412: 'conflict',
  413: 'tooLarge',
  414: 'tooLarge',
  415: 'refused',
  418: 'refused',
  422: 'refused',
  423: 'readOnly',
  429: 'throttled',
  431: 'tooLarge',
  451: 'refused',
  500: 'broken',
  501: 'broken',
  502: 'unreachable',
  503: 'unreachable',
  504: 'unreachable',
  507: 'broken',
  599: 'broken',
};

describe('a status', () => {
  afterEach(closeAll);

  it('has one meaning, and the message names host, status and path', async () => {
    const { url, host } = await serve((request, response) =>
      response.writeHead(Number(request.path.slice(1, 4))).end(),
    );
    const calls = http();
    for (const [status, kind] of Object.entries(STATUSES)) {
      const fault = await faultOf(calls.send({ url: `${url}/${status}?apikey=x` }));
      assert.deepEqual(
        [fault.kind, fault.status, fault.message],
        [kind, Number(status), `${host} answered ${status} to GET /${status}`],
      );
    }
  });

  const waits: [status: number, headers: Record<string, string>, kind: FaultKind, ms: number | undefined][] =
    [
      [429, { 'retry-after': '2' }, 'throttled', 2000],
      [429, { 'x-ratelimit-reset': '3' }, 'throttled', 3000],
      [429, { 'retry-after': '315360000' }, 'throttled', 3_600_000],
      [429, { 'retry-after': '-1' }, 'throttled', undefined],
      [503, { 'retry-after': '2' }, 'throttled', 2000],
      [503, { 'retry-after': 'nonsense' }, 'unreachable', undefined],
      [503, { 'x-ratelimit-reset': '3' }, 'unreachable', undefined],
      [403, { 'retry-after': '60' }, 'throttled', 60_000],
      [403, { 'x-ratelimit-reset': '3' }, 'unauthorised', undefined],
      [500, { 'retry-after': '2' }, 'broken', undefined],
    ];
  for (const [status, headers, kind, ms] of waits) {
    it(`${status} with ${JSON.stringify(headers)} is ${kind}`, async () => {
      const { url } = await serve(answering('', headers, status));
      const fault = await faultOf(http().send({ url }));
      assert.deepEqual([fault.kind, fault.retryAfterMs], [kind, ms]);
    });
  }

  it('comes with the remote’s own words, on one line and without disguise', async () => {
    const { url, host } = await serve(
      answering('{"message":\n  "no\u202e such\u0007 licence"}', { 'content-type': 'application/json' }, 400),
    );
    const fault = await faultOf(http().send({ method: 'PUT', url, json: {} }));
    assert.equal(
      fault.message,
      `${host} answered 400 to PUT /: {"message": "no\\u{202e} such\\u{7} licence"}`,
    );
  });

  it('comes with 200 characters of them at most', async () => {
    const { url, host } = await serve(answering('é'.repeat(5000), {}, 400));
    const fault = await faultOf(http().send({ url }));
    assert.equal(fault.message, `${host} answered 400 to GET /: ${'é'.repeat(200)}…`);
  });

  it('comes without a web page', async () => {
    const { url, host } = await serve(
      answering('<!doctype html><title>Sorry</title>', { 'content-type': 'text/html' }, 502),
    );
    assert.equal((await faultOf(http().send({ url }))).message, `${host} answered 502 to GET /`);
  });

  it('comes even when its body cannot be read', async () => {
    const { url, host } = await serve(
      answering(Buffer.from([0xff, 0xfe, 0x00]), { 'content-encoding': 'gzip' }, 404),
    );
    assert.equal((await faultOf(http().send({ url }))).message, `${host} answered 404 to GET /`);
  });

  it('that the caller accepts is an answer', async () => {
    const { url } = await serve(answering('{"errors":{}}', {}, 409));
    const answer = await http().send({ url, accept: [400, 409] });
    assert.deepEqual([answer.status, answer.text], [409, '{"errors":{}}']);
  });
});

describe('trouble with a connection', () => {
  const failure = {
    host: 'data.example.org',
    what: 'GET /a',
    sent: true,
    status: undefined,
    limits: DEFAULT_LIMITS,
  };
  const table: [code: string, message: string, status?: number][] = [
    ['ECONNREFUSED', 'data.example.org refused the connection'],
    ['ENOTFOUND', 'data.example.org does not resolve: there is no such host name, or its address is unknown'],
    ['EAI_AGAIN', 'data.example.org does not resolve for now: the name server did not answer'],
    ['EHOSTUNREACH', 'data.example.org cannot be reached: there is no route to it'],
    ['ECONNRESET', 'data.example.org closed the connection without answering GET /a'],
    ['UND_ERR_SOCKET', 'data.example.org cut its answer to GET /a short', 200],
    ['UND_ERR_CONNECT_TIMEOUT', 'data.example.org did not accept a connection within 10 s'],
    ['UND_ERR_HEADERS_TIMEOUT', 'data.example.org did not answer GET /a within 30 s'],
    [
      'UND_ERR_BODY_TIMEOUT',
      'data.example.org sent nothing for 15 s in the middle of its answer to GET /a',
      200,
    ],
    ['CERT_HAS_EXPIRED', 'data.example.org shows a TLS certificate that expired'],
    [
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'data.example.org shows a TLS certificate that no trusted authority signed',
    ],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'data.example.org could not be reached (ERR_SSL_WRONG_VERSION_NUMBER)'],
  ];
  for (const [code, message, status] of table) {
    it(`${code} in words: ${message}`, () => {
      const error = Object.assign(new Error('x'), { code });
      const told = troubleOf({ ...failure, error, status }).error;
      assert.ok(told instanceof RemoteFault);
      assert.deepEqual([told.kind, told.message, told.cause], ['unreachable', message, error]);
    });
  }

  it('that is a bug of ours stays a plain error', () => {
    const error = new TypeError('x is not a function');
    assert.equal(troubleOf({ ...failure, error }).error, error);
  });
});
