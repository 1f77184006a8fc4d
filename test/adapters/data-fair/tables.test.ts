import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { dataFair } from '../../../src/adapters/data-fair/index.ts';
import { DataFairSettings } from '../../../src/adapters/data-fair/settings.ts';
import { type DataFairSandbox, startDataFair } from '../../../src/sandbox/data-fair/data-fair.ts';
import { PortalClient } from '../../support/portal-client.ts';
import { visitor, type Visitor } from '../../support/scripted.ts';

const ROWS = 4_500;

describe('the lines of a Data Fair dataset', () => {
  let sandbox: DataFairSandbox;
  let visit: Visitor<DataFairSettings>;

  before(async () => {
    sandbox = await startDataFair();
    visit = visitor(DataFairSettings, { url: sandbox.publicUrl, apiKey: sandbox.key, onlyPublic: false });
    const client = new PortalClient(`${sandbox.publicUrl}/api/v1`, { 'x-apikey': sandbox.key });
    const schema = [
      { key: 'code', type: 'string' },
      { key: 'places', type: 'integer' },
    ];
    const json = { isRest: true, title: 'Parkings', schema, primaryKey: ['code'] };
    await client.call('PUT', '/datasets/parkings', { json });
    const lines = Array.from({ length: ROWS }, (_, index) => ({ code: `p${index}`, places: index }));
    await client.call('POST', '/datasets/parkings/_bulk_lines', { json: lines });
    sandbox.finishProcessing();
  });
  after(async () => {
    await visit.close();
    await sandbox.close();
  });

  it('are its table, as is a file of its own that is one', async () => {
    const record = await dataFair.get!(visit.session, 'parkings');
    const [csv, json] = record?.dataset.distribution ?? [];
    assert.deepEqual([dataFair.tables?.of(csv!), dataFair.tables?.of(json!)], ['parkings', undefined]);
    const file = { downloadURL: ['https://a.example.org/data-fair/api/v1/datasets/fichier/raw'] };
    assert.equal(dataFair.tables?.of(file), undefined);
    const format = { code: 'csv', method: 'code', confidence: 1 } as const;
    assert.equal(dataFair.tables?.of({ ...file, format }), 'fichier');
  });

  it('come whole, page behind page, with the number that there are', async () => {
    const codes = new Set<unknown>();
    let after: string | undefined;
    let pages = 0;
    do {
      const page = await dataFair.tables!.page(visit.session, 'parkings', after);
      assert.deepEqual([page.columns, page.total], [['code', 'places'], ROWS]);
      for (const [code] of page.rows) codes.add(code);
      after = page.next;
      pages += 1;
    } while (after !== undefined && pages < 10);
    assert.deepEqual([codes.size, pages], [ROWS, 3]);
  });

  it('are a file only where one answer gives all of them', async () => {
    const { dataset } = (await dataFair.get!(visit.session, 'parkings'))!;
    assert.match(dataset.distribution?.[0]?.downloadURL?.[0] ?? '', /lines\?format=csv/);
    const many = sandbox.dataset('parkings')!;
    Object.assign(many, { count: 10_000 });
    const longer = (await dataFair.get!(visit.session, 'parkings'))!.dataset.distribution?.[0];
    assert.deepEqual([longer?.downloadURL, dataFair.tables?.of(longer!)], [undefined, 'parkings']);
  });
});
