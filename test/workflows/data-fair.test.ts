import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import { type DataFairSandbox, startDataFair } from '../../src/sandbox/data-fair/data-fair.ts';
import { harvested } from '../support/harvested.ts';
import { installation, until, type Installation } from '../support/installation.ts';
import { PortalClient } from '../support/portal-client.ts';

const ROWS = 12_000;
const AT_ONCE = 4_000;
const SITE = 'data-fair-portals:portail-de-test';

describe('a harvest of a Data Fair portal with its data', () => {
  let navette: Installation;
  let sandbox: DataFairSandbox;
  let dataDir: string;
  let client: PortalClient;

  before(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'navette-data-'));
    sandbox = await startDataFair({ switches: { userPerMinute: 100_000, anonymousPerMinute: 100_000 } });
    client = new PortalClient(`${sandbox.publicUrl}/api/v1`, { 'x-apikey': sandbox.key });
    const schema = [
      { key: 'code', type: 'string' },
      { key: 'places', type: 'integer' },
    ];
    await made('parkings', { isRest: true, title: 'Parkings', schema, primaryKey: ['code'] });
    await written(ROWS);
    await made('notice', {
      isMetaOnly: true,
      title: 'Notice',
      origin: 'https://ailleurs.example.org/notice',
    });
    sandbox.finishProcessing();
    navette = await installation({}, { dataDir });
    await navette.startWorkers();
    const settings = { url: new URL(sandbox.portalUrl).origin };
    const harvest = { take: 'data', data: { checkEvery: '0s' } };
    await navette.control.apply([{ id: 'df', adapter: 'data-fair', settings, harvest }], {
      retireOthers: false,
    });
  });
  after(async () => {
    await navette.close();
    await sandbox.close();
    await rm(dataDir, { recursive: true, force: true });
  });

  /** A dataset that the portal shows to everybody. */
  async function made(id: string, json: object): Promise<void> {
    await client.call('PUT', `/datasets/${id}`, { json });
    await client.call('PUT', `/datasets/${id}/permissions`, { json: [{ classes: ['list', 'read'] }] });
    await client.call('PATCH', `/datasets/${id}`, { json: { publicationSites: [SITE] } });
  }

  async function written(rows: number, from = 0): Promise<void> {
    for (let start = from; start < rows; start += AT_ONCE) {
      const count = Math.min(AT_ONCE, rows - start);
      const lines = Array.from({ length: count }, (_, row) => ({ code: `p${start + row}`, places: row }));
      await client.call('POST', '/datasets/parkings/_bulk_lines', { json: lines });
    }
    sandbox.finishProcessing();
  }

  async function rowsServed(): Promise<{ rows: number | undefined; codes: number }> {
    await until(
      'files that are no longer due',
      async () =>
        (await navette.control.imports('df', { limit: 100 })).every(
          ({ state }) => !['due', 'working'].includes(state),
        ),
      60_000,
    );
    const [entry] = await navette.control.imports('df', { limit: 100 });
    assert.equal(entry?.state, 'done', entry?.fault?.message);
    const { entries } = await navette.control.datasets({ limit: 100, filter: { harvestedBy: 'df' } });
    const dataset = entries.find(({ dataset: { title } }) => title['fr'] === 'Parkings');
    assert.ok(dataset);
    const [file] = await navette.control.dataFiles(dataset.id);
    assert.ok(file);
    const { content } = await navette.control.data(dataset.id, file.distribution);
    const chunks: Buffer[] = [];
    for await (const chunk of content()) chunks.push(chunk as Buffer);
    const [header, ...lines] = Buffer.concat(chunks).toString().trim().split('\r\n');
    assert.equal(header, 'code,places');
    return { rows: file.rows, codes: new Set(lines.map((line) => line.split(',')[0])).size };
  }

  it('brings what its catalogue shows, and all lines, more than one answer of Data Fair gives', async () => {
    const run = await harvested(navette, 'df');
    assert.deepEqual([run.state, run.counts.added], ['complete', 2], run.reason);
    assert.deepEqual(await rowsServed(), { rows: ROWS, codes: ROWS });
  });

  it('sees what changed by the date of the data alone, and brings it', async () => {
    await written(ROWS + 5, ROWS);
    const run = await harvested(navette, 'df', 'incremental');
    assert.deepEqual([run.state, run.counts.updated], ['complete', 1], run.reason);
    assert.deepEqual(await rowsServed(), { rows: ROWS + 5, codes: ROWS + 5 });
  });

  it('takes what is not on the portal any more for missing, after a whole listing', async () => {
    await client.call('PATCH', '/datasets/notice', { json: { publicationSites: [] } });
    const run = await harvested(navette, 'df', 'full');
    assert.deepEqual([run.state, run.counts.unchanged, run.counts.missing], ['complete', 1, 1], run.reason);
  });
});
