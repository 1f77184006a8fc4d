import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { RemoteFault } from '../../src/faults.ts';
import { readAll } from './reading.ts';

const LINE = '{"kind":"dataset","id":"a","title":{"fr":"Eau"}}';

describe('canonical', () => {
  it('reads a dataset a line, as it is, blank lines aside', async () => {
    const { datasets, asides } = await readAll(
      'canonical',
      `${LINE}\n\n${LINE.replace('"a"', '"b"')}\n`,
      {},
      5,
    );
    assert.deepEqual(datasets, [
      { kind: 'dataset', id: 'a', title: { fr: 'Eau' } },
      { kind: 'dataset', id: 'b', title: { fr: 'Eau' } },
    ]);
    assert.deepEqual(asides, []);
  });

  it('sets a line aside that is no JSON or no dataset, with the field that is wrong', async () => {
    const { datasets, asides } = await readAll(
      'canonical',
      `{"kind"\n{"kind":"dataset","id":"b","title":{"fr":7}}\n${LINE}`,
    );
    assert.deepEqual(
      datasets.map(({ id }) => id),
      ['a'],
    );
    assert.deepEqual(
      asides.map(({ stage, remoteId, field, value }) => [stage, remoteId, field, value]),
      [
        ['parse', undefined, undefined, undefined],
        ['validate', 'b', 'title.fr', '7'],
      ],
    );
  });

  it('refuses what is no JSON at all', async () => {
    await assert.rejects(readAll('canonical', '<html>'), RemoteFault);
  });
});
