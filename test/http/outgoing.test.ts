import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, it } from 'mocha';
import type { OutgoingBody } from '../../src/http/http.ts';
import { multipart } from '../../src/http/multipart.ts';
import { spool } from '../../src/http/spool.ts';
import { answering, closeAll, faultOf, http, serve, serveBytes } from './loopback.ts';

const MIB = 1024 * 1024;

function body(chunks: readonly Uint8Array[], seen: { reads: number } = { reads: 0 }): OutgoingBody {
  return {
    length: chunks.reduce((sum, chunk) => sum + chunk.length, 0),
    async *read() {
      seen.reads += 1;
      yield* chunks;
      await Promise.resolve();
    },
  };
}

describe('an outgoing body', () => {
  afterEach(closeAll);

  it('is sent as it is read, with its length', async () => {
    const { url, seen } = await serve(answering('ok'));
    const chunks = [Buffer.from('one '), Buffer.from('two')];
    await http().send({ method: 'POST', url, body: body(chunks), headers: { 'content-type': 'text/plain' } });
    const [request] = seen;
    assert.deepEqual(
      [request?.body, request?.headers['content-length'], request?.headers['transfer-encoding']],
      ['one two', '7', undefined],
    );
  });

  it('is read anew where a redirect keeps the method', async () => {
    const target = await serve(answering('ok'));
    const { url } = await serve((_, response) =>
      response.writeHead(307, { location: `${target.url}/there` }).end(),
    );
    const seen = { reads: 0 };
    await http().send({ method: 'POST', url, body: body([Buffer.from('data')], seen) });
    assert.deepEqual([target.seen[0]?.body, seen.reads], ['data', 2]);
  });

  it('is no faster than the remote takes it', async () => {
    let read = 0;
    const slow: OutgoingBody = {
      length: 32 * MIB,
      async *read() {
        for (; read < 32; read += 1) yield await Promise.resolve(Buffer.alloc(MIB));
      },
    };
    const server = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const limits = { stallMs: 200, headersMs: 10_000 };
    const sending = faultOf(
      http({ limits }).send({ method: 'POST', url: `http://127.0.0.1:${port}/up`, body: slow }),
    );
    const fault = await sending;
    server.closeAllConnections();
    server.close();
    assert.equal(fault.kind, 'unreachable');
    assert.match(fault.message, /took nothing for 0\.2 s in the middle of POST \/up$/);
    assert.ok(read < 32, `${read} of 32 MiB were read although nobody took them`);
  });

  it('that a remote breaks off is not sent twice', async () => {
    const { url } = await serveBytes((socket) => socket.destroy());
    const seen = { reads: 0 };
    const fault = await faultOf(http().send({ method: 'POST', url, body: body([Buffer.alloc(10)], seen) }));
    assert.deepEqual([fault.kind, seen.reads], ['unreachable', 1]);
  });

  it('may be a form with a file, which any parser reads', async () => {
    const bytes = randomBytes(3 * MIB);
    const { contentType, body: form } = multipart(
      { name: 'Arbres «remarquables»', partindex: 0 },
      { ...body([bytes]), field: 'file', name: 'arbres "2026".csv', mediaType: 'text/csv' },
    );
    assert.ok(typeof form === 'object' && !(form instanceof Uint8Array));
    const chunks: Uint8Array[] = [];
    for await (const chunk of form.read()) chunks.push(chunk);
    const whole = Buffer.concat(chunks);
    assert.equal(whole.length, form.length);
    const parsed = await new Response(whole, { headers: { 'content-type': contentType } }).formData();
    assert.deepEqual([parsed.get('name'), parsed.get('partindex')], ['Arbres «remarquables»', '0']);
    const file = parsed.get('file');
    assert.ok(file instanceof File);
    assert.deepEqual([file.name, file.type], ['arbres "2026".csv', 'text/csv']);
    assert.ok(Buffer.from(await file.arrayBuffer()).equals(bytes));
  });
});

describe('a spooled file', () => {
  it('is read as often as wanted, whole and in parts, and knows its digests', async () => {
    const bytes = randomBytes(MIB + 17);
    const file = await spool(body([bytes.subarray(0, 5), bytes.subarray(5)]).read());
    const read = async (start?: number, end?: number): Promise<Buffer> => {
      const chunks: Uint8Array[] = [];
      for await (const chunk of file.read(start, end)) chunks.push(chunk);
      return Buffer.concat(chunks);
    };
    assert.ok((await read()).equals(bytes));
    assert.ok((await read(100, 300)).equals(bytes.subarray(100, 300)));
    assert.ok((await read(MIB)).equals(bytes.subarray(MIB)));
    const digest = (name: string): string => createHash(name).update(bytes).digest('hex');
    assert.deepEqual(file.digests, { sha256: digest('sha256'), sha1: digest('sha1'), md5: digest('md5') });
    assert.equal(file.length, bytes.length);
    await file.close();
  });

  it('that breaks off is no file', async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('half');
      await Promise.resolve();
      throw new Error('cut');
    }
    await assert.rejects(spool(broken()), /cut/);
  });
});
