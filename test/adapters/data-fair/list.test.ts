import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import type { ListOptions } from '../../../src/adapters/adapter.ts';
import { dataFair } from '../../../src/adapters/data-fair/index.ts';
import { DataFairSettings } from '../../../src/adapters/data-fair/settings.ts';
import { loopback, visitor, walk } from '../../support/scripted.ts';
import type { Loopback, Said, Walked } from '../../support/scripted.ts';
import { answerOf, catalogue } from './portal.ts';
import type { Catalogue } from './portal.ts';

const open: { close(): Promise<void> }[] = [];

interface Place {
  remote: Loopback;
  walk: (options?: Partial<ListOptions>, between?: (pages: number) => void) => Promise<Walked>;
}

async function place(
  held: Catalogue,
  settings: Record<string, unknown> = {},
  lie: (said: Said) => Said = (said) => said,
): Promise<Place> {
  const remote = await loopback((asked) => lie(answerOf(held, asked)));
  const visit = visitor(DataFairSettings, { url: remote.url, ...settings });
  open.push(remote, visit);
  const list = (cursor: string | undefined, options: ListOptions) =>
    dataFair.list!(visit.session, cursor, options);
  return { remote, walk: (options, between) => walk(list, options, between) };
}

describe('listing a portal of Data Fair', () => {
  afterEach(async () => {
    for (const one of open.splice(0)) await one.close();
  });

  it('finds the interface under the portal, walks its catalogue by rising ids, and proves it', async () => {
    const { remote, walk: all } = await place(catalogue(7));
    const { ids, last } = await all();
    assert.deepEqual(
      ids,
      catalogue(7).entries.map(({ id }) => id),
    );
    assert.deepEqual(last.verdict, { state: 'complete', received: 7, announced: 7 });
    const pages = remote.asked.filter(({ path }) => path.endsWith('/catalog/datasets'));
    assert.deepEqual([...new Set(pages.map(({ query }) => query.get('sort')))], ['id:1']);
    assert.deepEqual([...new Set(pages.map(({ query }) => query.get('visibility')))], ['public']);
  });

  it('names the owners of a portal’s datasets, which its catalogue hides', async () => {
    const { walk: all } = await place(catalogue(3));
    const { pages } = await all();
    const publishers = pages.flatMap(({ records }) => records.map(({ dataset }) => dataset.publisher?.name));
    assert.deepEqual(
      publishers,
      Array.from({ length: 3 }, () => ({ fr: 'Ville de Test' })),
    );
  });

  it('lists all datasets where there is no portal', async () => {
    const { remote, walk: all } = await place(catalogue(5, { isPortal: false }));
    const { ids, last } = await all();
    assert.deepEqual([ids.length, last.verdict?.state], [5, 'complete']);
    assert.equal(remote.asked.filter(({ path }) => path.endsWith('/catalog/datasets')).length, 1);
  });

  it('joins values by commas, since a parameter that comes twice is refused', async () => {
    const filter = { owners: ['organization:ville', 'organization:pays:voirie'], topics: ['a', 'b'] };
    const { remote, walk: all } = await place(catalogue(3), { filter, publicationSite: 'portals:p1' });
    await all();
    const { query } = remote.asked.find(({ path }) => path.endsWith('/datasets') && path.includes('v1'))!;
    assert.equal(query.get('size'), '0');
    const listing = remote.asked.find(({ query: asked }) => asked.get('skip') === '0')!;
    assert.deepEqual(
      ['owner', 'topics', 'publicationSites'].map((name) => listing.query.get(name)),
      ['organization:ville,organization:pays:voirie', 'a,b', 'portals:p1'],
    );
  });

  it('leaves drafts out, and copies when asked to', async () => {
    const held = catalogue(5);
    held.entries[1]!.status = 'draft';
    held.entries[2]!.origin = 'https://elsewhere.example.org/jeu';
    held.entries[3]!.origin = 'http://127.0.0.1/jeu';
    const whole = await (await place(held)).walk();
    assert.deepEqual(whole.ids, ['jeu-00001', 'jeu-00003', 'jeu-00004', 'jeu-00005']);
    const [copy] = whole.pages.flatMap(({ records }) =>
      records.filter(({ remoteId }) => remoteId === 'jeu-00003'),
    );
    assert.deepEqual(copy?.dataset.source, ['https://elsewhere.example.org/jeu']);
    const one = await place(held, { onlyOriginal: true });
    const own = await one.walk();
    assert.deepEqual(own.ids, ['jeu-00001', 'jeu-00005']);
    assert.equal(own.last.verdict?.state, 'complete');
  });

  it('asks three clocks for what changed, and gives each dataset once', async () => {
    const held = catalogue(9);
    for (const entry of held.entries) entry.updatedAt = '2024-01-01T00:00:00.000Z';
    held.entries[1]!.updatedAt = '2024-03-01T00:00:00.000Z';
    held.entries[2]!.dataUpdatedAt = '2024-03-02T00:00:00.000Z';
    held.entries[3]!.finalizedAt = '2024-03-03T00:00:00.000Z';
    Object.assign(held.entries[4]!, {
      updatedAt: '2024-03-04T00:00:00.000Z',
      dataUpdatedAt: '2024-03-04T00:00:00.000Z',
      finalizedAt: '2024-03-04T00:00:00.000Z',
    });
    const { walk: all } = await place(held);
    const { ids, last, pages } = await all({ modifiedSince: '2024-02-01T00:00:00Z' });
    assert.deepEqual(ids, ['jeu-00005', 'jeu-00002', 'jeu-00003', 'jeu-00004']);
    assert.deepEqual([last.verdict?.state, last.verdict?.received], ['complete', 4]);
    const [third] = pages.flatMap(({ records }) =>
      records.filter(({ remoteId }) => remoteId === 'jeu-00003'),
    );
    assert.equal(third?.modified, '2024-03-02T00:00:00.000Z');
  });

  it('takes a catalogue apart by kinds that is longer than the window, and reads each from both ends', async () => {
    const held = catalogue(12_500, { isPortal: false });
    for (const [index, entry] of held.entries.entries()) entry.kind = index < 12_000 ? 'rest' : 'file';
    const { walk: all } = await place(held);
    const { ids, last } = await all({ pageSize: 500 });
    assert.deepEqual([new Set(ids).size, ids.length], [12_500, 12_500]);
    assert.deepEqual([last.verdict?.state, last.verdict?.announced], ['complete', 12_500]);
  });

  it('says so where a kind is longer than two windows', async () => {
    const held = catalogue(20_001, { isPortal: false });
    for (const entry of held.entries) entry.kind = 'file';
    const { walk: all } = await place(held);
    const { last } = await all({ pageSize: 500 });
    assert.equal(last.verdict?.state, 'truncated');
    assert.match(last.verdict.reason ?? '', /no more than 10000 datasets of one question; narrow/);
  });

  it('calls a page of something else in front of it what it is', async () => {
    const html = { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>Portail</html>' };
    const { walk: all } = await place(catalogue(3), {}, () => html);
    await assert.rejects(all(), /has no Data Fair at \/data-fair\/api\/v1 or \/api\/v1/);
  });
});
