import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, it } from 'mocha';
import type { Download } from '../../src/http/http.ts';
import { answering, closeAll, faultOf, http, serve, serveBytes } from './loopback.ts';

const KIB = 1024;
const MIB = 1024 * KIB;
const LIMITS = { bytesMax: MIB, totalMs: 5_000 };

async function bytesOf(download: Download): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of download.body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

describe('a download', () => {
  afterEach(closeAll);

  it('gives what the answer says of the file, then its bytes', async () => {
    const file = randomBytes(200 * KIB);
    const headers = {
      'content-length': String(file.length),
      etag: '"v1"',
      'last-modified': 'Sun, 01 Nov 2026 10:00:00 GMT',
    };
    const { url, seen } = await serve(answering(file, headers));
    const download = await http().download({ url: `${url}/trees.csv` }, LIMITS);
    assert.deepEqual(
      [download.status, download.length, download.etag, download.lastModified],
      [200, file.length, '"v1"', 'Sun, 01 Nov 2026 10:00:00 GMT'],
    );
    assert.ok((await bytesOf(download)).equals(file));
    assert.equal(seen[0]?.headers['accept-encoding'], 'identity');
  });

  it('follows redirects and leaves the key behind', async () => {
    const target = await serve(answering('data'));
    const { url } = await serve((_, response) =>
      response.writeHead(302, { location: `${target.url}/file` }).end(),
    );
    const request = { url, secretHeaders: { 'x-api-key': 'secret-key' } };
    assert.equal((await bytesOf(await http().download(request, LIMITS))).toString(), 'data');
    assert.equal(target.seen[0]?.headers['x-api-key'], undefined);
  });

  it('gives an accepted status back and turns another into its fault', async () => {
    const { url } = await serve((_, response) => response.writeHead(304).end());
    const unchanged = await http().download({ url, accept: [304] }, LIMITS);
    assert.deepEqual([unchanged.status, (await bytesOf(unchanged)).length], [304, 0]);
    const { url: gone } = await serve(answering('no such file', {}, 404));
    const fault = await faultOf(http().download({ url: `${gone}/x` }, LIMITS));
    assert.equal(fault.kind, 'absent');
    assert.match(fault.message, /answered 404 to GET \/x: no such file$/);
  });

  it('is refused unread when it announces too much, and stopped when it sends too much', async () => {
    const { url } = await serve((_, response) =>
      response.writeHead(200, { 'content-length': 2 * MIB }).write('x'),
    );
    assert.equal((await faultOf(http().download({ url }, LIMITS))).kind, 'tooLarge');
    const { url: endless } = await serve((_, response) => {
      const more = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(64 * KIB)));
      };
      response.on('drain', more);
      more();
    });
    const fault = await faultOf(http().download({ url: endless }, LIMITS).then(bytesOf));
    assert.match(fault.message, /with more than 1 MiB$/);
  });

  it('tells a body that is cut short', async () => {
    const { url, host } = await serveBytes((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf');
      setTimeout(() => socket.destroy(), 20);
    });
    const fault = await faultOf(
      http()
        .download({ url: `${url}/f` }, LIMITS)
        .then(bytesOf),
    );
    assert.deepEqual([fault.kind, fault.message], ['unreachable', `${host} cut its answer to GET /f short`]);
  });

  it('tells a body that falls silent, and one that never ends in time', async () => {
    const { url } = await serve((_, response) => response.writeHead(200).write('half'));
    const silent = await faultOf(
      http()
        .download({ url }, { ...LIMITS, stallMs: 50 })
        .then(bytesOf),
    );
    assert.match(silent.message, /sent nothing for 0\.1 s in the middle/);
    const { url: trickle } = await serve((_, response) => {
      const timer = setInterval(() => response.write('x'), 10);
      response.on('close', () => clearInterval(timer));
    });
    const late = await faultOf(
      http()
        .download({ url: trickle }, { ...LIMITS, totalMs: 100 })
        .then(bytesOf),
    );
    assert.match(late.message, /did not finish answering GET \/ within 0\.1 s/);
  });

  it('waits for a slow reader without holding the file, and takes its silence for no stall', async () => {
    const total = 16 * MIB;
    let sent = 0;
    const { url } = await serve((_, response) => {
      const more = (): void => {
        while (sent < total) {
          sent += 64 * KIB;
          if (!response.write(Buffer.alloc(64 * KIB))) return;
        }
        response.end();
      };
      response.on('drain', more);
      more();
    });
    const download = await http().download({ url }, { bytesMax: total, totalMs: 10_000, stallMs: 60 });
    await new Promise((resolve) => setTimeout(resolve, 200));
    // What the operating system's socket buffers take is not ours to bound.
    assert.ok(sent < total, `${sent} bytes left the server although nobody read`);
    assert.equal((await bytesOf(download)).length, total);
  });

  it('frees its slot as soon as the answer begins', async () => {
    const { url } = await serve(({ path }, response) => {
      response.writeHead(200).write('x');
      if (path === '/') response.end();
    });
    const calls = http({ concurrencyPerHost: 1 });
    const open = await calls.download({ url: `${url}/open` }, LIMITS);
    assert.equal((await calls.send({ url })).text, 'x');
    open.close();
  });

  it('undoes an encoding that nobody asked for, within the limit', async () => {
    const { url } = await serve(answering(gzipSync('a,b\n1,2\n'), { 'content-encoding': 'gzip' }));
    const download = await http().download({ url }, LIMITS);
    assert.equal((await bytesOf(download)).toString(), 'a,b\n1,2\n');
    assert.equal(download.length, undefined);
    const { url: bomb } = await serve(
      answering(gzipSync(Buffer.alloc(4 * MIB)), { 'content-encoding': 'gzip' }),
    );
    assert.equal((await faultOf(http().download({ url: bomb }, LIMITS).then(bytesOf))).kind, 'tooLarge');
  });

  it('ends with its session, and goes to no forbidden address', async () => {
    const { url } = await serve((_, response) => response.writeHead(200).write('half'));
    const abort = new AbortController();
    const download = await http({ signal: abort.signal }).download({ url }, LIMITS);
    const reading = bytesOf(download);
    abort.abort(new Error('the session ended'));
    await assert.rejects(reading, /the session ended/);
    const fault = await faultOf(http().download({ url: 'http://169.254.169.254/latest' }, LIMITS));
    assert.equal(fault.kind, 'forbiddenAddress');
  });
});
