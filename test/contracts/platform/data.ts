import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { describe, it } from 'mocha';
import type { IncomingData } from '../../../src/platform/data.ts';
import type { OnPlatform } from './bench.ts';

const CSV = 'code,nom\n1,Un\n2,Deux\n';

export function promiseData(on: OnPlatform): void {
  describe('data', () => {
    it('is taken once, and the same again is no new version', async () => {
      const id = on().id('moisson:donnees');
      await on().given(id, { harvestedBy: 'moisson' });
      assert.deepEqual(await on().platform.importData(table(id, CSV), 'test'), {
        version: 1,
        action: 'created',
      });
      const again = table(id, CSV, { open: () => assert.fail('it was opened for nothing') });
      assert.deepEqual(await on().platform.importData(again, 'test'), { version: 1, action: 'unchanged' });
      const [file, ...others] = await on().platform.dataFiles([id]);
      assert.deepEqual(others, []);
      const said = { ...table(id, CSV), open: undefined, version: 1, at: undefined };
      assert.deepEqual({ ...file, open: undefined, at: undefined }, said);
      assert.ok(file?.at instanceof Date);
    });

    it('is replaced by other content, one version more', async () => {
      const id = on().id('moisson:donnees');
      await on().given(id, { harvestedBy: 'moisson' });
      await on().platform.importData(table(id, CSV), 'test');
      const more = `${CSV}3,Trois\n`;
      assert.deepEqual(await on().platform.importData(table(id, more), 'test'), {
        version: 2,
        action: 'updated',
      });
      const [file] = await on().platform.dataFiles([id]);
      assert.deepEqual([file?.sha256, file?.version], [table(id, more).sha256, 2]);
    });

    it('leaves the dataset what it was', async () => {
      const id = on().id('moisson:donnees');
      const before = await on().given(id, { harvestedBy: 'moisson' });
      await on().platform.importData(table(id, CSV), 'test');
      const after = await on().entry(id);
      assert.deepEqual(
        [after.dataset, after.visibility, after.state, after.harvestedBy, after.owner],
        [before.dataset, before.visibility, before.state, before.harvestedBy, before.owner],
      );
      await on().platform.importData(table(id, `${CSV}3,Trois\n`), 'test');
      assert.deepEqual((await on().entry(id)).dataset, before.dataset);
    });

    it('stays when the dataset is written anew', async () => {
      const id = on().id('moisson:donnees');
      await on().given(id, { harvestedBy: 'moisson' });
      await on().platform.importData(table(id, CSV), 'test');
      await on().given(id, { harvestedBy: 'moisson', visibility: 'private' });
      const [file] = await on().platform.dataFiles([id]);
      assert.equal(file?.sha256, table(id, CSV).sha256);
    });

    it('of several distributions is kept side by side, and dropped one by one', async () => {
      const id = on().id('moisson:donnees');
      await on().given(id, { harvestedBy: 'moisson' });
      const second = table(id, 'a;b\n1;2\n', { distribution: 'autre', name: 'autre.csv' });
      await on().platform.importData(table(id, CSV), 'test');
      await on().platform.importData(second, 'test');
      assert.deepEqual(await names(on, id), ['autre', 'lignes']);
      await on().platform.dropData(id, ['lignes', 'unknown']);
      assert.deepEqual(await names(on, id), ['autre']);
      await on().platform.dropData(id, ['lignes', 'autre']);
      assert.deepEqual(await names(on, id), []);
    });

    it('that breaks off on its way changes nothing, and comes whole the next time', async () => {
      const id = on().id('moisson:donnees');
      await on().given(id, { harvestedBy: 'moisson' });
      await on().platform.importData(table(id, CSV), 'test');
      const more = `${CSV}${'4,Quatre\n'.repeat(2_000)}`;
      const broken = table(id, more, { open: () => Readable.from(cut(more)) });
      await assert.rejects(on().platform.importData(broken, 'test'));
      const [kept] = await on().platform.dataFiles([id]);
      assert.equal(kept?.sha256, table(id, CSV).sha256);
      on().platform = await on().under.reopen();
      assert.equal((await on().platform.importData(table(id, more), 'test')).action, 'updated');
    });

    it('of equal content may belong to two datasets', async () => {
      const [one, other] = [on().id('moisson:donnees'), on().id('moisson:donnees')];
      for (const id of [one, other]) {
        await on().given(id, { harvestedBy: 'moisson' });
        await on().platform.importData(table(id, CSV), 'test');
      }
      await on().platform.dropData(one, ['lignes']);
      assert.deepEqual(await names(on, other), ['lignes']);
      assert.deepEqual(
        (await on().platform.dataFiles([one, other, 'nobody:s'])).map(({ datasetId }) => datasetId),
        [other],
      );
    });
  });
}

async function names(on: OnPlatform, id: string): Promise<string[]> {
  return (await on().platform.dataFiles([id])).map(({ distribution }) => distribution).toSorted();
}

function* cut(text: string): Generator<Buffer> {
  yield Buffer.from(text.slice(0, text.length / 2));
  throw new Error('the file ends in the middle');
}

function table(datasetId: string, text: string, more: Partial<IncomingData> = {}): IncomingData {
  return {
    datasetId,
    distribution: 'lignes',
    sha256: createHash('sha256').update(text).digest('hex'),
    bytes: Buffer.byteLength(text),
    rows: text.trimEnd().split('\n').length - 1,
    columns: (text.split('\n')[0] ?? '').split(/[,;]/),
    format: 'csv',
    mediaType: 'text/csv',
    name: 'lignes.csv',
    url: 'https://data.example.org/lignes.csv',
    open: () => Readable.from([Buffer.from(text)]),
    ...more,
  };
}
