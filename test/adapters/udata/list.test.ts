import assert from 'node:assert/strict';
import { after, afterEach, describe, it } from 'mocha';
import type { ListOptions, Page, Session } from '../../../src/adapters/adapter.ts';
import { list } from '../../../src/adapters/udata/list.ts';
import type { Settings } from '../../../src/adapters/udata/settings.ts';
import { RemoteFault } from '../../../src/faults.ts';
import { missing, pageOf, record, records } from './pages.ts';
import { closeClients, KEY, portal, sessionOn } from './support.ts';
import type { Heard, Portal, Reply } from './support.ts';

type Json = Record<string, unknown>;

const OPTIONS: ListOptions = { pageSize: 2, kinds: ['dataset'] };
const PAGES_MAX = 50;

describe('udata list', () => {
  let remote: Portal;
  afterEach(() => remote.close());
  after(closeClients);

  async function open(answer: (heard: Heard) => Reply, settings: Json = {}): Promise<Session<Settings>> {
    remote = await portal(answer);
    return sessionOn({ url: remote.url, ...settings });
  }

  async function walk(
    session: Session<Settings>,
    options: ListOptions = OPTIONS,
  ): Promise<{ pages: Page[]; last: Page; ids: string[] }> {
    const pages: Page[] = [];
    const cursors = new Set<string>();
    let cursor: string | undefined;
    do {
      const page = await list(session, cursor, options);
      pages.push(page);
      cursor = page.next;
      if (cursor !== undefined) assert.ok(!cursors.has(cursor), 'the cursor came back');
      if (cursor !== undefined) cursors.add(cursor);
      assert.ok(pages.length < PAGES_MAX);
    } while (cursor !== undefined);
    const last = pages.at(-1);
    assert.ok(last !== undefined);
    return { pages, last, ids: pages.flatMap((page) => page.records.map(({ remoteId }) => remoteId)) };
  }

  it('walks oldest first to a complete verdict, without following the remote’s own links', async () => {
    const all = records(5);
    const { last, ids } = await walk(await open((heard) => pageOf(all, heard)));
    assert.deepEqual(
      ids,
      all.map(({ id }) => id),
    );
    assert.deepEqual(last.verdict, { state: 'complete', announced: 5, received: 5 });
    assert.deepEqual(
      remote.heard.map(({ query }) => [query.get('sort'), query.get('page')]),
      [
        ['created', '1'],
        ['created', '2'],
        ['created', '3'],
      ],
    );
  });

  it('gives the same page for the same cursor', async () => {
    const session = await open((heard) => pageOf(records(5), heard));
    const { next } = await list(session, undefined, OPTIONS);
    assert.deepEqual(await list(session, next, OPTIONS), await list(session, next, OPTIONS));
  });

  it('sends no key where everything is public, and no filter that needs one', async () => {
    await walk(await open((heard) => pageOf(records(1), heard), { apiKey: KEY }));
    assert.equal(remote.heard[0]?.headers['x-api-key'], undefined);
    assert.equal(remote.heard[0]?.query.has('deleted'), false);
  });

  it('leaves out deleted and archived records, which a member is also shown', async () => {
    const hidden = [
      record(2, { deleted: '2026-01-01T00:00:00+00:00' }),
      record(3, { archived: '2026-01-01T00:00:00+00:00' }),
    ];
    const { ids, last } = await walk(
      await open((heard) => pageOf([record(1), ...hidden], heard), { apiKey: KEY, includePrivate: true }),
    );
    assert.deepEqual(
      [
        remote.heard[0]?.headers['x-api-key'],
        remote.heard[0]?.query.get('deleted'),
        remote.heard[0]?.query.get('archived'),
      ],
      [KEY, 'false', 'false'],
    );
    assert.equal(ids.length, 1);
    assert.equal(last.verdict?.state, 'complete');
  });

  it('is unauthorised when the key is refused', async () => {
    const session = await open(() => ({ status: 401, json: { message: 'Expired API token' } }), {
      apiKey: KEY,
      includePrivate: true,
    });
    await assert.rejects(list(session, undefined, OPTIONS), (fault) => {
      assert.ok(fault instanceof RemoteFault);
      assert.equal(fault.kind, 'unauthorised');
      assert.match(fault.message, /Expired API token/);
      assert.ok(!fault.message.includes(KEY));
      return true;
    });
  });

  it('looks a slug up once and filters by id', async () => {
    const session = await open(
      (heard) =>
        heard.path.includes('organizations')
          ? { json: { id: 'aaaaaaaaaaaaaaaaaaaaaaaa', name: 'Ville' } }
          : pageOf(records(5), heard),
      { organization: 'ville', filter: { tag: ['eau', 'air'], license: 'lov2' } },
    );
    await walk(session);
    assert.equal(remote.heard.filter(({ path }) => path.includes('organizations')).length, 1);
    const listing = remote.heard[1]?.query;
    assert.deepEqual(
      [listing?.get('organization'), listing?.getAll('tag'), listing?.get('license')],
      ['aaaaaaaaaaaaaaaaaaaaaaaa', ['eau', 'air'], 'lov2'],
    );
  });

  it('goes on by what came when the site gives smaller pages than asked for', async () => {
    const all = records(7);
    const clamping = (heard: Heard): Reply => {
      heard.query.set('page_size', String(Math.min(3, Number(heard.query.get('page_size')))));
      return pageOf(all, heard);
    };
    const { ids, last } = await walk(await open(clamping), { ...OPTIONS, pageSize: 50 });
    assert.deepEqual(
      ids,
      all.map(({ id }) => id),
    );
    assert.equal(last.verdict?.state, 'complete');
  });

  it('goes on by what came when a smaller page calls itself a full one', async () => {
    const all = records(7);
    const lying = (heard: Heard): Reply => {
      const asked = Number(heard.query.get('page_size'));
      heard.query.set('page_size', String(Math.min(3, asked)));
      return pageOf(all, heard, { page_size: asked });
    };
    const { ids, last } = await walk(await open(lying), { ...OPTIONS, pageSize: 50 });
    assert.equal(ids.length, 7);
    assert.equal(last.verdict?.state, 'complete');
  });

  it('takes what was created during the walk along', async () => {
    const all = records(3);
    const growing = (heard: Heard): Reply => {
      if (heard.query.get('page') === '2') all.push(record(99));
      return pageOf(all, heard);
    };
    const { ids, last } = await walk(await open(growing));
    assert.equal(ids.length, 4);
    assert.equal(last.verdict?.state, 'complete');
  });

  it('is moving when records went away, because others may have been jumped over', async () => {
    const all = records(6);
    const shrinking = (heard: Heard): Reply => {
      if (heard.query.get('page') === '2') all.shift();
      return pageOf(all, heard);
    };
    const { last } = await walk(await open(shrinking));
    assert.equal(last.verdict?.state, 'moving');
  });

  it('is moving when a deletion is made good by a creation', async () => {
    const all = records(6);
    const churning = (heard: Heard): Reply => {
      if (heard.query.get('page') === '2') all.shift();
      if (heard.query.get('page') === '3') all.push(record(77));
      return pageOf(all, heard);
    };
    assert.equal((await walk(await open(churning))).last.verdict?.state, 'moving');
  });

  it('counts repeated records once', async () => {
    const all = records(4);
    const inserting = (heard: Heard): Reply => {
      if (heard.query.get('page') === '2' && all.length === 4) all.unshift(record(50));
      return pageOf(all, heard);
    };
    const { last } = await walk(await open(inserting));
    assert.equal(last.verdict?.received, 4);
    assert.equal(last.verdict?.state, 'moving');
  });

  it('takes a 404 past the end for the end only where the counts agree', async () => {
    const always = { next_page: 'http://elsewhere.invalid/next' };
    const full = await walk(
      await open((heard) => pageOf(records(4), heard, heard.query.get('page') === '3' ? {} : always)),
    );
    assert.equal(full.last.verdict?.state, 'complete');
    await remote.close();
    const short = await walk(
      await open((heard) => (heard.query.get('page') === '2' ? missing : pageOf(records(6), heard))),
    );
    assert.equal(short.last.verdict?.state, 'moving');
  });

  it('does not take an error page for the end', async () => {
    const session = await open((heard) =>
      heard.query.get('page') === '2'
        ? { status: 404, text: '<html>', headers: { 'content-type': 'text/html' } }
        : pageOf(records(4), heard),
    );
    await assert.rejects(
      walk(session),
      (fault) => fault instanceof RemoteFault && fault.kind === 'malformed',
    );
  });

  it('is truncated when fewer records come than announced', async () => {
    const { last } = await walk(await open((heard) => pageOf(records(3), heard, { total: 5 })));
    assert.equal(last.verdict?.state, 'truncated');
  });

  it('is suspicious when more records come than announced, or no number at all', async () => {
    const more = await walk(await open((heard) => pageOf(records(3), heard, { total: 1 })));
    assert.equal(more.last.verdict?.state, 'suspicious');
    await remote.close();
    const silent = await walk(await open((heard) => pageOf(records(3), heard, { total: null })));
    assert.equal(silent.last.verdict?.state, 'suspicious');
  });

  it('ends a listing that gives the first page for ever', async () => {
    const stuck = { data: records(2), total: 10, page_size: 2, next_page: 'x' };
    const { last, pages } = await walk(await open(() => ({ json: stuck })));
    assert.equal(last.verdict?.state, 'suspicious');
    assert.equal(pages.length, 2);
  });

  it('ends a listing that answers with another page than asked for', async () => {
    const { last } = await walk(await open((heard) => pageOf(records(8), heard, { page: 1 })));
    assert.match(last.verdict?.reason ?? '', /page 2 was asked for/);
  });

  it('ends a listing of empty pages', async () => {
    const { last } = await walk(
      await open((heard) => ({
        json: { data: [], total: 9, page: Number(heard.query.get('page')), next_page: 'x' },
      })),
    );
    assert.equal(last.verdict?.state, 'suspicious');
  });

  it('is complete over nothing when nothing is announced', async () => {
    const { last } = await walk(await open((heard) => pageOf([], heard)));
    assert.deepEqual(last.verdict, { state: 'complete', announced: 0, received: 0 });
  });

  it('sets a broken record aside and keeps its page', async () => {
    const broken = [
      record(1),
      { ...record(2), title: null },
      'rubbish',
      { ...record(4), title: 'Avec\u0000nul \ud800' },
      { title: 'no id' },
    ];
    const { pages, last } = await walk(await open((heard) => pageOf(broken as Json[], heard)), {
      ...OPTIONS,
      pageSize: 10,
    });
    const [page] = pages;
    assert.deepEqual(
      page?.records.map(({ dataset }) => dataset.title['fr']),
      ['Jeu 1', 'Avecnul �'],
    );
    assert.deepEqual(
      page?.setAside.map(({ stage, field }) => [stage, field]),
      [
        ['map', 'title'],
        ['parse', undefined],
        ['parse', 'id'],
      ],
    );
    assert.equal(last.verdict?.state, 'complete');
    assert.ok((page?.setAside[0]?.raw ?? '').includes('Jeu') || (page?.setAside[0]?.raw ?? '') !== '');
  });

  it('refuses a page that is no page', async () => {
    for (const reply of [{ text: '{"data": [' }, { text: '<html>' }, { json: { total: 3 } }, { json: [] }]) {
      const session = await open(() => reply);
      await assert.rejects(
        list(session, undefined, OPTIONS),
        (fault) => fault instanceof RemoteFault && fault.kind === 'malformed',
      );
      await remote.close();
    }
    await open(() => ({}));
  });

  it('shows the mark that a push left', async () => {
    const { pages } = await walk(
      await open((heard) => pageOf([record(1, { extras: { 'navette:mark': 'a/b/c' } })], heard)),
    );
    assert.equal(pages[0]?.records[0]?.mark, 'a/b/c');
  });

  it('walks back in time to what changed since', async () => {
    const all = [5, 4, 3, 2, 1].map((day) =>
      record(day, { last_update: `2026-08-0${day}T00:00:00.000000+00:00` }),
    );
    const session = await open((heard) => pageOf(all, heard));
    const { ids, last } = await walk(session, { ...OPTIONS, modifiedSince: '2026-08-03T00:00:00Z' });
    assert.deepEqual(
      ids.map((id) => Number.parseInt(id, 16)),
      [5, 4, 3],
    );
    assert.deepEqual(last.verdict, { state: 'complete', received: 4 });
    assert.deepEqual(
      remote.heard.map(({ query }) => query.get('sort')),
      ['-last_update', '-last_update'],
    );
  });

  it('lists data services after datasets, in one walk', async () => {
    const service = { id: 's1', title: 'API', base_api_url: 'https://example.org/api', deleted_at: null };
    const session = await open((heard) =>
      pageOf(heard.path.includes('dataservices') ? [service] : records(3), heard),
    );
    const { pages, last } = await walk(session, { ...OPTIONS, kinds: ['dataset', 'series', 'service'] });
    const [found] = pages.at(-1)?.records ?? [];
    assert.deepEqual(
      [found?.remoteId, found?.dataset.kind, found?.dataset.endpointURL],
      ['dataservice/s1', 'service', ['https://example.org/api']],
    );
    assert.deepEqual(last.verdict, { state: 'complete', announced: 4, received: 4 });
  });

  it('takes a site without data services for one that has none', async () => {
    const session = await open((heard) =>
      heard.path.includes('dataservices') ? missing : pageOf(records(1), heard),
    );
    const { last } = await walk(session, { ...OPTIONS, kinds: ['dataset', 'service'] });
    assert.deepEqual(last.verdict, { state: 'complete', announced: 1, received: 1 });
  });

  it('has no series', async () => {
    const session = await open(() => missing);
    assert.equal((await walk(session, { ...OPTIONS, kinds: ['series'] })).last.verdict?.state, 'complete');
    assert.equal(remote.heard.length, 0);
  });

  it('keeps Retry-After', async () => {
    const session = await open(() => ({ status: 429, json: {}, headers: { 'retry-after': '7' } }));
    await assert.rejects(
      list(session, undefined, OPTIONS),
      (fault) => fault instanceof RemoteFault && fault.kind === 'throttled' && fault.retryAfterMs === 7_000,
    );
  });
});
