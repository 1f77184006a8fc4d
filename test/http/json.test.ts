import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { afterEach, describe, it } from 'mocha';
import { z } from 'zod';
import { RemoteFault } from '../../src/faults.ts';
import { readJson } from '../../src/http/json.ts';
import { answering, closeAll, faultOf, http, serve } from './loopback.ts';

const Page = z.object({
  results: z.array(z.object({ id: z.string(), resources: z.array(z.object({ url: z.string() })) })),
});
const SUBJECT = 'data.example.org answered GET /api/';

function nested(depth: number, open: string, close: string): string {
  return open.repeat(depth) + close.repeat(depth);
}

describe('JSON of an answer', () => {
  afterEach(closeAll);

  it('is asked for, read and given as the schema has it', async () => {
    const { url, seen } = await serve(answering('{"n":"1"}'));
    const answer = await http().json(z.object({ n: z.coerce.number() }), { url });
    assert.deepEqual([answer, seen[0]?.headers.accept], [{ n: 1 }, 'application/json']);
  });

  it('may be asked for in another type', async () => {
    const { url, seen } = await serve(answering('{}'));
    await http().json(z.unknown(), { url, headers: { Accept: 'application/ld+json' } });
    assert.equal(seen[0]?.headers.accept, 'application/ld+json');
  });

  it('cut at any byte is malformed, and is not asked for again', () => {
    const text = JSON.stringify({
      results: [{ id: 'é"\\', resources: [{ url: 'https://example.org/' }] }],
      n: [true, null, 1],
    });
    for (let end = 0; end < text.length; end += 1) {
      assert.throws(
        () => readJson(Page, text.slice(0, end), SUBJECT),
        (fault) => fault instanceof RemoteFault && fault.kind === 'malformed',
      );
    }
    assert.doesNotThrow(() => readJson(Page, text, SUBJECT));
  });

  it('that is a web page is said to be one, with its beginning', async () => {
    const page = '<!doctype html>\n<html><head><title>Maintenance</title></head>';
    const { url, host } = await serve(answering(page, { 'content-type': 'text/html' }));
    const fault = await faultOf(http().json(Page, { url }));
    assert.equal(fault.kind, 'malformed');
    assert.equal(
      fault.message,
      `${host} answered GET / with a web page instead of JSON: <!doctype html> <html><head><title>Maintenance</title></head>`,
    );
  });

  const texts: [text: string, message: string][] = [
    ['', `${SUBJECT} with nothing where JSON was expected`],
    ['{"a":', `${SUBJECT} with JSON that is cut off after 5 characters`],
    ['{"a":"b', `${SUBJECT} with JSON that is cut off after 7 characters`],
    ['Service unavailable', `${SUBJECT} with something else than JSON: Service unavailable`],
    ['{"a":1}}', `${SUBJECT} with something else than JSON: {"a":1}}`],
    [
      '{"results":5}',
      `${SUBJECT} with an unexpected shape: results: Invalid input: expected array, received number; there was 5`,
    ],
    [
      '[1]',
      `${SUBJECT} with an unexpected shape: the whole answer: Invalid input: expected object, received array; there was [1]`,
    ],
    [
      '{"results":[{"id":"a","resources":[{"url":"x"},{"url":{"b":1}}]}]}',
      `${SUBJECT} with an unexpected shape: results[0].resources[1].url: Invalid input: expected string, received object; there was {"b":1}`,
    ],
    [
      '{"results":[{"id":"a"}]}',
      `${SUBJECT} with an unexpected shape: results[0].resources: Invalid input: expected array, received undefined; there was nothing`,
    ],
  ];
  for (const [text, message] of texts) {
    it(`${text === '' ? 'empty' : text}: ${message.slice(SUBJECT.length + 1)}`, () => {
      assert.throws(() => readJson(Page, text, SUBJECT), { kind: 'malformed', message });
    });
  }

  it('may be nested 64 levels deep and no deeper', () => {
    for (const [open, close] of [
      ['[', ']'],
      ['{"a":', '}'],
    ] as const) {
      const inner =
        open === '[' ? nested : (depth: number): string => `${open.repeat(depth)}1${close.repeat(depth)}`;
      assert.doesNotThrow(() => readJson(z.unknown(), inner(64, open, close), SUBJECT));
      assert.throws(
        () => readJson(z.unknown(), inner(65, open, close), SUBJECT),
        /nested deeper than 64 levels/,
      );
      assert.throws(
        () => readJson(z.unknown(), inner(5000, open, close), SUBJECT),
        /nested deeper than 64 levels/,
      );
    }
    const mixed = `${'[{"a":'.repeat(33)}1${'}]'.repeat(33)}`;
    assert.throws(() => readJson(z.unknown(), mixed, SUBJECT), /nested deeper/);
  });

  it('is not fooled about its depth by brackets in strings', () => {
    assert.doesNotThrow(() => readJson(z.unknown(), JSON.stringify({ a: '['.repeat(500) }), SUBJECT));
    const hidden = `${'["]]]]",'.repeat(70)}1${']'.repeat(70)}`;
    assert.throws(() => readJson(z.unknown(), hidden, SUBJECT), /nested deeper/);
  });

  it('with __proto__ keys changes nobody’s prototype', () => {
    const Loose = z.looseObject({ a: z.number() });
    const read = readJson(Loose, '{"a":1,"__proto__":{"polluted":true},"constructor":{"x":1}}', SUBJECT);
    assert.equal(Object.getPrototypeOf(read), Object.prototype);
    assert.equal('polluted' in read, false);
  });

  it('with a key twice means the last', () => {
    assert.deepEqual(readJson(z.unknown(), '{"a":1,"a":2}', SUBJECT), { a: 2 });
  });

  it('of any text ends in a value or a fault', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json({ maxDepth: 4 })), (text) => {
        try {
          readJson(Page, text, SUBJECT);
        } catch (error) {
          assert.ok(error instanceof RemoteFault, String(error));
        }
      }),
      { numRuns: 50 },
    );
  });
});
