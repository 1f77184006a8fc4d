import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import type { ListOptions, Page } from '../../../src/adapters/adapter.ts';
import { ckan } from '../../../src/adapters/ckan/index.ts';
import { names, packages, search } from './catalogue.ts';
import type { Package } from './catalogue.ts';
import { actions, forbidden, invalid, notFound, portal, visit } from './support.ts';
import type { Answer, Asked, Portal, Visit } from './support.ts';

const open: { close(): Promise<void> }[] = [];

async function site(
  script: Record<string, (asked: Asked) => Answer>,
  settings: Record<string, unknown> = {},
): Promise<{ remote: Portal; one: Visit }> {
  const remote = await portal(script);
  const one = visit({ url: remote.url, ...settings });
  open.push(remote, one);
  return { remote, one };
}

async function walk(
  { session }: Visit,
  options: Partial<ListOptions> = {},
): Promise<{ ids: string[]; pages: Page[]; last: Page }> {
  const pages: Page[] = [];
  let cursor: string | undefined;
  do {
    const page = await ckan.list!(session, cursor, {
      pageSize: 10,
      kinds: ['dataset', 'series'],
      ...options,
    });
    pages.push(page);
    cursor = page.next;
    assert.ok(pages.length < 60, 'the listing does not end');
  } while (cursor !== undefined);
  return {
    ids: pages.flatMap((page) => page.records.map(({ remoteId }) => remoteId)),
    pages,
    last: pages.at(-1)!,
  };
}

const usual = (all: Package[], rowsMax?: number): Record<string, (asked: Asked) => Answer> => ({
  package_search: (asked) => ({ result: search(all, asked, rowsMax) }),
  package_list: (asked) => names(all, asked),
});

describe('listing a CKAN', () => {
  afterEach(async () => {
    for (const one of open.splice(0)) await one.close();
  });

  it('goes by id from page to page, and ends complete', async () => {
    const { remote, one } = await site(usual(packages(35)));
    const { ids, pages, last } = await walk(one);
    assert.deepEqual(
      ids,
      packages(35).map(({ id }) => id),
    );
    assert.deepEqual(last.verdict, { state: 'complete', announced: 35, received: 35 });
    assert.deepEqual(
      pages.map(({ announced }) => announced),
      [35, 35, 35, 35],
    );
    assert.ok(
      remote.asked
        .filter(({ query }) => query.get('rows') === '10')
        .every(({ query }) => query.get('start') === '0'),
    );
    assert.equal(new Set(pages.map(({ next }) => next)).size, 4);
  });

  it('gives the same page for the same cursor', async () => {
    const { one } = await site(usual(packages(15)));
    const options = { pageSize: 10, kinds: ['dataset'] as const };
    const first = await ckan.list!(one.session, undefined, options);
    const again = [
      await ckan.list!(one.session, first.next, options),
      await ckan.list!(one.session, first.next, options),
    ];
    assert.deepEqual(again[0], again[1]);
    assert.match(first.next ?? '', /^[\w-]+$/);
  });

  it('ends complete on an empty catalogue', async () => {
    const { one } = await site(usual([]));
    assert.deepEqual((await walk(one)).last.verdict, { state: 'complete', announced: 0, received: 0 });
  });

  it('advances by what came when the site cuts pages down', async () => {
    const { one } = await site(usual(packages(10), 3));
    const { ids, last } = await walk(one);
    assert.deepEqual([ids.length, last.verdict?.state], [10, 'complete']);
  });

  it('goes by offset where the site ignores conditions', async () => {
    const all = packages(25);
    const { remote, one } = await site({
      ...usual(all),
      package_search: (asked) => {
        asked.query.delete('fq');
        return { result: search(all, asked) };
      },
    });
    const { ids, last } = await walk(one);
    assert.deepEqual([ids.length, new Set(ids).size, last.verdict?.state], [25, 25, 'complete']);
    assert.ok(remote.asked.some(({ query }) => query.get('start') === '20'));
  });

  it('goes by offset where the site refuses the condition on ids', async () => {
    const all = packages(25);
    const { one } = await site({
      ...usual(all),
      package_search: (asked) =>
        asked.query.get('fq')?.includes('+id:')
          ? { status: 400, error: { __type: 'Search Query Error', message: '' } }
          : { result: search(all, asked) },
    });
    const { ids, last } = await walk(one);
    assert.deepEqual([ids.length, last.verdict?.state], [25, 'complete']);
  });

  const unsorted =
    (all: Package[]): ((asked: Asked) => Answer) =>
    ({ query }) => {
      const start = Number(query.get('start') ?? 0);
      return { result: { count: all.length, results: all.slice(start, start + Number(query.get('rows'))) } };
    };

  it('believes a site without order only when all its names came', async () => {
    const all = packages(25).toReversed();
    const { one } = await site({ package_search: unsorted(all), package_list: (asked) => names(all, asked) });
    assert.equal((await walk(one)).last.verdict?.state, 'complete');
    const { one: other } = await site({ package_search: unsorted(all) });
    const { ids, last } = await walk(other);
    assert.deepEqual([ids.length, last.verdict?.state], [25, 'suspicious']);
  });

  it('sees that a site without order gave one record twice and another not', async () => {
    const all = packages(25).toReversed();
    const given = [...all.slice(0, 24), all[3]!];
    const { one } = await site({
      package_search: unsorted(given),
      package_list: (asked) => names(all, asked),
    });
    assert.equal((await walk(one)).last.verdict?.state, 'suspicious');
  });

  it('needs no order on a single page', async () => {
    const all = packages(5).toReversed();
    const { one } = await site({ package_search: unsorted(all) });
    assert.equal((await walk(one)).last.verdict?.state, 'complete');
  });

  it('is truncated when a page is empty while more is announced', async () => {
    const all = packages(25);
    const { one } = await site({
      ...usual(all),
      package_search: (asked) => {
        const found = search(all, asked);
        return { result: asked.query.get('fq')?.includes('+id:') ? { ...found, results: [] } : found };
      },
    });
    assert.equal((await walk(one)).last.verdict?.state, 'truncated');
  });

  it('is suspicious when the count is text, and lists all the same', async () => {
    const all = packages(25);
    const { one } = await site({
      ...usual(all),
      package_search: (asked) => ({ result: { ...search(all, asked), count: '25' } }),
    });
    const { ids, last } = await walk(one);
    assert.deepEqual([ids.length, last.verdict?.state], [25, 'suspicious']);
  });

  it('is suspicious when the count is too small, and lists all the same', async () => {
    const all = packages(25);
    const { one } = await site({
      ...usual(all),
      package_search: (asked) => ({ result: { ...search(all, asked), count: 3 } }),
    });
    const { ids, last } = await walk(one);
    assert.deepEqual([ids.length, last.verdict?.state], [25, 'suspicious']);
  });

  it('ends on a site that gives the same page again and again', async () => {
    const { one } = await site({ package_search: () => ({ result: { count: 500, results: packages(10) } }) });
    const { pages, last } = await walk(one);
    assert.ok(pages.length <= 3);
    assert.equal(last.verdict?.state, 'suspicious');
  });

  it('is moving when records went while it walked', async () => {
    const all = packages(25);
    let asked = 0;
    const { one } = await site({
      ...usual(all),
      package_search: (call) => {
        asked += 1;
        if (asked === 2) all.splice(0, 2);
        return { result: search(all, call) };
      },
    });
    assert.equal((await walk(one)).last.verdict?.state, 'moving');
  });

  it('misses none when records went while it walked', async () => {
    const all = packages(25);
    let asked = 0;
    const { one } = await site({
      ...usual(all),
      package_search: (call) => {
        asked += 1;
        if (asked === 2) all.splice(0, 5);
        return { result: search(all, call) };
      },
    });
    assert.deepEqual(
      (await walk(one)).ids,
      packages(25).map(({ id }) => id),
    );
  });

  it('is suspicious when the index lacks much of what the database has', async () => {
    const { one } = await site({
      ...usual(packages(25)),
      package_list: (asked) => names(packages(60), asked),
    });
    const { verdict } = (await walk(one)).last;
    assert.equal(verdict?.state, 'suspicious');
    assert.match(verdict.reason ?? '', /index has 25 .* database/);
  });

  it('is moving when index and database differ by a few', async () => {
    const { one } = await site({
      ...usual(packages(25)),
      package_list: (asked) => names(packages(27), asked),
    });
    assert.equal((await walk(one)).last.verdict?.state, 'moving');
  });

  it('does without the database where the site does not give it', async () => {
    const all = packages(25);
    for (const answer of [notFound, forbidden, { raw: '<html>', status: 504 } as const]) {
      const { one } = await site({ ...usual(all), package_list: () => answer });
      assert.equal((await walk(one)).last.verdict?.state, 'complete');
    }
  });

  it('is suspicious when the site took us for somebody else in the end', async () => {
    let user = 'alice';
    const all = packages(15);
    const { one } = await site(
      {
        ...usual(all),
        user_show: () => ({ result: { name: user } }),
        package_search: (asked) => {
          if (asked.query.get('fq')?.includes('+id:')) user = 'bob';
          return { result: search(all, asked) };
        },
      },
      { apiToken: 'key' },
    );
    assert.equal((await walk(one)).last.verdict?.state, 'suspicious');
  });

  it('does not start with a token that the site does not know', async () => {
    const { one } = await site(
      {
        ...usual(packages(5)),
        user_show: () => notFound,
        organization_list_for_user: () => ({ result: [] }),
      },
      { apiToken: 'key' },
    );
    await assert.rejects(walk(one), { kind: 'unauthorised' });
  });

  it('keeps no token that the site repeats in a record', async () => {
    const apiToken = 'a-token-of-some-length';
    const [first, ...others] = packages(3);
    const { one } = await site(
      {
        ...usual([{ ...first, title: `Données pour ${apiToken}` }, ...others]),
        user_show: () => ({ result: { name: 'alice' } }),
      },
      { apiToken },
    );
    const [page] = (await walk(one)).pages;
    assert.equal(page?.records.length, 3);
    const told = JSON.stringify(page?.records);
    assert.ok(told.includes('Données pour [secret]') && !told.includes(apiToken));
  });

  it('sets a broken record aside and keeps its page', async () => {
    const all = [
      ...packages(4),
      {
        id: 'id-9',
        title: 'T',
        metadata_modified: '2026-01-01',
        resources: [{ url: 'http://a.example/\u0000', size: {} }],
      },
      { title: 'without an id' },
    ];
    const { one } = await site({ package_search: () => ({ result: { count: 6, results: all } }) });
    const [page] = (await walk(one)).pages;
    assert.deepEqual([page?.records.length, page?.setAside.length], [5, 1]);
    assert.match(page?.setAside[0]?.raw ?? '', /without an id/);
  });

  it('leaves out harvest sources, and copies when only originals are wanted', async () => {
    const all: Package[] = packages(4);
    all[1] = { ...all[1], type: 'harvest' };
    all[2] = { ...all[2], extras: [{ key: 'harvest_object_id', value: 'x' }] };
    const { one } = await site(usual(all));
    assert.equal((await walk(one)).ids.length, 3);
    const { one: other } = await site(usual(all), { onlyOriginal: true });
    const { ids, last } = await walk(other);
    assert.deepEqual([ids.length, last.verdict?.state], [2, 'complete']);
  });

  it('tells the mark of a Navette', async () => {
    const all = [{ ...packages(1)[0], extras: [{ key: 'navette_mark', value: 'i/c/d' }] }];
    const { one } = await site(usual(all));
    assert.equal((await walk(one)).last.records[0]?.mark, 'i/c/d');
  });

  it('gives nothing where only services are wanted', async () => {
    const { one } = await site({});
    assert.deepEqual([(await walk(one, { kinds: ['service'] })).ids, actions(one)], [[], []]);
  });

  it('lists changes oldest first, many of one moment included', async () => {
    const all = packages(30).map((one, index) => ({
      ...one,
      metadata_modified: index < 25 ? '2026-01-01T00:00:00.123456' : `2026-01-0${index - 20}T00:00:00`,
    }));
    const { one } = await site(usual(all));
    const { ids, last } = await walk(one, { modifiedSince: '2026-01-01T00:00:00.123Z' });
    assert.deepEqual([ids.length, new Set(ids).size, last.verdict?.state], [30, 30, 'complete']);
    assert.equal((await walk(one, { modifiedSince: '2026-01-06T00:00:00Z' })).ids.length, 4);
  });

  it('asks for what the settings narrow it to', async () => {
    const { remote, one } = await site(usual([]), {
      organizations: ['a', 'b"c'],
      tags: ['open data'],
      licenses: ['cc-by'],
      formats: ['CSV'],
      groups: ['g'],
      query: 'eau',
      filter: 'vocab_x:y OR z:1',
    });
    await walk(one);
    assert.equal(
      remote.asked[0]?.query.get('fq'),
      '-dataset_type:harvest +organization:("a" OR "b\\"c") +groups:("g") +tags:("open data") +license_id:("cc-by") +res_format:("CSV") +(vocab_x:y OR z:1)',
    );
    assert.equal(remote.asked[0]?.query.get('q'), 'eau');
  });

  it('tells a filter that the site does not understand', async () => {
    const { one } = await site(
      { package_search: () => invalid({ message: 'Search error', __type: 'Search Error' }) },
      { filter: 'a:(' },
    );
    await assert.rejects(walk(one), { kind: 'refused' });
  });

  it('takes no cursor of anything else', async () => {
    const { one } = await site({});
    await assert.rejects(
      ckan.list!(one.session, 'bm90aGluZw', { pageSize: 1, kinds: ['dataset'] }),
      RangeError,
    );
  });
});
