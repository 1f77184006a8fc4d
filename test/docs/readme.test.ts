import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'mocha';
import { demoDatasets } from '../../src/demo/datasets.ts';

describe('README.md', () => {
  it('names datasets that the demonstration has', async () => {
    const text = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
    const named = [...text.matchAll(/dataset set (\S+)/g)].map(([, id]) => id);
    assert.notEqual(named.length, 0);
    const there = new Set(demoDatasets().map(({ id }) => id));
    assert.deepEqual(
      named.filter((id = '') => !there.has(id)),
      [],
    );
  });
});
