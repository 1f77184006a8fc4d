import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { after, before, describe, it } from 'mocha';
import { registryOf } from '../../src/adapters/registry.ts';
import { createApi, type Api } from '../../src/api/api.ts';
import { runCli } from '../../src/cli/cli.ts';
import { DataFairSettings } from '../../src/config/data-fair.ts';
import { startDataFair, type DataFairSandbox } from '../../src/sandbox/data-fair/data-fair.ts';
import type { Wire } from '../api/control-double.ts';
import { ckanPortal, udataPortal, type TestPortal } from '../control/portals.ts';
import { installation, until, type Installation } from '../support/installation.ts';

const TOKEN = 'a-token-of-the-tests';
const COOKIE = 'id_token=somebody';

describe('taking over Data Fair’s catalogue service', function () {
  this.timeout(180_000);
  let fair: DataFairSandbox;
  let udata: TestPortal;
  let ckan: TestPortal;
  let navette: Installation;
  let api: Api;
  let url: string;
  let folder: string;
  let there: Server;
  let documents: Record<'catalogs' | 'publications' | 'imports', Wire[]>;
  let files: string[];
  /** Records that the service had made. */
  const records: Record<string, string> = {};

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'navette-taking-over-'));
    [fair, udata, ckan] = await Promise.all([
      startDataFair({ switches: { userPerMinute: 1_000_000 } }),
      udataPortal(),
      ckanPortal(),
    ]);
    const settings = DataFairSettings.parse({
      url: fair.publicUrl,
      apiKey: 'env:FAIR',
      account: `${fair.owner.type}:${fair.owner.id}`,
      pollSeconds: 5,
      requestsPerMinute: 100_000,
    });
    navette = await installation(
      { FAIR: fair.key },
      { platform: { kind: 'data-fair', settings }, dataDir: folder },
    );
    await navette.startWorkers();
    api = createApi({ control: navette.control, tokens: [TOKEN] });
    url = await api.listen({ host: '127.0.0.1', port: 0 });
    documents = await published();
    files = await Promise.all(
      Object.entries(documents).map(async ([name, list]) => {
        const file = join(folder, `${name}.ndjson`);
        await writeFile(file, list.map((document) => `${JSON.stringify(document)}\n`).join(''));
        return file;
      }),
    );
    there = createServer((request, response) => {
      const { pathname } = new URL(request.url ?? '/', 'http://there');
      const known = Object.entries(documents).find(([name]) => pathname === `/catalogs/api/${name}`);
      response.statusCode = request.headers.cookie === COOKIE ? 200 : 401;
      response.end(JSON.stringify({ results: known?.[1] ?? [], count: known?.[1].length ?? 0 }));
    });
    await new Promise<void>((resolve) => there.listen(0, '127.0.0.1', resolve));
  });
  after(async () => {
    there.close();
    await api.close();
    await navette.close();
    await Promise.all([fair.close(), udata.close(), ckan.close()]);
    await rm(folder, { recursive: true });
  });

  /** As the service had left them: records without our mark, and documents that know of them. */
  async function published(): Promise<typeof documents> {
    const call = async (method: string, path: string, body: unknown): Promise<Wire> => {
      const answer = await fetch(`${fair.publicUrl}/api/v1/${path}`, {
        method,
        headers: { 'x-apikey': fair.key, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      assert.ok(answer.ok);
      return answer.json();
    };
    const publications: Wire[] = [];
    for (const [catalog, portal] of [
      ['c-udata', udata],
      ['c-ckan', ckan],
    ] as const) {
      const title = `Arbres ${catalog}`;
      const { id } = await call('POST', 'datasets', { isMetaOnly: true, title, description: 'Ours' });
      await call('PUT', `datasets/${id}/permissions`, [{ classes: ['list', 'read'] }]);
      records[id] = await portal.make({ title });
      publications.push({
        _id: `p-${catalog}`,
        status: 'done',
        action: 'replaceFolder',
        catalog: { id: catalog },
        dataFairDataset: { id, title },
        remoteFolder: { id: records[id], title },
      });
    }
    publications.push(
      {
        _id: 'p-file',
        action: 'replaceResource',
        catalog: { id: 'c-udata' },
        dataFairDataset: { id: 'x' },
        remoteFolder: { id: 'f' },
        remoteResource: { id: 'r' },
      },
      { _id: 'p-lost', action: 'replaceFolder', catalog: { id: 'nowhere' }, dataFairDataset: { id: 'x' } },
      { _id: 'p-broken', action: 'replaceFolder', catalog: { id: 'c-udata' } },
    );
    const source = await udata.make({ title: 'À importer' });
    await udata.publish(source);
    const hidden = '**************************************************';
    const config = ({ settings }: TestPortal) => ({
      url: settings['url'],
      apiKey: hidden,
      organization: { id: settings['organization'], name: 'Mairie' },
    });
    const daily = {
      type: 'daily',
      month: '*',
      dayOfMonth: '*',
      dayOfWeek: '*',
      hour: { $numberInt: '4' },
      minute: 30,
      timeZone: 'Europe/Paris',
    };
    return {
      catalogs: [
        {
          _id: 'c-udata',
          title: 'Données à tous',
          plugin: '@data-fair/catalog-udata',
          config: config(udata),
        },
        { _id: 'c-ckan', title: 'Région', plugin: 'data-fair-catalog-ckan-1', config: config(ckan) },
        { _id: 'c-s3', title: 'Bucket', plugin: '@data-fair/catalog-s3', config: {} },
        {
          _id: 'c-ods',
          title: 'Portail',
          plugin: '@data-fair/catalog-ods',
          config: { url: 'https://ods.example.org' },
        },
      ],
      publications,
      imports: [
        {
          _id: 'i-1',
          catalog: { id: 'c-udata' },
          remoteResource: { id: `${source}:r1`, title: 'Un fichier' },
          scheduling: [daily],
          dataFairDataset: { id: 'older' },
        },
        { _id: 'i-2', catalog: { id: 'c-udata' }, remoteResource: { id: `${source}:r2` } },
        {
          _id: 'i-3',
          catalog: { id: 'c-ods' },
          remoteResource: { id: 'arbres' },
          scheduling: [
            { type: 'monthly', lastDayOfMonth: true, hour: 2, minute: 0, timeZone: 'Europe/Paris' },
          ],
        },
        { _id: 'i-4', catalog: { id: 'c-s3' }, remoteResource: { id: 'file.csv' } },
      ],
    };
  }

  async function run(argv: string[], env: Record<string, string> = {}, stdin = '') {
    const out = new Text();
    const err = new Text();
    const { adapterOf, adapterKinds } = registryOf();
    const code = await runCli(argv, {
      env: { NAVETTE_URL: url, NAVETTE_TOKEN: TOKEN, ...env },
      stdout: out,
      stderr: err,
      stdin: Readable.from([Buffer.from(stdin)]),
      adapters: { adapterOf, adapterKinds: () => [...adapterKinds()] },
      formats: {
        formatOf: () => undefined,
        formatKinds: () => [],
        writerOf: () => undefined,
        writerKinds: () => [],
      },
    });
    return { code, out: out.text, err: err.text };
  }
  const take = async (...more: string[]): Promise<{ code: number; report: Wire }> => {
    const { code, out, err } = await run(['import', 'data-fair-catalogs', ...files, ...more, '--json']);
    assert.equal(err, '');
    return { code, report: JSON.parse(out) };
  };
  const idOf = (report: Wire, adapter: string): string =>
    report.connectors.find(({ connector }: Wire) => connector.adapter === adapter && connector.push).connector
      .id;

  it('shows what it would make, with what is missing and left, and makes nothing', async () => {
    const { code, out } = await run(['import', 'data-fair-catalogs', ...files, '--dry-run']);
    assert.equal(code, 1);
    for (const words of [
      /\+ donnees-a-tous-[0-9a-f]{8}: would be made/,
      /\+ region-[0-9a-f]{8}: would be made/,
      /in the record [\w-]+$/m,
      /navette secret donnees-a-tous-[0-9a-f]{8} apiKey/,
      /navette secret region-[0-9a-f]{8} apiToken/,
      /dataset older stays as it is/,
      /i-2\): another import takes the same record/,
      /Bucket \(c-s3, 1 imports\): no adapter of Navette stands for the plugin/,
      /p-file\): it is a file in the record f/,
      /publication p-lost: the export has no catalogue nowhere/,
      /publication p-broken: dataFairDataset/,
    ])
      assert.match(out, words);
    assert.deepEqual(await navette.control.connectors(), []);
  });

  it('says what waits for the secrets, and has changed nothing on the remotes by then', async () => {
    const { code, report } = await take();
    assert.equal(code, 1);
    for (const { publications } of report.done)
      for (const { action, reason } of publications) {
        assert.equal(action, 'failed');
        assert.match(reason, /navette secret/);
      }
    for (const adapter of ['udata', 'ckan'])
      assert.deepEqual((await navette.control.connector(idOf(report, adapter))).push?.outbox.waiting, 0);
  });

  it('takes over the records that are there instead of making others', async () => {
    const { report: before } = await take('--dry-run');
    for (const [adapter, field, { key }] of [
      ['udata', 'apiKey', udata],
      ['ckan', 'apiToken', ckan],
    ] as const)
      assert.equal((await run(['secret', idOf(before, adapter), field], {}, key)).code, 0);
    const counts = [(await udata.all()).length, (await ckan.all()).length];
    const { report } = await take();
    const actions = report.done.flatMap(({ publications }: Wire) =>
      publications.map(({ action }: Wire) => action),
    );
    assert.deepEqual(actions, ['adopted', 'adopted']);
    await until('both pushed', async () => {
      const { publications } = await navette.control.publications({ limit: 10, offset: 0 });
      return publications.length === 2 && publications.every(({ state }) => state === 'done');
    });
    const { publications } = await navette.control.publications({ limit: 10, offset: 0 });
    for (const { platformId, remoteId } of publications) assert.equal(remoteId, records[platformId]);
    assert.deepEqual([(await udata.all()).length, (await ckan.all()).length], counts);
    for (const portal of [udata, ckan]) {
      const mine = (await portal.all()).filter(({ id }) => Object.values(records).includes(id));
      assert.equal(mine.length, 1);
      const shown = await portal.shown(mine[0]?.id ?? '');
      assert.equal(shown.description, 'Ours');
      assert.ok(shown.mark);
    }
  });

  it('makes harvests of imports, with their schedules, and only of their record', async () => {
    const statuses = await navette.control.connectors();
    const harvests = statuses.map(({ config }) => config).filter(({ harvest }) => harvest !== undefined);
    const ods = harvests.find(({ adapter }) => adapter === 'opendatasoft');
    assert.equal([ods?.harvest?.calendar].flat().length, 4);
    assert.deepEqual(ods?.harvest?.include, { id: 'arbres' });
    const one = harvests.find(({ adapter }) => adapter === 'udata');
    assert.deepEqual(
      [one?.harvest?.calendar, one?.harvest?.timezone],
      [[{ hour: 4, minute: 30 }], 'Europe/Paris'],
    );
    const before = fair.datasets().length;
    await navette.control.harvest(one?.id ?? '');
    await until(
      'its end',
      async () => (await navette.control.connector(one?.id ?? '')).harvest?.lastRun?.state === 'complete',
    );
    assert.equal(fair.datasets().length, before + 1);
    assert.ok(fair.datasets().some(({ title }) => title === 'À importer'));
  });

  it('changes nothing the second time, from the API or from files', async () => {
    const configs = async () => (await navette.control.connectors()).map(({ config }) => config);
    const before = await configs();
    const writes = [udata.writes(), ckan.writes()];
    const { port } = there.address() as AddressInfo;
    const address = `http://127.0.0.1:${port}/catalogs/api`;
    const closed = await run(['import', 'data-fair-catalogs', address]);
    assert.equal(closed.code, 2);
    assert.match(closed.err, /NAVETTE_DATA_FAIR_COOKIE is not set/);
    const wrong = await run(['import', 'data-fair-catalogs', address], { NAVETTE_DATA_FAIR_COOKIE: 'x' });
    assert.match(wrong.err, /does not let in/);
    const { out } = await run(['import', 'data-fair-catalogs', address, '--json'], {
      NAVETTE_DATA_FAIR_COOKIE: COOKIE,
    });
    for (const report of [JSON.parse(out), (await take()).report])
      for (const { action, publications } of report.done) {
        assert.equal(action, 'there');
        for (const each of publications) assert.equal(each.action, 'there');
      }
    assert.deepEqual(await configs(), before);
    assert.deepEqual([udata.writes(), ckan.writes()], writes);
  });

  it('names the file and line that it cannot read', async () => {
    const broken = join(folder, 'broken.ndjson');
    await writeFile(broken, '{"_id":"a","plugin":"x"}\n{oops\n');
    const { code, err } = await run(['import', 'data-fair-catalogs', broken]);
    assert.equal(code, 2);
    assert.match(err, /broken\.ndjson: line 2 is no JSON/);
  });
});

class Text extends Writable {
  text = '';

  override _write(chunk: unknown, _encoding: string, done: () => void): void {
    this.text += String(chunk);
    done();
  }
}
