import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { describe, it } from 'mocha';
import { dcatWriters } from '../../../src/formats/dcat/write/index.ts';
import type { Dataset } from '../../../src/model/dataset.ts';
import { readAll } from '../reading.ts';
import { ANY_DATASET } from './datasets.ts';

/** NAVETTE_PROPERTY_RUNS sets how many generated datasets are tried. */
const RUNS = Number(process.env['NAVETTE_PROPERTY_RUNS'] ?? 300);
const TOGETHER = 10;

describe('DCAT written', () => {
  for (const writer of dcatWriters)
    it(`is read again as it was, ${TOGETHER} datasets in a document: ${writer.title}`, async () => {
      const several = fc.uniqueArray(ANY_DATASET, {
        minLength: TOGETHER,
        maxLength: TOGETHER,
        selector: ({ id }) => id,
      });
      await fc.assert(
        fc.asyncProperty(several, async (datasets) => {
          const document = writer.open();
          const text = [
            document.head(),
            ...datasets.map((one) => document.record(one)),
            document.tail(),
          ].join('');
          const read = await readAll('dcat', text);
          assert.deepEqual(read.asides, []);
          assert.deepEqual(byId(read.datasets), byId(datasets));
        }),
        { numRuns: Math.ceil(RUNS / TOGETHER), endOnFailure: true },
      );
    }).timeout(30_000 + RUNS * 400);
});

function byId(datasets: readonly Dataset[]): Record<string, Dataset> {
  return Object.fromEntries(datasets.map((one) => [one.id, one]));
}
