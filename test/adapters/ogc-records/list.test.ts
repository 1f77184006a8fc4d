import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import { ogcRecords } from '../../../src/adapters/ogc-records/index.ts';
import { OgcRecordsSettings } from '../../../src/adapters/ogc-records/settings.ts';
import { isMoving, listedPortal, saying, tellsAhead } from '../../support/listed-portal.ts';
import { loopback, visitor, walk } from '../../support/scripted.ts';
import type { Asked, Said } from '../../support/scripted.ts';
import { answerOf, catalogue } from './portal.ts';
import type { Catalogue } from './portal.ts';

interface Items {
  numberMatched?: unknown;
  numberReturned?: unknown;
  features: { id: string }[];
  links: { rel: string; href: string; type?: string }[];
}

/** What a lying server makes of its answer to a page; `page` counts them from 1. */
type Lie = (items: Items, page: number, asked: Asked) => Items | Said;

const portal = listedPortal({
  adapter: ogcRecords,
  settings: OgcRecordsSettings,
  answer: answerOf,
  isPage: ({ path }) => path.endsWith('/items'),
});

function place(held: Catalogue, lie?: Lie, settings?: Record<string, unknown>) {
  return portal.place(held, lie && saying(lie), settings);
}

const byPage =
  (onPage: number, change: (items: Items) => Items | Said): Lie =>
  (items, page) =>
    page === onPage ? change(items) : items;

describe('listing a catalogue of OGC API Records', () => {
  afterEach(() => portal.close());

  it('walks along the server’s own links in JSON, sorted by id where it can, and proves it', async () => {
    const one = await place(catalogue(7));
    const { ids, last } = await one.walk();
    assert.deepEqual(
      ids,
      one.held.entries.map(({ id }) => id),
    );
    assert.deepEqual(last.verdict, { state: 'complete', received: 7, announced: 7 });
    assert.deepEqual(
      one.pagesAsked().map(({ query }) => [query.get('sortby'), query.get('f')]),
      Array.from({ length: 4 }, () => ['recordId', null]),
    );
  });

  it('never asks for more than a hundred in a page', async () => {
    const one = await place(catalogue(3));
    await one.walk({ pageSize: 1000 });
    assert.equal(one.pagesAsked()[0]?.query.get('limit'), '100');
  });

  it('tells where the next page begins before it reads this one', async () => {
    const same = { remoteId: 'rec-001', modified: '2024-01-01T00:00:00.000Z' };
    await tellsAhead(await place(catalogue(5)), same, 'rec-002');
  });

  it('keeps to the kinds that are wanted, and counts the others out', async () => {
    const held = catalogue(6);
    held.entries[1] = { ...held.entries[1]!, type: 'service' };
    const { last } = await (await place(held)).walk();
    assert.deepEqual(last.verdict, { state: 'complete', received: 5, announced: 5 });
    assert.deepEqual((await (await place(held)).walk({ kinds: ['service'] })).ids, ['rec-002']);
  });

  it('asks only for what changed where conditions are declared, for everything elsewhere', async () => {
    const since = { modifiedSince: '2024-01-05T00:00:00.000Z' };
    assert.deepEqual((await (await place(catalogue(7))).walk(since)).ids, ['rec-005', 'rec-006', 'rec-007']);
    const plain = await place(catalogue(7, { conditions: false, sorts: false }));
    assert.equal((await plain.walk(since)).ids.length, 7);
    assert.ok(plain.pagesAsked().every(({ query }) => !query.has('filter')));
  });

  it('finds the collection by address, by setting, or as the only one', async () => {
    const several = catalogue(3, { collections: ['a', 'b c'] });
    const one = await place(several, undefined, { collection: 'b c' });
    assert.equal((await one.walk()).ids.length, 3);
    const other = visitor(OgcRecordsSettings, {
      url: `${one.remote.url}/collections/a/items?f=html&limit=10`,
    });
    portal.open.push(other);
    assert.equal(
      (await walk((cursor, options) => ogcRecords.list!(other.session, cursor, options))).ids.length,
      3,
    );
    const none = await place(several);
    await assert.rejects(none.walk(), /several collections of records; give one as collection: a, b c/);
    assert.equal(
      (await (await place(catalogue(2, { collections: ['x', 'metadata:main'] }))).walk()).ids.length,
      2,
    );
  });

  it('finds the catalogue of ArcGIS Hub behind the pages of a site', async () => {
    const held = catalogue(5, { collections: ['all', 'dataset', 'document'], sorts: false });
    const remote = await loopback((asked) => {
      if (asked.path === '/')
        return { headers: { 'content-type': 'text/html' }, body: '<!doctype html><title>Hub</title>' };
      if (!asked.path.startsWith('/api/search/v1')) return { status: 404, body: '' };
      const inner = { ...asked, path: asked.path.slice('/api/search/v1'.length) || '/' };
      const answer = answerOf(held, inner);
      return {
        ...answer,
        body: answer.body.replaceAll(
          `${asked.origin}/collections`,
          `${asked.origin}/api/search/v1/collections`,
        ),
      };
    });
    const visit = visitor(OgcRecordsSettings, { url: remote.url });
    portal.open.push(remote, visit);
    const { ids, last } = await walk((cursor, options) => ogcRecords.list!(visit.session, cursor, options));
    assert.deepEqual([ids.length, last.verdict?.state], [5, 'complete']);
    assert.match((await ogcRecords.probe(visit.session)).software, /ArcGIS Hub/);
  });

  it('gets a record by its id, nothing for an unknown one', async () => {
    const one = await place(catalogue(3));
    assert.equal((await ogcRecords.get!(one.visit.session, 'rec-002'))?.dataset.title['und'], 'Record 002');
    assert.equal(await ogcRecords.get!(one.visit.session, 'nobody/#{}'), undefined);
  });

  describe('ogc-records × lie', () => {
    const lies: [string, Lie, string, RegExp?][] = [
      [
        'a returned count that is wrong',
        byPage(2, (items) => ({ ...items, numberReturned: 5 })),
        'suspicious',
        /returned 5/,
      ],
      [
        'nothing but empty pages',
        (items, page) => (page > 1 ? { ...items, features: [], numberReturned: 0 } : items),
        'truncated',
        /empty pages/,
      ],
      [
        'the server’s name behind a proxy',
        (items) => ({
          ...items,
          links: items.links.map((link) => ({
            ...link,
            href: link.href.replace(/^http:\/\/[^/]+/, 'https://internal.invalid:8443'),
          })),
        }),
        'complete',
      ],
      [
        'only links in HTML',
        (items) => ({ ...items, links: items.links.filter(({ type }) => type === 'text/html') }),
        'truncated',
      ],
    ];
    for (const [name, lie, state, reason = /^/] of lies) {
      it(`${name}: ${state}`, async () => {
        const { last } = await (await place(catalogue(7), lie)).walk();
        assert.equal(last.verdict?.state, state, last.verdict?.reason);
        assert.match(last.verdict?.reason ?? '', reason);
      });
    }

    it('links that lead behind the last record, to empty pages that call themselves full: complete', async () => {
      const one = await place(catalogue(6), (items, page, { origin, path }) => ({
        ...items,
        numberReturned: 2,
        links: [{ rel: 'next', href: `${origin}${path}?limit=2&after=${page * 2}` }],
      }));
      assert.deepEqual((await one.walk()).last.verdict, { state: 'complete', received: 6, announced: 6 });
      assert.equal(one.pagesAsked().length, 4);
    });

    it('a page size that is ignored, either way: complete', async () => {
      assert.equal(
        (await (await place(catalogue(7, { limitMax: 1 }))).walk()).last.verdict?.state,
        'complete',
      );
      const whole = await place(catalogue(7), (_items, _page, asked) =>
        answerOf(catalogue(7), { ...asked, query: new URLSearchParams('limit=100') }),
      );
      assert.deepEqual((await whole.walk()).last.verdict, { state: 'complete', received: 7, announced: 7 });
    });

    it('no sorting: complete by counts, and it says so; not when records were left out', async () => {
      const held = catalogue(5, { sorts: false });
      held.entries.reverse();
      const { last } = await (await place(held)).walk();
      assert.deepEqual(
        [last.verdict?.state, last.verdict?.reason],
        ['complete', 'it is not sorted by id: proved by counts'],
      );
      held.entries[1] = { ...held.entries[1]!, type: 'service' };
      assert.equal((await (await place(held)).walk()).last.verdict?.state, 'suspicious');
    });

    it('records deleted and inserted while it is read: not complete', async () => {
      await isMoving(await place(catalogue(7)), ({ entries }) => entries.shift());
      await isMoving(await place(catalogue(7)), ({ entries }) =>
        entries.unshift({ id: 'a-new', title: 'New', updated: '2024-02-01T00:00:00Z' }),
      );
    });
  });
});
