import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import type { PutRequest, PutResult } from '../../../src/adapters/adapter.ts';
import { dataFair } from '../../../src/adapters/data-fair/index.ts';
import { DataFairSettings } from '../../../src/adapters/data-fair/settings.ts';
import { RemoteFault } from '../../../src/faults.ts';
import { Dataset } from '../../../src/model/dataset.ts';
import { type DataFairSandbox, startDataFair } from '../../../src/sandbox/data-fair/data-fair.ts';
import { matchTheme } from '../../../src/vocabularies/themes.ts';
import { PortalClient } from '../../support/portal-client.ts';
import { visitor, type Visitor } from '../../support/scripted.ts';

const SITE = 'data-fair-portals:portail-de-test';

describe('pushing to Data Fair', () => {
  let sandbox: DataFairSandbox;
  let made = 0;
  const open: Visitor<DataFairSettings>[] = [];

  before(async () => {
    sandbox = await startDataFair({ switches: { userPerMinute: 100_000 } });
  });
  after(async () => {
    for (const one of open) await one.close();
    await sandbox.close();
  });

  function visit(settings: Record<string, unknown> = {}): Visitor<DataFairSettings> {
    const one = visitor(DataFairSettings, { url: sandbox.publicUrl, apiKey: sandbox.key, ...settings });
    open.push(one);
    return one;
  }

  function dataset(more: Record<string, unknown> = {}): Dataset {
    made += 1;
    return Dataset.parse({ kind: 'dataset', id: `d${made}`, title: { fr: `Jeu ${made}` }, ...more });
  }

  async function put(
    one: Dataset,
    { session }: Visitor<DataFairSettings> = visit(),
    more: Partial<PutRequest> = {},
  ): Promise<PutResult> {
    const nothing = () => Promise.resolve();
    const request: PutRequest = {
      dataset: one,
      mark: `test/c/${one.id}`,
      distributionIds: {},
      edits: 'overwrite',
      gone: 'recreate',
      intend: nothing,
      created: nothing,
      guard: nothing,
      ...more,
    };
    return dataFair.put!(session, request);
  }

  const client = () => new PortalClient(`${sandbox.publicUrl}/api/v1`, { 'x-apikey': sandbox.key });
  const shown = (id: string) => {
    const found = sandbox.dataset(id);
    assert.ok(found, `${id} is not there`);
    return found;
  };

  it('makes a dataset of metadata alone, under an id that the mark gives it, seen by everybody', async () => {
    const { remoteId, action } = await put(dataset());
    assert.equal(action, 'created');
    assert.match(remoteId, /^[0-9a-f-]{36}$/);
    const { isMetaOnly, owner, permissions } = shown(remoteId);
    assert.deepEqual([isMetaOnly, owner.id], [true, 'ville-de-test']);
    assert.ok(permissions.some(({ type, classes }) => type === undefined && classes?.includes('read')));
  });

  it('keeps what it is told to from strangers', async () => {
    const { remoteId } = await put(dataset(), visit({ visibility: 'private' }));
    assert.ok(shown(remoteId).permissions.every(({ type }) => type !== undefined));
    const session = visit({ visibility: 'private' }).session;
    assert.deepEqual(dataFair.removals?.(session.settings), ['delete']);
  });

  it('shows a record that was made and not shown, when the worker died in between', async () => {
    const one = dataset();
    const created = () => Promise.reject(new Error('killed'));
    await assert.rejects(put(one, visit(), { created }), /killed/);
    const { remoteId, action } = await put(one);
    assert.equal(action, 'updated');
    assert.ok(shown(remoteId).permissions.some(({ type }) => type === undefined));
    assert.equal((await put(one)).action, 'unchanged');
  });

  it('puts it on its portal, takes it off, and leaves other portals alone', async () => {
    const one = dataset();
    const first = await put(one, visit({ publicationSite: SITE }));
    assert.deepEqual(shown(first.remoteId).publicationSites, [SITE]);
    await client().call('PATCH', `/datasets/${first.remoteId}`, {
      json: { publicationSites: [SITE, 'data-fair-portals:autre'] },
    });
    const { remoteId, base, distributionIds } = first;
    const second = await put(one, visit(), { remoteId, base, distributionIds });
    assert.equal(second.action, 'updated');
    assert.deepEqual(shown(remoteId).publicationSites, ['data-fair-portals:autre']);
  });

  it('gives it to a department', async () => {
    const { remoteId } = await put(dataset(), visit({ owner: 'organization:ville-de-test:voirie' }));
    assert.equal(shown(remoteId).owner.department, 'voirie');
  });

  it('refuses beforehand what the key cannot own', async () => {
    const pushing = put(dataset(), visit({ owner: 'organization:autre' }));
    await assert.rejects(pushing, /the owner is organization:autre: they must be of one account/);
  });

  it('uses the topics that the account’s datasets have, and tells the themes that none stands for', async () => {
    const topic = { id: 'mob', title: 'Transports', color: '#123456' };
    const json = { isMetaOnly: true, title: 'Avec thématique', topics: [topic] };
    await client().call('POST', '/datasets', { json });
    const theme = [matchTheme('TRAN'), matchTheme('HEAL')];
    const { remoteId, losses } = await put(dataset({ theme }));
    assert.deepEqual(shown(remoteId)['topics'], [topic]);
    assert.deepEqual(losses.filter(({ field }) => field === 'theme').length, 1);
  });

  it('keeps attachments of others, in their places, and the choices made for ours', async () => {
    const distribution = [
      { id: 'a', title: { fr: 'A' }, downloadURL: ['https://data.example.org/a.csv'] },
      { id: 'b', title: { fr: 'B' }, downloadURL: ['https://data.example.org/b.csv'] },
    ];
    const one = dataset({ distribution });
    const first = await put(one);
    const attachments = [
      { type: 'url', title: 'Autre', url: 'https://else.example.org' },
      { type: 'url', title: 'A', url: 'https://data.example.org/a.csv', includeInCatalogPublications: true },
      { type: 'url', title: 'B', url: 'https://data.example.org/b.csv' },
    ];
    await client().call('PATCH', `/datasets/${first.remoteId}`, { json: { attachments } });
    const { remoteId, base, distributionIds } = first;
    const changed = { ...one, distribution: [{ ...distribution[0]!, title: { fr: 'A bis' } }] };
    await put(changed, visit(), { remoteId, base, distributionIds });
    assert.deepEqual(shown(remoteId)['attachments'], [attachments[0], { ...attachments[1], title: 'A bis' }]);
  });

  it('tells a full account from too many requests', async () => {
    sandbox.switches.datasetsMax = sandbox.datasets().length;
    const pushing = put(dataset());
    await assert.rejects(
      pushing,
      (error) =>
        error instanceof RemoteFault &&
        error.kind === 'refused' &&
        /is full .*nombre de jeux de données/.test(error.message),
    );
    sandbox.switches.datasetsMax = -1;
    sandbox.switches.userPerMinute = 0;
    await assert.rejects(
      put(dataset()),
      (error) => error instanceof RemoteFault && error.kind === 'throttled' && (error.retryAfterMs ?? 0) > 0,
    );
    sandbox.switches.userPerMinute = 100_000;
  });

  it('calls a key that may not write unauthorised, and a dataset of somebody else refused', async () => {
    const reading = put(dataset(), visit({ apiKey: sandbox.keys.read }));
    await assert.rejects(reading, (error) => error instanceof RemoteFault && error.kind === 'unauthorised');
    const one = dataset();
    const { remoteId } = await put(one);
    const changed = { ...one, title: { fr: 'Autre titre' } };
    const stranger = put(changed, visit({ apiKey: sandbox.keys.stranger }), { remoteId });
    await assert.rejects(stranger, (error) => error instanceof RemoteFault && error.kind === 'refused');
  });

  it('takes over a dataset of data, and leaves its data alone', async () => {
    const schema = [{ key: 'code', type: 'string' }];
    const json = { isRest: true, title: 'Éditable', schema, primaryKey: ['code'] };
    await client().call('PUT', '/datasets/editable', { json });
    const { remoteId, action } = await put(dataset({ description: { fr: 'Décrit.' } }), visit(), {
      remoteId: 'editable',
    });
    assert.deepEqual([remoteId, action], ['editable', 'updated']);
    const found = shown('editable');
    assert.deepEqual([found.isRest, found['description'], found.schema.length > 0], [true, 'Décrit.', true]);
  });

  it('is offline what it would send', () => {
    const { body, losses } = dataFair.project!(
      dataset({ frequency: { code: 'HOURLY', method: 'code', confidence: 1 } }),
    );
    assert.deepEqual(body, { isMetaOnly: true, title: `Jeu ${made}` });
    assert.deepEqual(
      losses.map(({ field }) => field),
      ['frequency'],
    );
  });
});
