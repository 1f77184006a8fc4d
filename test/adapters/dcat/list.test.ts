import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import type { ListOptions } from '../../../src/adapters/adapter.ts';
import { dcat } from '../../../src/adapters/dcat/index.ts';
import { DcatSettings } from '../../../src/adapters/dcat/settings.ts';
import { RemoteFault } from '../../../src/faults.ts';
import { loopback, visitor, walk } from '../../support/scripted.ts';
import type { Asked, Loopback, Said, Visitor, Walked } from '../../support/scripted.ts';
import { answerOf, catalogue, idOf, turtle } from './portal.ts';
import type { Catalogue } from './portal.ts';

const open: { close(): Promise<void> }[] = [];

/** What a site makes of a page of its catalogue. */
type Lie = (body: string, asked: Asked) => Said;

interface Place {
  held: Catalogue;
  remote: Loopback;
  visit: Visitor<DcatSettings>;
  walk(options?: Partial<ListOptions>, between?: (pages: number) => void): Promise<Walked>;
  /** As an engine walks that was started anew for each page. */
  walkAnew(between: (pages: number) => void): Promise<Walked>;
}

async function place(held: Catalogue, lie?: Lie, more: Record<string, unknown> = {}): Promise<Place> {
  const remote = await loopback((asked) => {
    const answer = answerOf(held, asked);
    return lie === undefined ? answer : lie(answer.body, asked);
  });
  const settings = { url: `${remote.url}/catalog`, ...more };
  const visit = visitor(DcatSettings, settings);
  open.push(remote, visit);
  return {
    held,
    remote,
    visit,
    walk: (options, between) =>
      walk((cursor, asked) => dcat.list!(visit.session, cursor, asked), options, between),
    walkAnew: (between) =>
      walk(
        async (cursor, asked) => {
          const anew = visitor(DcatSettings, settings);
          open.push(anew);
          return dcat.list!(anew.session, cursor, asked);
        },
        {},
        between,
      ),
  };
}

const pagesAsked = ({ remote }: Place): string[] => remote.asked.map(({ query }) => query.get('page') ?? '1');
const onPage =
  (page: string, change: (body: string, asked: Asked) => string): Lie =>
  (body, asked) =>
    turtle((asked.query.get('page') ?? '1') === page ? change(body, asked) : body);
const led =
  (to: string): ((body: string) => string) =>
  (body) =>
    body.replace(/hydra:next <[^>]*>/, `hydra:next <${to}>`);

async function faultOf(doing: Promise<unknown>): Promise<RemoteFault> {
  const error: unknown = await doing.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof RemoteFault, 'it succeeded');
  return error;
}

describe('listing a catalogue in RDF', () => {
  afterEach(async () => {
    for (const one of open.splice(0)) await one.close();
  });

  it('fetches a file once for all pages of a session, and proves that it came whole', async () => {
    const one = await place(catalogue(7));
    const { ids, last, pages } = await one.walk();
    assert.deepEqual(
      ids,
      one.held.entries.map(({ id }) => id),
    );
    assert.equal(pages.length, 4);
    assert.deepEqual(last.verdict, { state: 'complete', received: 7, announced: 7 });
    assert.equal(one.remote.asked.length, 1);
    assert.match(one.remote.asked[0]?.headers.accept ?? '', /^text\/turtle, application\/rdf\+xml/);
  });

  it('asks for the syntax that is wanted', async () => {
    const one = await place(catalogue(2), undefined, { format: 'jsonld' });
    assert.equal((await one.walk()).ids.length, 2);
    assert.equal(one.remote.asked[0]?.headers.accept, 'application/ld+json');
  });

  for (const paging of ['view', 'collection', 'anonymous'] as const)
    it(`follows pages that are linked by a ${paging}, and proves them by the total`, async () => {
      const one = await place(catalogue(7, { size: 3, paging }));
      const { ids, last } = await one.walk({ pageSize: 100 });
      assert.deepEqual(
        ids,
        one.held.entries.map(({ id }) => id),
      );
      assert.deepEqual(pagesAsked(one), ['1', '2', '3']);
      assert.deepEqual(last.verdict, { state: 'complete', received: 7, announced: 7 });
    });

  it('takes pages that are larger than ours in slices, each fetched once', async () => {
    const one = await place(catalogue(7, { size: 5 }));
    const { pages, last } = await one.walk({ pageSize: 2 });
    assert.deepEqual(
      pages.map(({ records }) => records.length),
      [2, 2, 1, 2],
    );
    assert.deepEqual(pagesAsked(one), ['1', '2']);
    assert.equal(last.verdict?.state, 'complete');
  });

  it('asks a site behind a proxy under the name that we know', async () => {
    const one = await place(catalogue(4, { size: 2 }), onPage('1', led('http://inside:8080/catalog?page=2')));
    assert.equal((await one.walk()).last.verdict?.state, 'complete');
  });

  for (const [name, to, told] of [
    ['itself', '/catalog', /same page/],
    ['another host', 'http://elsewhere.example.org/feed?page=2', /another host: elsewhere/],
    ['no address', 'mailto:nobody', /no address/],
  ] as const)
    it(`goes no further where the next page is ${name}`, async () => {
      const one = await place(catalogue(6, { size: 2 }), onPage('1', led(to)));
      const { last, ids } = await one.walk();
      assert.equal(ids.length, 2);
      assert.equal(last.verdict?.state, 'suspicious');
      assert.match(last.verdict.reason ?? '', told);
      assert.equal(one.remote.asked.length, 1);
    });

  it('fetches no page twice where pages turn in a circle', async () => {
    const one = await place(catalogue(8, { size: 2 }), onPage('3', led('/catalog?page=2')));
    const { last } = await one.walk();
    assert.deepEqual(pagesAsked(one), ['1', '2', '3']);
    assert.equal(last.verdict?.state, 'suspicious');
    assert.match(last.verdict.reason ?? '', /circle/);
  });

  it('ends where every page is the same page under another number', async () => {
    const held = catalogue(4, { size: 2 });
    const one = await place(held, (_body, asked) => {
      const first = answerOf(held, { ...asked, query: new URLSearchParams() });
      return turtle(led(`/catalog?page=${Number(asked.query.get('page') ?? 1) + 1}`)(first.body));
    });
    const { last } = await one.walk();
    assert.deepEqual(pagesAsked(one), ['1', '2']);
    assert.equal(last.verdict?.state, 'suspicious');
  });

  it('reads on behind an empty page once', async () => {
    const held = catalogue(8, { size: 2 });
    const emptied = (...pages: string[]): Lie => {
      const isEmpty = ({ query }: Asked): boolean => pages.includes(query.get('page') ?? '1');
      return (body, asked) =>
        turtle(isEmpty(asked) ? body.replace(/^<http.* a dcat:Dataset .*$/gm, '') : body);
    };
    const hole = await place(held, emptied('2'));
    const { ids, last } = await hole.walk();
    assert.deepEqual([ids.length, last.verdict?.state], [6, 'truncated']);
    const two = await place(held, emptied('2', '3'));
    assert.equal((await two.walk()).last.verdict?.state, 'truncated');
    assert.deepEqual(pagesAsked(two), ['1', '2', '3']);
  });

  it('does not choose between several next pages', async () => {
    const one = await place(
      catalogue(6, { size: 2 }),
      onPage('1', (body) => `${body}\n<#other> hydra:next </catalog?page=3> .`),
    );
    assert.match((await one.walk()).last.verdict?.reason ?? '', /2 next pages/);
  });

  for (const [name, total, state] of [
    ['too large', '9', 'truncated'],
    ['too small', '3', 'suspicious'],
    ['no number', '"many"', 'suspicious'],
  ] as const)
    it(`believes no total that is ${name}`, async () => {
      const one = await place(catalogue(5, { size: 3 }), (body) =>
        turtle(body.replace(/totalItems \d+/, `totalItems ${total}`)),
      );
      assert.equal((await one.walk()).last.verdict?.state, state);
    });

  it('cannot prove pages without a total', async () => {
    const one = await place(catalogue(5, { size: 3 }), (body) =>
      turtle(body.replace(/hydra:totalItems \d+/, 'a hydra:Resource')),
    );
    const { last, ids } = await one.walk();
    assert.equal(ids.length, 5);
    assert.equal(last.verdict?.state, 'suspicious');
  });

  it('says that pages moved when records came or went between them', async () => {
    for (const change of [
      (held: Catalogue) => void held.entries.shift(),
      (held: Catalogue) => void held.entries.unshift({ ...held.entries[0]!, id: idOf('000') }),
    ]) {
      const one = await place(catalogue(6, { size: 2 }));
      const { last } = await one.walk({}, (pages) => {
        if (pages === 1) change(one.held);
      });
      assert.equal(last.verdict?.state, 'moving', last.verdict?.reason);
    }
  });

  it('says that a file moved when it lists other records at the next slice, not when they only changed', async () => {
    const one = await place(catalogue(5));
    const changed = await one.walkAnew(() => {
      one.held.entries[4]!.title += ' anew';
    });
    assert.equal(changed.last.verdict?.state, 'complete');
    const { last } = await one.walkAnew((pages) => {
      if (pages === 1) one.held.entries.shift();
    });
    assert.equal(last.verdict?.state, 'moving');
  });

  it('believes no page that is cut', async () => {
    const one = await place(catalogue(4, { size: 4 }), (body) =>
      turtle(body.slice(0, body.indexOf('Dataset 004'))),
    );
    const { ids, last } = await one.walk();
    assert.deepEqual(ids.slice(0, 3), ['001', '002', '003'].map(idOf));
    assert.equal(last.verdict?.state, 'truncated');
    assert.match(last.verdict.reason ?? '', /ends in the middle/);
  });

  it('believes no file with a statement in it that cannot be read', async () => {
    const one = await place(catalogue(4), (body) => turtle(body.replace(/<(\S+002)> a/, '<$1> <> <> "" a')));
    const { ids, last } = await one.walk();
    assert.ok(ids.includes(idOf('004')));
    assert.equal(last.verdict?.state, 'suspicious', last.verdict?.reason);
  });

  it('gives services once that feeds repeat on every page, beside what the feed counts', async () => {
    const everywhere = [
      { id: 'https://data.example.org/s/1', title: 'API', modified: '2024-01-01', kind: 'service' as const },
    ];
    const one = await place(catalogue(6, { size: 2, everywhere }));
    const { ids, last } = await one.walk({ pageSize: 100, kinds: ['dataset', 'service'] });
    assert.equal(ids.filter((id) => id.includes('/s/')).length, 1);
    assert.deepEqual(last.verdict, { state: 'complete', received: 7, announced: 7 });
    assert.equal((await one.walk()).last.verdict?.state, 'complete');
  });

  it('reads on along pages that hold services alone', async () => {
    const service = (number: string) => ({
      id: `https://data.example.org/s/${number}`,
      title: `API ${number}`,
      modified: '2024-01-01',
      kind: 'service' as const,
    });
    const held = catalogue(2, { size: 1 });
    held.entries.push(...['1', '2', '3'].map(service));
    const one = await place(held, (body) => turtle(body.replace(/totalItems \d+/, 'totalItems 2')));
    const { ids, last } = await one.walk({ kinds: ['dataset', 'service'] });
    assert.equal(ids.length, 5);
    assert.deepEqual(last.verdict, { state: 'complete', received: 5, announced: 5 });
  });

  it('believes an empty catalogue that says itself that it is', async () => {
    const one = await place(catalogue(0, { size: 2 }));
    assert.deepEqual((await one.walk()).last.verdict, { state: 'complete', received: 0, announced: 0 });
  });

  for (const [name, body, told] of [
    ['a web page', '<!doctype html><title>Sign in</title>', /RDF/],
    [
      'a web page with JSON-LD in it',
      '<!doctype html><script type="application/ld+json">{"@type": "dcat:Dataset", "@id": "http://a/1", "title": "x"}</script>',
      /web page/,
    ],
    [
      'a catalogue without records',
      '@prefix dcat: <http://www.w3.org/ns/dcat#> .\n<http://a/> a dcat:Catalog .',
      /describes no dataset/,
    ],
    ['nothing', '', /nothing in it/],
  ] as const)
    it(`calls ${name} malformed`, async () => {
      const one = await place(catalogue(1), () => turtle(body));
      const fault = await faultOf(one.walk());
      assert.deepEqual([fault.kind, told.test(fault.message)], ['malformed', true], fault.message);
    });

  it('gets one record from whichever page holds it, and knows when there is none', async () => {
    const one = await place(catalogue(6, { size: 2 }));
    assert.equal((await dcat.get!(one.visit.session, idOf('005')))?.remoteId, idOf('005'));
    assert.equal(await dcat.get!(one.visit.session, idOf('009')), undefined);
    assert.deepEqual(pagesAsked(one), ['1', '2', '3']);
  });

  it('does not call a record gone that a page may hold which it could not reach', async () => {
    const one = await place(catalogue(6, { size: 2 }), onPage('2', led('/catalog?page=1')));
    assert.equal((await faultOf(dcat.get!(one.visit.session, idOf('005')))).kind, 'malformed');
  });
});
