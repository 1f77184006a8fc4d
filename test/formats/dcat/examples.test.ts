import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { dcatWriters } from '../../../src/formats/dcat/write/index.ts';
import { readAll } from '../reading.ts';
import { exampleDatasets } from './examples.ts';

describe('DCAT written: examples', () => {
  for (const writer of dcatWriters)
    it(`of every format are read again as they were: ${writer.title}`, async () => {
      const datasets = await exampleDatasets();
      assert.ok(datasets.length > 30, `only ${datasets.length} examples`);
      for (const dataset of datasets) {
        const document = writer.open();
        const text = document.head() + document.record(dataset) + document.tail();
        const read = await readAll('dcat', text);
        assert.deepEqual(read, { datasets: [dataset], asides: [] });
      }
    });
});
