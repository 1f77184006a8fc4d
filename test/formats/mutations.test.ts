import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { describe, it } from 'mocha';
import { RemoteFault } from '../../src/faults.ts';
import { DIALECTS } from './dcat/dialects.ts';
import { readAll } from './reading.ts';

const JSON_TEXT = JSON.stringify({
  dataset: [
    {
      identifier: 'a',
      title: 'A',
      spatial: '1,2,3,4',
      temporal: '2010/2011',
      publisher: { name: 'P' },
      distribution: [{ downloadURL: 'https://x.org/a.csv' }],
    },
  ],
});
const SOURCES: readonly [kind: string, text: string][] = [
  ...DIALECTS.map(({ text }): [string, string] => ['dcat', text]),
  ['data-json', JSON_TEXT],
  [
    'dkan',
    JSON.stringify({
      success: true,
      result: [[{ id: 'a', title: 'A', notes: 'n', resources: [{ url: 'https://x.org' }] }]],
    }),
  ],
  [
    'schema-org',
    '<html><script type="application/ld+json">{"@context":"https://schema.org","@type":"Dataset","name":"A","temporalCoverage":"2010/.."}</script></html>',
  ],
];
const BYTES = fc.oneof(
  fc.integer({ min: 0, max: 255 }),
  fc.constantFrom(...Buffer.from('"\'<>{}[]()\\@#;.,:&\n\0')),
);

/** One change of a text: bytes put in, taken out, or written over. */
const CHANGE = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  taken: fc.nat(20),
  put: fc.array(BYTES, { maxLength: 6 }),
});

describe('formats', () => {
  it('read or refuse whatever bytes they get, and never break', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...SOURCES),
        fc.array(CHANGE, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 5_000 }),
        async ([kind, text], changes, size) => {
          let bytes = Buffer.from(text);
          for (const { at, taken, put } of changes) {
            const from = Math.floor(at * bytes.length);
            bytes = Buffer.concat([bytes.subarray(0, from), Buffer.from(put), bytes.subarray(from + taken)]);
          }
          try {
            await readAll(kind, bytes, {}, size);
          } catch (error) {
            assert.ok(error instanceof RemoteFault, error instanceof Error ? error.stack : String(error));
          }
        },
      ),
      { numRuns: 300 },
    );
  }).timeout(120_000);
});
