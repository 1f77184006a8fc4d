import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'mocha';
import { startCkan, type CkanSandbox } from '../../src/sandbox/ckan/ckan.ts';
import { csvOf, FileHost } from '../support/file-host.ts';
import { installation, until, type Installation } from '../support/installation.ts';
import { ckanAction } from '../support/portal-view.ts';

const KIB = 1024;
const MIB = 1024 * KIB;

describe('the files of a harvest', () => {
  let navette: Installation;
  let portal: CkanSandbox;
  let host: FileHost;
  let dataDir: string;
  let made = 0;

  before(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'navette-data-'));
    portal = await startCkan();
    host = await FileHost.start();
    navette = await installation({}, { dataDir });
    await navette.startWorkers();
  });
  after(async () => {
    await navette.close();
    await host.close();
    await portal.close();
    await rm(dataDir, { recursive: true, force: true });
  });
  afterEach(() => host.forget());

  /** A dataset with resources, in an organisation of its own tag, and a connector that takes it. */
  async function dataset(...resources: Record<string, unknown>[]): Promise<string> {
    made += 1;
    const name = `data-${made}`;
    await ckanAction(portal, 'package_create', {
      name,
      title: name,
      owner_org: portal.organization,
      tags: [{ name }],
      resources: resources.map((resource) => ({ format: 'CSV', ...resource })),
    });
    return name;
  }

  async function connect(tag: string, data: object = {}): Promise<string> {
    const id = `c-${tag}`;
    const harvest = { take: 'data', data: { checkEvery: '0s', stallSeconds: 1, ...data } };
    await navette.control.apply(
      [{ id, adapter: 'ckan', settings: { url: portal.url, tags: [tag] }, harvest }],
      {
        retireOthers: false,
      },
    );
    return id;
  }

  async function harvest(id: string): Promise<void> {
    const before = await navette.control.runs({ connectorId: id, limit: 50 });
    await navette.control.harvest(id);
    await until(
      'the end of the run',
      async () => {
        const [last] = await navette.control.runs({ connectorId: id, limit: 50 });
        return last !== undefined && last.state !== 'running' && !before.some((run) => run.id === last.id);
      },
      60_000,
    );
  }

  const entries = (id: string) => navette.control.imports(id, { limit: 100 });

  /** Harvests and waits until nothing of it is due any more. */
  async function bring(id: string) {
    await harvest(id);
    await until(
      'files that are no longer due',
      async () => (await entries(id)).every(({ state }) => !['due', 'working'].includes(state)),
      60_000,
    );
    return entries(id);
  }

  async function served(
    id: string,
    name: string,
  ): Promise<{ text: string; sha256: string; version: number; rows: number | undefined }> {
    const ids = (await navette.control.datasets({ limit: 100, filter: { harvestedBy: id } })).entries.map(
      (entry) => entry.id,
    );
    assert.equal(ids.length, 1, name);
    const [datasetId = ''] = ids;
    const [file] = await navette.control.dataFiles(datasetId);
    assert.ok(file !== undefined, 'no file is served');
    const chunks: Buffer[] = [];
    const { content } = await navette.control.data(datasetId, file.distribution);
    for await (const chunk of content()) chunks.push(chunk as Buffer);
    const all = Buffer.concat(chunks);
    assert.equal(all.length, file.bytes);
    return {
      text: all.toString(),
      sha256: createHash('sha256').update(all).digest('hex'),
      version: file.version,
      rows: file.rows,
    };
  }

  it('come with it, are served from here, and are not sent again while they stay as they are', async () => {
    const url = host.put('/trees.csv', 'name,height\noak,12\nelm,9\n');
    const name = await dataset({ url });
    const id = await connect(name);
    const [entry] = await bring(id);
    assert.equal(entry?.state, 'done', entry?.fault?.message);
    assert.deepEqual(
      { ...(await served(id, name)), sha256: '' },
      { text: 'name,height\noak,12\nelm,9\n', sha256: '', version: 1, rows: 2 },
    );
    host.forget();
    await bring(id);
    assert.deepEqual(
      host.asked.map(({ status, sent }) => [status, sent]),
      [[304, 0]],
    );
    assert.equal((await served(id, name)).version, 1);
  });

  it('are gone on with behind the last byte when they are cut, and after silence', async () => {
    const content = csvOf(1, MIB);
    const url = host.put('/cut.csv', content, {
      troubles: [{ cutAfter: 300 * KIB }, { stallAfter: 200 * KIB }, { ignoresRange: true }],
    });
    const name = await dataset({ url });
    const id = await connect(name);
    const [entry] = await bring(id);
    assert.equal(entry?.state, 'done', entry?.fault?.message);
    const { sha256, rows } = await served(id, name);
    assert.deepEqual([sha256, rows], [content.sha256(), content.rows]);
  });

  it('begin anew when the server has another version meanwhile, and never mix two', async () => {
    const before = csvOf(2, MIB);
    const after = csvOf(3, MIB);
    const url = host.put('/moved.csv', before, { troubles: [{ cutAfter: 400 * KIB }] });
    const file = host.file('/moved.csv');
    let told = (): void => undefined;
    const asked = new Promise<void>((resolve) => (told = resolve));
    file.gate = {
      after: 200 * KIB,
      asked: told,
      open: asked.then(() => void Object.assign(file, { gate: undefined })),
    };
    void asked.then(() => Object.assign(file, { content: after, etag: '"after"' }));
    const name = await dataset({ url });
    const id = await connect(name);
    const [entry] = await bring(id);
    assert.equal(entry?.state, 'done', entry?.fault?.message);
    // What was under way when it changed is a mixture, but for its second look at the end.
    const { sha256 } = await served(id, name);
    assert.equal(sha256, after.sha256());
  });

  it('are whole whatever length is announced', async () => {
    const content = csvOf(4, 300 * KIB);
    const told = { size: content.size, hash: content.sha256(), hash_algorithm: 'sha256' };
    const more = host.put('/more.csv', content, { troubles: [{ lieBy: 1_000 }] });
    const less = host.put('/less.csv', content, { troubles: [{ lieBy: -50_000 }] });
    const part = host.put('/part.csv', content, { troubles: [{ cutAfter: 100 * KIB }, { wrongPart: true }] });
    for (const resource of [{ url: more }, { url: less, ...told }, { url: part }]) {
      const name = await dataset(resource);
      const id = await connect(name);
      const [entry] = await bring(id);
      assert.equal(entry?.state, 'done', entry?.fault?.message);
      assert.equal((await served(id, name)).sha256, content.sha256(), resource.url);
    }
  });

  it('are refused when they are a web page, and said to be something else where they are', async () => {
    const page = host.put('/login.csv', '<!DOCTYPE html><html><body>Please log in</body></html>');
    const name = await dataset({ url: page });
    const id = await connect(name, { maxAttempts: 1 });
    const [entry] = await bring(id);
    assert.equal(entry?.state, 'failed');
    assert.match(entry.fault?.message ?? '', /with a web page instead of csv$/);
    const json = host.put('/not.csv', '[{"a":1},{"a":2}]');
    const other = await dataset({ url: json });
    const otherId = await connect(other);
    const [taken] = await bring(otherId);
    assert.deepEqual([taken?.state, taken?.remarks], ['done', ['declared csv, and it is json']]);
    assert.equal((await served(otherId, other)).rows, 2);
  });

  it('are held when too many rows are gone, until somebody decides; the one before is served', async () => {
    const rows = (count: number): string =>
      `a,b\n${Array.from({ length: count }, (_, row) => `${row},x\n`).join('')}`;
    const url = host.put('/shrinks.csv', rows(100));
    const name = await dataset({ url });
    const id = await connect(name);
    await bring(id);
    host.put('/shrinks.csv', rows(40));
    const [held] = await bring(id);
    assert.equal(held?.state, 'held');
    assert.match(held.held?.reason ?? '', /has 40 rows and the present version 100: 60 % fewer/);
    assert.equal((await served(id, name)).rows, 100);
    // Looked at again it stays held, and is not sent again.
    host.forget();
    assert.equal((await bring(id))[0]?.state, 'held');
    assert.equal(host.sent, 0);
    assert.deepEqual(
      (await navette.control.decideImports(id, 'reject')).map((one) => one.distribution.length),
      [36],
    );
    assert.equal((await bring(id))[0]?.state, 'done');
    assert.equal((await served(id, name)).rows, 100);
    host.put('/shrinks.csv', rows(41));
    assert.equal((await bring(id))[0]?.state, 'held');
    await navette.control.decideImports(id, 'accept');
    assert.deepEqual([(await served(id, name)).rows, (await served(id, name)).version], [41, 2]);
    assert.equal((await entries(id))[0]?.state, 'done');
  });

  it('become no new version when the same bytes come under another tag, and one with its columns told when they changed', async () => {
    const url = host.put('/tags.csv', 'a,b\n1,2\n', { etag: '"1"' });
    const name = await dataset({ url });
    const id = await connect(name);
    await bring(id);
    host.put('/tags.csv', 'a,b\n1,2\n', { etag: '"2"' });
    host.forget();
    await bring(id);
    assert.deepEqual([host.asked.map(({ status }) => status), (await served(id, name)).version], [[200], 1]);
    host.put('/tags.csv', 'a,c\n1,2\n', { etag: '"3"' });
    const [changed] = await bring(id);
    assert.deepEqual(changed?.remarks, ['columns changed: without b, with c']);
    assert.equal((await served(id, name)).version, 2);
  });

  it('are fetched although the tag did not change, when the record tells another checksum', async () => {
    const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
    const [before, after] = ['a\n1\n', 'a\n2\n'];
    const url = host.put('/reused.csv', before, { etag: '"same"' });
    const name = await dataset({ url, hash: sha256(before), hash_algorithm: 'sha256' });
    const id = await connect(name);
    await bring(id);
    host.put('/reused.csv', after, { etag: '"same"' });
    await ckanAction(portal, 'package_patch', {
      id: name,
      resources: [{ url, format: 'CSV', hash: sha256(after), hash_algorithm: 'sha256' }],
    });
    await bring(id);
    assert.equal((await served(id, name)).text, after);
  });

  it('are believed against their record when they come the same twice', async () => {
    const url = host.put('/stale.csv', 'a\n1\n');
    const name = await dataset({ url, hash: '0'.repeat(64), hash_algorithm: 'sha256' });
    const id = await connect(name);
    const [entry] = await bring(id);
    assert.equal(entry?.state, 'done', entry?.fault?.message);
    assert.match(entry.remarks.join(), /sha256 is not the one that the record tells; it came the same twice/);
    assert.deepEqual(
      host.asked.map(({ status }) => status),
      [200, 416, 200],
    );
  });

  it('wait for the next harvest when the budget of this one is used up, and come at once when somebody asks', async () => {
    const urls = [0, 1, 2].map((index) => host.put(`/budget-${index}.csv`, csvOf(10 + index, 150 * KIB)));
    const name = await dataset(...urls.map((url) => ({ url })));
    const id = await connect(name, { all: true, bytesPerRun: '400 kB', concurrency: 1 });
    const states = (found: Awaited<ReturnType<typeof entries>>): string[] =>
      found.map(({ state }) => state).toSorted();
    const first = await bring(id);
    assert.deepEqual(states(first), ['done', 'done', 'nextRun']);
    assert.match(
      first.find(({ state }) => state === 'nextRun')?.fault?.message ?? '',
      /bytesPerRun: \d+ of 400000 bytes are used up/,
    );
    assert.deepEqual(states(await bring(id)), ['done', 'done', 'done']);
    host.put('/budget-0.csv', csvOf(20, 300 * KIB));
    host.put('/budget-1.csv', csvOf(21, 300 * KIB));
    assert.deepEqual(states(await bring(id)), ['done', 'done', 'nextRun']);
    assert.equal(await navette.control.retryImports(id), 1);
    await until('the one that was asked for', async () =>
      states(await entries(id)).every((state) => state === 'done'),
    );
  });

  it('are the best of a dataset by format, and the key of the remote opens its own alone', async () => {
    const own = `${portal.url}/no-such-file.csv`;
    const csv = host.put('/best.csv', 'a\n1\n');
    const name = await dataset(
      { url: host.put('/best.json', '[]'), format: 'JSON' },
      { url: csv },
      { url: own, format: 'PDF' },
    );
    const id = `c-${name}`;
    navette.env['OPENS'] = portal.token;
    await navette.control.apply(
      [
        {
          id,
          adapter: 'ckan',
          settings: { url: portal.url, tags: [name], apiToken: 'env:OPENS' },
          harvest: { take: 'data' },
        },
      ],
      { retireOthers: false },
    );
    const found = await bring(id);
    assert.deepEqual(
      found.map(({ url, state }) => [url, state]),
      [[csv, 'done']],
    );
    assert.deepEqual(
      host.asked.map(({ authorization }) => authorization),
      [undefined],
    );
  });

  it('leave the one before in its place until the new address has it, and keep their copy and id when the source has a new one', async () => {
    const url = host.put('/kept.csv', 'a\n1\n');
    const name = await dataset({ url, id: '11111111-1111-4111-8111-111111111111' });
    const id = await connect(name, { maxAttempts: 1 });
    await bring(id);
    await ckanAction(portal, 'package_patch', {
      id: name,
      resources: [{ url, format: 'CSV', id: '22222222-2222-4222-8222-222222222222' }],
    });
    host.forget();
    const [renamed] = await bring(id);
    // The platform's id of a file outlives the source's.
    assert.deepEqual([renamed?.distribution.slice(0, 4), host.sent], ['1111', 0]);
    await ckanAction(portal, 'package_patch', {
      id: name,
      resources: [{ url: `${host.url}/gone.csv`, format: 'CSV', id: '33333333-3333-4333-8333-333333333333' }],
    });
    const [gone] = await bring(id);
    assert.equal(gone?.state, 'refused', gone?.fault?.message);
    assert.equal((await served(id, name)).text, 'a\n1\n');
    host.put('/gone.csv', 'a\n2\n');
    await bring(id);
    assert.equal((await served(id, name)).text, 'a\n2\n');
  });

  /** A table of so many rows whose keys have gaps, as after deletions. */
  function table(resource: string, count: number): void {
    portal.tables.set(resource, {
      columns: ['name', 'note'],
      rows: Array.from({ length: count }, (_, row) => [
        row * 3 + 1,
        `row ${row}`,
        row % 2 === 0 ? null : 'a "b", c',
      ]),
    });
  }

  for (const version of ['2.11', '2.12'] as const) {
    it(`are read from the table of a CKAN ${version} where there is no file, page by page behind its key`, async () => {
      portal.switches.version = version;
      const resource = `44444444-4444-4444-8444-${version === '2.11' ? '0' : '1'}44444444444`;
      table(resource, 2_500);
      const name = await dataset({
        id: resource,
        url: `${host.url}/none-${version}.csv`,
        datastore_active: true,
      });
      const id = await connect(name);
      const [entry] = await bring(id);
      assert.equal(entry?.state, 'done', entry?.fault?.message);
      const { text, rows } = await served(id, name);
      assert.deepEqual(
        [rows, text.split('\r\n').slice(0, 3)],
        [2_500, ['name,note', 'row 0,', 'row 1,"a ""b"", c"']],
      );
      const asked = portal.log.entries().filter(({ path }) => path.includes('datastore_search'));
      const byOffset = asked.filter(({ path }) => path.includes('offset=')).length;
      assert.equal(byOffset > 0, version === '2.11');
      portal.log.clear();
    });
  }

  it('leave nothing behind on their way', async () => {
    assert.deepEqual(await readdir(join(dataDir, 'data', 'partial')), []);
  });
});
