import assert from 'node:assert/strict';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { afterEach, describe, it } from 'mocha';
import { BodyText, decodeText } from '../../src/http/charset.ts';
import { answering, closeAll, faultOf, http, serve } from './loopback.ts';

const TEXT = 'Données d’été — 10 €';
const utf16be = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16();
const cp1252 = Buffer.from([
  0x44, 0x6f, 0x6e, 0x6e, 0xe9, 0x65, 0x73, 0x20, 0x64, 0x92, 0xe9, 0x74, 0xe9, 0x20, 0x97, 0x20, 0x31, 0x30,
  0x20, 0x80,
]);

describe('text of a body', () => {
  const table: [what: string, bytes: Buffer, contentType: string | undefined, text: string | undefined][] = [
    ['ASCII', Buffer.from('{"a":1}'), undefined, '{"a":1}'],
    ['nothing', Buffer.alloc(0), undefined, ''],
    ['UTF-8 without declaration', Buffer.from(TEXT), undefined, TEXT],
    ['UTF-8 as declared', Buffer.from(TEXT), 'application/json; charset=UTF-8', TEXT],
    [
      'UTF-8 with a byte order mark, which is removed',
      Buffer.from(`\ufeff${TEXT}`),
      'application/json',
      TEXT,
    ],
    [
      'a byte order mark against the declaration',
      Buffer.from(`\ufeff${TEXT}`),
      'text/plain; charset=iso-8859-1',
      TEXT,
    ],
    ['UTF-16LE with a byte order mark', Buffer.from(`\ufeff${TEXT}`, 'utf16le'), undefined, TEXT],
    ['UTF-16BE with a byte order mark', utf16be(`\ufeff${TEXT}`), 'application/json', TEXT],
    ['UTF-16LE as declared', Buffer.from(TEXT, 'utf16le'), 'text/plain; charset=utf-16le', TEXT],
    ['UTF-16LE without declaration', Buffer.from('{"é":1}', 'utf16le'), undefined, '{"é":1}'],
    ['UTF-16BE without declaration', utf16be('{"é":1}'), 'application/json', '{"é":1}'],
    ['windows-1252 as declared', cp1252, 'text/csv; charset="windows-1252"', TEXT],
    [
      'ISO-8859-1, which is read as windows-1252 like everywhere on the web',
      cp1252,
      'text/csv; charset=ISO-8859-1',
      TEXT,
    ],
    ['windows-1252 without declaration', cp1252, 'application/json', TEXT],
    ['another declared charset', Buffer.from([0xcf, 0xf0, 0xe8]), 'text/plain; charset=windows-1251', 'При'],
    [
      'UTF-8 with one damaged byte, which is not guessed at',
      Buffer.concat([Buffer.from(TEXT), Buffer.from([0xff])]),
      undefined,
      undefined,
    ],
    ['bytes against the declared UTF-8', cp1252, 'application/json; charset=utf-8', undefined],
    ['an unknown declared charset', Buffer.from(TEXT), 'text/plain; charset=klingon', undefined],
    ['half a UTF-16 character', Buffer.from([0xff, 0xfe, 0x41]), undefined, undefined],
    [
      'an encoded lone surrogate',
      Buffer.concat([Buffer.from('éé'), Buffer.from([0xed, 0xa0, 0x80])]),
      'text/plain; charset=utf-8',
      undefined,
    ],
  ];
  for (const [what, bytes, contentType, text] of table) {
    it(`${text === undefined ? 'refuses' : 'reads'} ${what}`, () =>
      assert.equal(decodeText(bytes, contentType), text));
  }

  it('is the same when it is read later, and the bytes where these are its UTF-8', () => {
    const fewBytes = fc.oneof(
      fc.constantFrom(...table.map(([, bytes]) => bytes)),
      fc.string({ unit: 'binary' }).map((text) => Buffer.from(text)),
      fc.uint8Array({ maxLength: 8 }).map((bytes) => Buffer.from(bytes)),
    );
    const types = fc.constantFrom(...table.map(([, , contentType]) => contentType));
    fc.assert(
      fc.property(fewBytes, types, (bytes, contentType) => {
        const body = BodyText.of(bytes, contentType);
        assert.equal(body?.text, decodeText(bytes, contentType));
        if (body?.utf8 !== undefined) assert.deepEqual(Buffer.from(body.text), body.utf8);
      }),
      { numRuns: 5_000 },
    );
    assert.notEqual(BodyText.of(Buffer.from(TEXT), 'application/json; charset=utf-8')?.utf8, undefined);
    assert.equal(BodyText.of(Buffer.from(`\ufeff${TEXT}`), undefined)?.utf8, undefined);
  });
});

describe('a content encoding', () => {
  afterEach(closeAll);

  const body = JSON.stringify({ text: TEXT.repeat(50) });
  const table: [encoding: string, bytes: Buffer][] = [
    ['gzip', gzipSync(body)],
    ['x-gzip', gzipSync(body)],
    ['GZIP', gzipSync(body)],
    ['deflate', deflateSync(body)],
    ['deflate', deflateRawSync(body)],
    ['br', brotliCompressSync(body)],
    ['identity', Buffer.from(body)],
    ['gzip, identity', gzipSync(body)],
  ];
  for (const [encoding, bytes] of table) {
    it(`${encoding} is undone`, async () => {
      const { url, seen } = await serve(answering(bytes, { 'content-encoding': encoding }));
      assert.equal((await http().send({ url })).text, body);
      assert.equal(seen[0]?.headers['accept-encoding'], 'gzip, deflate, br');
    });
  }

  it('on a plain body is a lie: asked once more without compression', async () => {
    const { url, seen } = await serve((request, response) =>
      answering(
        body,
        request.headers['accept-encoding'] === 'identity' ? {} : { 'content-encoding': 'gzip' },
      )(request, response),
    );
    assert.equal((await http().send({ url })).text, body);
    assert.deepEqual(
      seen.map(({ headers }) => headers['accept-encoding']),
      ['gzip, deflate, br', 'identity'],
    );
  });

  it('that keeps lying is a fault', async () => {
    const { url, host, seen } = await serve(answering(body, { 'content-encoding': 'gzip' }));
    const fault = await faultOf(http().send({ url }));
    assert.deepEqual(
      [fault.kind, fault.message, seen.length],
      ['malformed', `${host} answered GET / with a body that is not in gzip as it says`, 2],
    );
  });

  it('that lies on a PUT is a fault at once: it must not be sent twice', async () => {
    const { url, seen } = await serve(answering(body, { 'content-encoding': 'br' }));
    const fault = await faultOf(http().send({ method: 'PUT', url, json: {} }));
    assert.deepEqual([fault.kind, seen.length], ['malformed', 1]);
  });

  it('cut short is a fault, never half a body', async () => {
    const { url } = await serve(answering(gzipSync(body).subarray(0, 60), { 'content-encoding': 'gzip' }));
    assert.equal((await faultOf(http().send({ url }))).kind, 'malformed');
  });

  it('may be one, not several, and one that we know', async () => {
    for (const encoding of ['gzip, gzip', Array(60).fill('gzip').join(', '), 'zstd', 'compress']) {
      const { url } = await serve(answering(gzipSync(body), { 'content-encoding': encoding }));
      const fault = await faultOf(http().send({ url }));
      assert.equal(fault.kind, 'malformed');
      assert.match(fault.message, /in an encoding that we did not ask for/);
    }
  });

  it('on an empty answer means nothing', async () => {
    const { url } = await serve(answering('', { 'content-encoding': 'gzip' }, 204));
    assert.equal((await http().send({ method: 'DELETE', url })).text, '');
    assert.equal((await http().send({ method: 'HEAD', url })).status, 204);
  });
});
