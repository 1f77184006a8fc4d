import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { after, before, describe, it } from 'mocha';
import { registryOf } from '../../src/adapters/registry.ts';
import { ConfigError } from '../../src/config/issues.ts';
import { parseConnectors } from '../../src/config/parse-connectors.ts';
import { RemoteFault } from '../../src/faults.ts';
import { adaptersFromPackages } from '../../src/main/adapter-packages.ts';
import { loopback, visitor, walk } from '../support/scripted.ts';

const NAVETTE = fileURLToPath(new URL('../../bin/navette', import.meta.url));
const run = promisify(execFile);

/** An adapter as somebody else would publish it. */
const SHELF = `
import { asideOf, CONTRACT_VERSION, defineAdapter, isJson, listByOffset, recordOf, RemoteFault, siteAddress, Warnings, z } from 'navette/adapter';

export const contractVersion = 1;

const Settings = z.strictObject({
  url: siteAddress('a shelf').describe('Address of the shelf'),
  key: z.string().optional().meta({ secret: true }).describe('Key of a reader'),
});
const glance = (record) => (isJson(record) && typeof record.id === 'string' ? { id: record.id } : {});

export const adapters = [
  defineAdapter({
    kind: 'shelf',
    title: 'Shelf ' + CONTRACT_VERSION,
    Settings,
    address: ({ url }) => url,
    async probe() {
      throw new RemoteFault('unauthorised', 'the shelf is locked');
    },
    list: listByOffset({
      limitMax: 100,
      async ask({ http, settings }, { offset, limit }) {
        const { items, total } = await http.json(z.looseObject({ items: z.array(z.unknown()), total: z.unknown() }), {
          url: new URL('/items', settings.url).href,
          query: { offset, limit },
        });
        return { records: items, total };
      },
      glance,
      read(record) {
        const { id } = glance(record);
        if (id === undefined) return { aside: asideOf('parse', 'no id', { raw: record }) };
        const draft = { kind: 'dataset', id, title: { und: record.name }, origin: { remoteId: id } };
        return recordOf(draft, { warnings: new Warnings(), raw: record });
      },
    }),
  }),
];
`;

describe('adapters from packages', () => {
  let folder = '';
  let home = '';

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'navette-packages-'));
    home = join(folder, 'home');
    await mkdir(home);
    await writeFile(join(home, 'package.json'), JSON.stringify({ name: 'home', private: true }));
    await publish('navette-adapter-shelf', SHELF);
    await install('navette-adapter-shelf');
  });
  after(() => rm(folder, { recursive: true }));

  async function publish(name: string, code: string): Promise<void> {
    await mkdir(join(folder, name));
    const manifest = { name, version: '1.0.0', type: 'module', exports: './index.js' };
    await writeFile(join(folder, name, 'package.json'), JSON.stringify(manifest));
    await writeFile(join(folder, name, 'index.js'), code);
  }

  async function install(name: string): Promise<void> {
    const options = ['--offline', '--no-audit', '--no-fund', '--install-links'];
    await run('npm', ['install', ...options, join(folder, name)], { cwd: home });
  }

  /** What is said of a package that is installed and named. */
  async function refusal(name: string, code?: string): Promise<string> {
    if (code !== undefined) await publish(name, code);
    if (code !== undefined)
      await run('npm', ['install', '--no-save', '--offline', '--install-links', join(folder, name)], {
        cwd: home,
      });
    let told = '';
    await assert.rejects(adaptersFromPackages({ packages: [name], folder: home }), (error) => {
      assert.ok(error instanceof ConfigError);
      told = error.message;
      return true;
    });
    // Those that were only tried take what npm takes for strangers with them.
    await install('navette-adapter-shelf');
    return told;
  }

  it('are found by their name among the dependencies, without being told', async () => {
    const adapters = await adaptersFromPackages({ packages: [], folder: home });
    assert.deepEqual(
      adapters.map(({ kind, title }) => [kind, title]),
      [['shelf', 'Shelf 1']],
    );
  });

  it('are none where nothing is installed', async () => {
    assert.deepEqual(await adaptersFromPackages({ packages: [], folder }), []);
  });

  it('work with the faults, settings and frames of this process', async () => {
    const [shelf] = await adaptersFromPackages({ packages: [], folder: home });
    assert.ok(shelf);
    const all = Array.from({ length: 5 }, (_, index) => ({ id: `s${index}`, name: `Shelf ${index}` }));
    const remote = await loopback(({ query }) => {
      const [offset, limit] = [Number(query.get('offset')), Number(query.get('limit'))];
      const items = all.slice(offset, offset + limit);
      return {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ items, total: all.length }),
      };
    });
    const visit = visitor(shelf.Settings, { url: remote.url });
    try {
      const { ids, last } = await walk((cursor, options) => shelf.list!(visit.session, cursor, options));
      assert.deepEqual(
        ids,
        all.map(({ id }) => id),
      );
      assert.equal(last.verdict?.state, 'complete');
      await assert.rejects(
        shelf.probe(visit.session),
        (error) => error instanceof RemoteFault && error.kind === 'unauthorised',
      );
    } finally {
      await visit.close();
      await remote.close();
    }
  });

  it('may be named by connectors, whose settings are checked as any', async () => {
    const { adapterOf, adapterKinds } = registryOf(
      await adaptersFromPackages({ packages: [], folder: home }),
    );
    const connector = (settings: object): object => ({ id: 'a', adapter: 'shelf', settings, harvest: {} });
    const good = parseConnectors(
      [connector({ url: 'https://a.example.org', key: 'env:KEY' })],
      adapterOf,
      adapterKinds(),
    );
    assert.deepEqual(good.issues, []);
    const bad = parseConnectors(
      [connector({ url: 'https://a.example.org', zorg: 1 })],
      adapterOf,
      adapterKinds(),
    );
    assert.match(bad.issues[0]?.path ?? '', /zorg/);
    const unknown = parseConnectors([{ ...connector({}), adapter: 'shelv' }], adapterOf, adapterKinds());
    assert.match(unknown.issues[0]?.message ?? '', /shelf/);
  });

  it('show on the command line', async () => {
    const env = { ...process.env, NAVETTE_ADAPTERS_DIR: home };
    const { stdout } = await run(NAVETTE, ['adapters'], { env });
    assert.match(stdout, /^shelf: Shelf 1 \(harvest\)\n {2}url \(.*required\)\n {6}Address of the shelf/m);
  });

  it('end the command line with 2 when they cannot be used', async () => {
    const env = { ...process.env, NAVETTE_ADAPTERS_DIR: home, NAVETTE_ADAPTERS: 'navette-adapter-nowhere' };
    await assert.rejects(run(NAVETTE, ['adapters'], { env }), (error: { code: number; stderr: string }) => {
      assert.equal(error.code, 2);
      assert.equal(
        error.stderr,
        `NAVETTE_ADAPTERS: navette-adapter-nowhere is not installed in ${home}: npm install navette-adapter-nowhere there\n`,
      );
      return true;
    });
  });

  it('are refused with another version of the contract', async () => {
    const told = await refusal(
      'navette-adapter-newer',
      SHELF.replace('contractVersion = 1', 'contractVersion = 2'),
    );
    assert.match(
      told,
      /navette-adapter-newer keeps to version 2 of the contract and this Navette to 1: install/,
    );
  });

  it('are refused when they bring a kind that is taken, by Navette or by another package', async () => {
    const own = await refusal('navette-adapter-own', SHELF.replace("kind: 'shelf'", "kind: 'udata'"));
    assert.match(own, /navette-adapter-own brings an adapter "udata", which Navette has already/);
    const twice = await refusal('navette-adapter-twice', SHELF);
    assert.match(
      twice,
      /brings an adapter "shelf", which navette-adapter-\w+ has already: it needs another kind/,
    );
  });

  it('are refused when they export no adapter, or break', async () => {
    assert.match(
      await refusal('plain-package', 'export const nothing = 1;'),
      /plain-package exports no adapters: it needs/,
    );
    const odd = await refusal(
      'odd-package',
      'export const contractVersion = 1;\nexport const adapters = [{ kind: "x" }];',
    );
    assert.match(odd, /something else than an adapter as adapters\[0\]: kind/);
    assert.match(
      await refusal('broken-package', 'throw new Error("no luck");'),
      /broken-package cannot be loaded: no luck/,
    );
  });
});
