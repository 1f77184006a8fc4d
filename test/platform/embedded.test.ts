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

  it('writes many in any order and tells how each went in the order of the call', async () => {
    const ids = Array.from({ length: 450 }, (_, index) => `many-${(index * 7) % 450}`);
    const first = await platform.upsert(
      ids.map((id) => write(id, 'one', { visibility: 'private' })),
      'api',
    );
    assert.deepEqual(
      first,
      ids.map((id) => ({ id, action: 'created', rev: 1 })),
    );
    const second = await platform.upsert(
      ids.map((id, index) => write(id, index % 3 === 0 ? 'two' : 'one', { visibility: 'private' })),
      'api',
    );
    assert.deepEqual(
      second.map(({ id, action }) => [id, action]),
      ids.map((id, index) => [id, index % 3 === 0 ? 'updated' : 'unchanged']),
    );
    const [changed = '', same = ''] = ids;
    assert.equal((await platform.history.versions(changed, 5)).length, 1);
    assert.equal((await platform.history.versions(same, 5)).length, 0);
  });

  it('writes all of a call or nothing', async () => {
    const many = Array.from({ length: 300 }, (_, index) => write(`whole-${index}`, 'one'));
    const spoilt = {
      ...write('whole-zzz', 'one'),
      dataset: { kind: 'dataset', id: 'z', title: { fr: '\u0000' } } as const,
    };
    await assert.rejects(platform.upsert([...many, spoilt], 'api'));
    assert.equal((await platform.entries(many.map(({ id }) => id))).size, 0);
  });

  it('refuses a call in which one stands twice, wherever', async () => {
    const twice = Array.from({ length: 201 }, (_, index) =>
      write(`twice-${String(Math.min(index, 199)).padStart(3, '0')}`, `${index}`),
    );
    await assert.rejects(platform.upsert(twice, 'api'), { code: '21000' });
    assert.equal((await platform.entries(['twice-000'])).size, 0);
  });

  it('knows who sees a dataset and whose it is without reading it', async () => {
    await platform.upsert(
      [write('mine', 'x', { owner: 'o', visibility: 'private' }), write('theirs', 'x', { harvestedBy: 'h' })],
      'api',
    );
    const standings = await platform.standings?.(['mine', 'theirs', 'nobody']);
    assert.deepEqual(Object.fromEntries(standings ?? []), {
      mine: { id: 'mine', visibility: 'private', owner: 'o' },
      theirs: { id: 'theirs', visibility: 'public', harvestedBy: 'h' },
    });
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
