import assert from 'node:assert/strict';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { afterEach, describe, it } from 'mocha';
import { answering, closeAll, faultOf, http, serve, serveBytes } from './loopback.ts';

const KIB = 1024;
const MIB = 1024 * KIB;
const quickBrotli = (bytes: Buffer): Buffer =>
  brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } });

describe('a limit', () => {
  afterEach(closeAll);

  it('on the headers ends a server that accepts and never answers', async () => {
    const { url, host } = await serveBytes(() => undefined);
    const fault = await faultOf(http({ limits: { headersMs: 50 } }).send({ url: `${url}/api/` }));
    assert.deepEqual(
      [fault.kind, fault.message],
      ['unreachable', `${host} did not answer GET /api/ within 0.1 s`],
    );
  });

  it('on the headers gives a creation as long as the whole call', async () => {
    const { url } = await serve((_, response) => void setTimeout(() => response.end('{}'), 150));
    const limits = { headersMs: 50, totalMs: 2_000 };
    const answer = await http({ limits }).send({ url, method: 'POST', json: {}, patient: true });
    assert.equal(answer.status, 200);
  });

  it('on silence ends a body that stops', async () => {
    const { url } = await serve((_, response) =>
      response.writeHead(200, { 'content-length': 100 }).write('half'),
    );
    const fault = await faultOf(http({ limits: { stallMs: 50 } }).send({ url }));
    assert.equal(fault.kind, 'unreachable');
    assert.match(fault.message, /sent nothing for 0\.1 s in the middle of its answer to GET \/$/);
  });

  it('on the whole call ends a slow trickle that never falls silent', async () => {
    const { url, host } = await serve((_, response) => {
      const timer = setInterval(() => response.write('x'), 10);
      response.on('close', () => clearInterval(timer));
    });
    const started = performance.now();
    const fault = await faultOf(http({ limits: { totalMs: 120, stallMs: 50 } }).send({ url: `${url}/slow` }));
    assert.deepEqual(
      [fault.kind, fault.message],
      ['unreachable', `${host} did not finish answering GET /slow within 0.1 s`],
    );
    assert.ok(performance.now() - started < 400);
  });

  it('on the whole call counts redirects too', async () => {
    const { url } = await serve((_, response) => {
      setTimeout(() => response.writeHead(302, { location: '/' }).end(), 30);
    });
    const fault = await faultOf(http({ limits: { totalMs: 80, redirectsMax: 1000 } }).send({ url }));
    assert.match(fault.message, /did not finish/);
  });

  it('on the whole call does not count the wait for a slot', async () => {
    const { url } = await serve((_, response) => setTimeout(() => response.end('ok'), 60));
    const calls = http({ limits: { totalMs: 110 }, concurrencyPerHost: 1 });
    const answers = await Promise.all([1, 2, 3].map(() => calls.send({ url })));
    assert.deepEqual(
      answers.map(({ text }) => text),
      ['ok', 'ok', 'ok'],
    );
  });

  it('of one call overrides the session’s', async () => {
    const { url } = await serve((_, response) => setTimeout(() => response.end('ok'), 80));
    const calls = http({ limits: { totalMs: 20 } });
    assert.equal((await calls.send({ url, limits: { totalMs: 1000 } })).text, 'ok');
    assert.equal((await faultOf(calls.send({ url }))).kind, 'unreachable');
  });

  it('on the wire refuses an announced length without reading it', async () => {
    const { url, host } = await serve((_, response) =>
      response.writeHead(200, { 'content-length': 5 * MIB }).write('x'),
    );
    const fault = await faultOf(http({ limits: { wireBytesMax: MIB } }).send({ url: `${url}/big` }));
    assert.deepEqual(
      [fault.kind, fault.message],
      ['tooLarge', `${host} answered GET /big with more than 1 MiB (limit wireBytesMax)`],
    );
  });

  it('on the wire ends a stream without end', async () => {
    const { url } = await serve((_, response) => {
      const chunk = Buffer.alloc(16 * KIB);
      const more = (): void => {
        while (!response.destroyed && response.write(chunk));
      };
      response.on('drain', more);
      more();
    });
    const fault = await faultOf(http({ limits: { wireBytesMax: 256 * KIB } }).send({ url }));
    assert.match(fault.message, /more than 256 KiB \(limit wireBytesMax\)$/);
  });

  it('on the body counts plain bodies as well', async () => {
    const { url } = await serve(answering(Buffer.alloc(100 * KIB)));
    const fault = await faultOf(http({ limits: { bodyBytesMax: 64 * KIB } }).send({ url }));
    assert.match(fault.message, /more than 64 KiB \(limit bodyBytesMax\)$/);
  });

  it('on the body holds after decompression', async () => {
    const { url } = await serve(answering(gzipSync(Buffer.alloc(100 * KIB)), { 'content-encoding': 'gzip' }));
    const fault = await faultOf(http({ limits: { bodyBytesMax: 64 * KIB } }).send({ url }));
    assert.equal(fault.kind, 'tooLarge');
    assert.match(fault.message, /unpacks to more than 64 KiB/);
  });

  for (const [name, compress] of [
    ['gzip', gzipSync],
    ['br', quickBrotli],
  ] as const) {
    it(`on the ratio stops a ${name} bomb far below the size limit`, async () => {
      const bomb = compress(Buffer.alloc(24 * MIB));
      const { url } = await serve(answering(bomb, { 'content-encoding': name }));
      const before = process.memoryUsage().arrayBuffers;
      const fault = await faultOf(http().send({ url }));
      assert.equal(fault.kind, 'tooLarge');
      assert.ok(process.memoryUsage().arrayBuffers - before < 16 * MIB);
    });
  }

  it('on the ratio lets a small, very regular body pass', async () => {
    const body = ' '.repeat(900 * KIB);
    const { url } = await serve(answering(gzipSync(body), { 'content-encoding': 'gzip' }));
    assert.equal((await http().send({ url })).text.length, body.length);
  });

  it('on the headers’ size is said as such', async () => {
    const { url, host } = await serveBytes((socket) =>
      socket.write(`HTTP/1.1 200 OK\r\nx-long: ${'y'.repeat(64 * KIB)}\r\ncontent-length: 0\r\n\r\n`),
    );
    const fault = await faultOf(http().send({ url }));
    assert.deepEqual(
      [fault.kind, fault.message],
      ['tooLarge', `${host} sent more than 16 KiB of headers for GET /`],
    );
  });

  it('on memory holds for a body that comes byte by byte', async () => {
    const { url } = await serveBytes((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n');
      socket.write('1\r\nx\r\n'.repeat(200_000));
      socket.end('0\r\n\r\n');
    });
    const before = process.memoryUsage().heapUsed;
    const answer = await http().send({ url });
    assert.equal(answer.text.length, 200_000);
    assert.ok(process.memoryUsage().heapUsed - before < 40 * MIB);
  });
});
