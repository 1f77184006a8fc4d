import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { ConnectorConfig } from '../../src/config/connector.ts';
import { saveConnector } from '../../src/ledger/connectors.ts';
import { openLedger, type Ledger } from '../../src/ledger/ledger.ts';
import { intendAll, saveRemoteIds } from '../../src/ledger/links.ts';
import { waiting } from '../../src/ledger/outbox.ts';
import type { PlatformWrite } from '../../src/platform/platform.ts';
import { embeddedPlatform, type EmbeddedPlatform } from '../../src/platform/embedded/embedded.ts';
import { database } from '../support/servers.ts';

const write = (id: string, title: string, more: Partial<PlatformWrite> = {}): PlatformWrite => ({
  id,
  dataset: { kind: 'dataset', id, title: { fr: title } },
  visibility: 'public',
  ...more,
});

describe('the embedded platform', () => {
  let ledger: Ledger;
  let platform: EmbeddedPlatform;
  const told: string[] = [];
  before(async () => {
    ledger = openLedger(await database());
    platform = embeddedPlatform(ledger.db, { onAnnounced: (ids) => told.push(...ids) });
    await saveConnector(ledger.db, ConnectorConfig.parse({ id: 'portal', adapter: 'udata', push: {} }));
  });
  after(() => ledger.close());

  it('writes only what changed, and keeps the version before it', async () => {
    assert.equal((await platform.upsert([write('a', 'one')], 'api'))[0]?.action, 'created');
    assert.equal((await platform.upsert([write('a', 'one')], 'api'))[0]?.action, 'unchanged');
    assert.deepEqual(await platform.upsert([write('a', 'two')], 'api'), [
      { id: 'a', action: 'updated', rev: 2 },
    ]);
    assert.deepEqual(
      (await platform.history.versions('a', 5)).map(({ rev, dataset }) => [rev, dataset.title]),
      [[1, { fr: 'one' }]],
    );
  });

  it('announces a change to the connectors that select the dataset', async () => {
    told.length = 0;
    await platform.upsert(
      [
        write('seen', 'x'),
        write('hidden', 'x', { visibility: 'private' }),
        write('foreign', 'x', { harvestedBy: 'h' }),
      ],
      'api',
    );
    const ids = (await waiting(ledger.db, 'portal', 50)).map(({ datasetId }) => datasetId);
    assert.ok(ids.includes('seen'));
    assert.ok(!ids.includes('hidden') && !ids.includes('foreign'));
    assert.deepEqual(told, ['portal']);
  });

  it('announces a dataset that left the selection when it was pushed before', async () => {
    await platform.upsert([write('leaves', 'x', { visibility: 'private' })], 'api');
    await intendAll(ledger.db, 'portal', [{ datasetId: 'leaves', mark: 'm', sent: {} }]);
    await saveRemoteIds(ledger.db, 'portal', [{ datasetId: 'leaves', remoteId: 'r' }]);
    await platform.upsert([write('leaves', 'y', { visibility: 'private' })], 'api');
    assert.ok((await waiting(ledger.db, 'portal', 50)).some(({ datasetId }) => datasetId === 'leaves'));
  });

  it('announces a deletion, and a deletion twice is no change', async () => {
    await platform.upsert([write('gone', 'x')], 'api');
    assert.deepEqual(await platform.setState(['gone'], 'deleted', 'api'), ['gone']);
    assert.deepEqual(await platform.setState(['gone'], 'deleted', 'api'), []);
    assert.equal((await platform.entries(['gone'])).get('gone')?.state, 'deleted');
  });

  it('writes nothing when the transaction around it fails', async () => {
    await assert.rejects(
      ledger.db.transaction().execute(async (tx) => {
        await platform.upsert([write('rolled-back', 'x')], 'harvest', tx);
        throw new Error('cut');
      }),
    );
    assert.equal((await platform.entries(['rolled-back'])).size, 0);
    assert.ok(!(await waiting(ledger.db, 'portal', 50)).some(({ datasetId }) => datasetId === 'rolled-back'));
  });

  it('pages through everything in order of id', async () => {
    const ids: string[] = [];
    for (let cursor: string | undefined, first = true; first || cursor !== undefined; first = false) {
      const page = await platform.page(cursor, 2);
      ids.push(...page.entries.map(({ id }) => id));
      cursor = page.next;
    }
    assert.deepEqual(ids, [...new Set(ids)].sort());
  });
});
