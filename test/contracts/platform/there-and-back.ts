import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { Dataset } from '../../../src/model/dataset.ts';
import { richSample, SAMPLES } from '../samples.ts';
import type { OnPlatform } from './bench.ts';

/** What a write may lack; the title is all that a dataset needs. */
const CLEARED: (keyof Dataset)[] = [
  'description',
  'alternative',
  'keyword',
  'issued',
  'modified',
  'frequency',
  'temporal',
  'license',
  'accessRights',
  'contactPoint',
  'landingPage',
  'distribution',
];

export function promiseThereAndBack(on: OnPlatform): void {
  describe('there and back', () => {
    for (const { name, dataset: sample } of SAMPLES) {
      it(`keeps every field: ${name}`, async () => {
        const id = on().id('moisson:retour');
        const dataset = { ...sample, id };
        await on().write({ id, dataset, visibility: 'public', harvestedBy: 'moisson' });
        assert.deepEqual((await on().entry(id)).dataset, dataset);
      });
    }

    it('clears what is absent', async () => {
      const id = on().id('moisson:vide');
      const base = { id, visibility: 'public' as const, harvestedBy: 'moisson' };
      await on().write({ ...base, dataset: { ...richSample(), id } });
      const bare = Dataset.parse({ kind: 'dataset', id, title: { fr: 'Sans rien' } });
      assert.equal((await on().write({ ...base, dataset: bare })).action, 'updated');
      assert.deepEqual((await on().entry(id)).dataset, bare);
    });

    for (const field of CLEARED) {
      it(`clears ${field} alone`, async () => {
        const id = on().id('moisson:sans');
        const base = { id, visibility: 'public' as const, harvestedBy: 'moisson' };
        await on().write({ ...base, dataset: { ...richSample(), id } });
        const { [field]: _gone, ...rest } = { ...richSample(), id };
        assert.equal((await on().write({ ...base, dataset: Dataset.parse(rest) })).action, 'updated');
        assert.deepEqual((await on().entry(id)).dataset, rest);
      });
    }

    it('keeps series and services apart from datasets', async () => {
      for (const kind of ['series', 'service'] as const) {
        const id = on().id(`moisson:${kind}`);
        const dataset = Dataset.parse({
          kind,
          id,
          title: { fr: kind },
          endpointURL: ['https://example.org/wms'],
        });
        await on().write({ id, dataset, visibility: 'public', harvestedBy: 'moisson' });
        assert.deepEqual((await on().entry(id)).dataset, dataset);
      }
    });
  });
}
