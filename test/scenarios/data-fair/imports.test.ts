import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'mocha';
import { clearData } from '../../../src/control/clear-data.ts';
import { dataFairId } from '../../../src/platform/data-fair/ids.ts';
import { startCkan, type CkanSandbox } from '../../../src/sandbox/ckan/ckan.ts';
import { csvOf, FileHost } from '../../support/file-host.ts';
import { harvested } from '../../support/harvested.ts';
import { until } from '../../support/installation.ts';
import { ckanAction } from '../../support/portal-view.ts';
import { Town } from './town.ts';

/** Resources of the second night; more with `NAVETTE_TEST_RESOURCES=1000`. */
const RESOURCES = Number(process.env['NAVETTE_TEST_RESOURCES'] ?? 50);
/** A shared machine brings two in a second. */
const PATIENCE_MS = 300_000 + RESOURCES * 1_000;
const SLOW = 4;
const KIB = 1024;

/** A CKAN with files elsewhere, whose data come into the Data Fair of a town. */
class Source {
  readonly town: Town;
  readonly portal: CkanSandbox;
  readonly host: FileHost;

  constructor(town: Town, portal: CkanSandbox, host: FileHost) {
    this.town = town;
    this.portal = portal;
    this.host = host;
  }

  static async open(settings: Record<string, unknown> = {}): Promise<Source> {
    return new Source(await Town.open({ settings }), await startCkan(), await FileHost.start());
  }

  async publish(name: string, tag: string): Promise<void> {
    await ckanAction(this.portal, 'package_create', {
      name,
      title: name,
      owner_org: this.portal.organization,
      tags: [{ name: tag }],
      resources: [{ url: `${this.host.url}/${name}.csv`, format: 'CSV' }],
    });
  }

  async connect(tag: string, data: object = {}): Promise<void> {
    const harvest = {
      take: 'data',
      grace: '0s',
      data: { checkEvery: '0s', stallSeconds: 1, ...data },
    };
    await this.town.navette.control.apply(
      [{ id: tag, adapter: 'ckan', settings: { url: this.portal.url, tags: [tag] }, harvest }],
      { retireOthers: false },
    );
  }

  files(tag: string) {
    return this.town.navette.control.imports(tag, { limit: 1_000 });
  }

  /** Harvests, and waits until no file is due any more. */
  async brought(tag: string) {
    const run = await harvested(this.town.navette, tag, undefined, PATIENCE_MS);
    await until(
      'files that are no longer due',
      async () => (await this.files(tag)).every(({ state }) => !['due', 'working'].includes(state)),
      PATIENCE_MS,
    );
    return { run, files: await this.files(tag) };
  }

  /** What Data Fair has of the dataset of this name. */
  async there(tag: string, name: string) {
    const { entries } = await this.town.navette.control.datasets({
      limit: 1_000,
      filter: { harvestedBy: tag },
    });
    const id = entries.find(({ dataset }) => Object.values(dataset.title).includes(name))?.id ?? '';
    const dataset = this.town.fair.dataset(dataFairId(id));
    assert.ok(dataset, `${name} is not in Data Fair`);
    return dataset;
  }

  async raw(id: string): Promise<Buffer> {
    const answer = await fetch(`${this.town.fair.publicUrl}/api/v1/datasets/${id}/raw`, {
      headers: { 'x-apikey': this.town.fair.key },
    });
    return Buffer.from(await answer.arrayBuffer());
  }

  async close(): Promise<void> {
    await this.town.close();
    await this.portal.close();
    await this.host.close();
  }
}

describe('data on their way into Data Fair', function () {
  this.timeout(2 * PATIENCE_MS);
  let source: Source;

  before(async () => {
    source = await Source.open();
  });
  afterEach(() => source.host.forget());
  after(() => source.close());

  it('whose connection is cut half way are gone on with, and are checked', async () => {
    const content = csvOf(1, 400 * KIB);
    source.host.put('/coupe.csv', content, { troubles: [{ cutAfter: Math.floor(content.size / 2) }] });
    await source.publish('coupe', 'cut');
    await source.connect('cut');
    const { files } = await source.brought('cut');
    assert.deepEqual(
      files.map(({ state }) => state),
      ['done'],
    );
    const asked = source.host.asked.filter(({ method }) => method === 'GET');
    assert.equal(asked[1]?.range, `bytes=${asked[0]?.sent ?? 0}-`);
    const { id, count } = await source.there('cut', 'coupe');
    assert.equal(count, content.rows);
    assert.ok((await source.raw(id)).equals(content.slice(0, content.size)));
  });

  it(`that did not change cost no byte on the second night, with ${RESOURCES} of them`, async () => {
    for (let index = 0; index < RESOURCES; index += 1) {
      source.host.put(`/nuit-${index}.csv`, `numero,valeur\n${index},1\n`);
      await source.publish(`nuit-${index}`, 'night');
    }
    await source.connect('night');
    const first = await source.brought('night');
    assert.equal(first.files.filter(({ state }) => state === 'done').length, RESOURCES);
    assert.ok(source.host.sent > 0);
    // Until the next night what came is in Data Fair alone.
    await clearData(source.town.navette.wired.parts, 0);
    source.host.forget();
    source.town.fair.log.clear();
    const { run } = await source.brought('night');
    assert.deepEqual([run.counts.unchanged, run.counts.updated], [RESOURCES, 0]);
    assert.equal(source.host.asked.length, RESOURCES, 'each file is asked for once');
    assert.equal(source.host.sent, 0, 'and not one byte of it comes');
    const changing = source.town.fair.log.entries().filter(({ method }) => method !== 'GET');
    assert.deepEqual(changing, [], 'nor does one go to Data Fair');
  });

  it(`do not hold up a push, though ${SLOW} of them are slow`, async () => {
    let open = (): void => undefined;
    const opened = new Promise<void>((resolve) => (open = resolve));
    let begun = 0;
    for (let index = 0; index < SLOW; index += 1) {
      const tag = `slow-${index}`;
      source.host.put(`/${tag}.csv`, csvOf(10 + index, 200 * KIB), {
        gate: { after: KIB, asked: () => (begun += 1), open: opened },
      });
      await source.publish(tag, tag);
      // They stand still for as long as the push takes.
      await source.connect(tag, { stallSeconds: 600 });
      await harvested(source.town.navette, tag);
    }
    await until('all imports under way', () => begun >= SLOW);
    await source.town.made('Pendant ce temps');
    await until('the push', () => source.town.shows('Pendant ce temps'));
    const states = await Promise.all(
      Array.from({ length: SLOW }, (_none, index) => source.files(`slow-${index}`)),
    );
    assert.ok(
      states.flat().every(({ state }) => state === 'working'),
      'the push came before an import was through',
    );
    open();
    for (let index = 0; index < SLOW; index += 1) {
      await until('its end', async () => (await source.files(`slow-${index}`))[0]?.state === 'done');
    }
  });
});

describe('rows on their way into Data Fair', function () {
  this.timeout(300_000);
  let source: Source;

  before(async () => {
    source = await Source.open({ data: 'rows' });
  });
  after(() => source.close());

  const table = (rows: readonly string[]): string => `code,etat\n${rows.join('\n')}\n`;
  const lines = (id: string) =>
    source.town.fair
      .lines(id)
      .filter((line) => line['_deleted'] !== true)
      .map((line) => `${String(line['code'])},${String(line['etat'])}`)
      .toSorted();

  it('are only those that changed at the source', async () => {
    const rows = Array.from({ length: 300 }, (_none, index) => `c${index},ouvert`);
    source.host.put('/lignes.csv', table(rows));
    await source.publish('lignes', 'rows');
    await source.connect('rows');
    await source.brought('rows');
    const { id } = await source.there('rows', 'lignes');
    assert.equal(lines(id).length, 300);
    const before = new Map(source.town.fair.lines(id).map((line) => [line._id, line._updatedAt]));
    source.host.put('/lignes.csv', table(rows.with(7, 'c7,fermé')), { etag: '"2"' });
    await source.brought('rows');
    const changed = source.town.fair.lines(id).filter((line) => before.get(line._id) !== line._updatedAt);
    assert.deepEqual(
      changed.map((line) => [line['code'], line['etat']]),
      [['c7', 'fermé']],
    );
  });

  it('of a resource that takes the place of another are the rows of the same dataset', async () => {
    source.host.put('/avant.csv', table(['c1,ouvert', 'c2,ouvert']));
    await source.publish('avant', 'swap');
    await source.connect('swap');
    await source.brought('swap');
    const { id } = await source.there('swap', 'avant');
    const url = source.host.put('/apres.csv', table(['c1,ouvert', 'c2,fermé', 'c3,ouvert']));
    await ckanAction(source.portal, 'package_patch', { id: 'avant', resources: [{ url, format: 'CSV' }] });
    const { files } = await source.brought('swap');
    assert.deepEqual(
      files.map(({ state }) => state),
      ['done'],
    );
    const after = await source.there('swap', 'avant');
    assert.deepEqual([after.id, after.isRest], [id, true]);
    assert.deepEqual(lines(id), ['c1,ouvert', 'c2,fermé', 'c3,ouvert']);
  });

  it('of which Data Fair refuses some are reported by row, and the others are there', async () => {
    const rows = Array.from({ length: 2_500 }, (_none, index) => `c${index},ouvert`);
    source.host.put('/refus.csv', table(rows));
    await source.publish('refus', 'bad');
    await source.connect('bad', { maxAttempts: 1 });
    await source.brought('bad');
    const { id } = await source.there('bad', 'refus');
    const schema = [
      { key: 'code', type: 'string' },
      { key: 'etat', type: 'string', enum: ['ouvert', 'fermé'] },
    ];
    await source.town.edit(id, { schema });
    source.town.fair.finishProcessing();
    const after = rows
      .with(3, 'c3,cassé')
      .with(4, 'c4,fermé')
      .with(2_400, 'c2400,perdu')
      .with(2_401, 'c2401,fermé');
    source.host.put('/refus.csv', table(after), { etag: '"2"' });
    const { files } = await source.brought('bad');
    assert.equal(files[0]?.state, 'refused');
    assert.match(files[0].fault?.message ?? '', /2 of 4 rows refused.*row 4.*row 2401/);
    assert.deepEqual(
      lines(id).filter((line) => !line.endsWith(',ouvert')),
      ['c2401,fermé', 'c4,fermé'],
    );
  });
});
