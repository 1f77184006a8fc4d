import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import type { FoundRecord, ListOptions } from '../../../src/adapters/adapter.ts';
import { dataJson } from '../../../src/adapters/data-json/index.ts';
import { DataJsonSettings } from '../../../src/adapters/data-json/settings.ts';
import { RemoteFault } from '../../../src/faults.ts';
import { loopback, visitor, walk } from '../../support/scripted.ts';
import type { Loopback, Said, Visitor, Walked } from '../../support/scripted.ts';
import { answerOf, catalogue, said, wireOf } from './portal.ts';
import type { Catalogue, Wire } from './portal.ts';

const open: { close(): Promise<void> }[] = [];

interface Place {
  held: Catalogue;
  remote: Loopback;
  visit: Visitor<DataJsonSettings>;
  walk(options?: Partial<ListOptions>): Promise<Walked>;
  /** As an engine walks that was started anew for each page. */
  walkAnew(between: (pages: number) => void): Promise<Walked>;
}

/** What a site makes of its file. */
type Lie = (file: Wire) => Said;

async function place(held: Catalogue, lie?: Lie, more: Record<string, unknown> = {}): Promise<Place> {
  const remote = await loopback((asked) => (lie === undefined ? answerOf(held, asked) : lie(wireOf(held))));
  const settings = { url: remote.url, ...more };
  const visit = visitor(DataJsonSettings, settings);
  open.push(remote, visit);
  return {
    held,
    remote,
    visit,
    walk: (options) => walk((cursor, asked) => dataJson.list!(visit.session, cursor, asked), options),
    walkAnew: (between) =>
      walk(
        async (cursor, asked) => {
          const anew = visitor(DataJsonSettings, settings);
          open.push(anew);
          return dataJson.list!(anew.session, cursor, asked);
        },
        {},
        between,
      ),
  };
}

async function faultOf(doing: Promise<unknown>): Promise<RemoteFault> {
  const error: unknown = await doing.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof RemoteFault, 'it succeeded');
  return error;
}

const body = (text: string, type = 'application/json'): Said => ({
  headers: { 'content-type': type },
  body: text,
});

describe('listing a data.json', () => {
  afterEach(async () => {
    for (const one of open.splice(0)) await one.close();
  });

  it('fetches the file once for all pages of a session, and proves that it came whole', async () => {
    const one = await place(catalogue(7));
    const { ids, last, pages } = await one.walk();
    assert.deepEqual(
      ids,
      one.held.entries.map(({ id }) => id),
    );
    assert.equal(pages.length, 4);
    assert.deepEqual(last.verdict, { state: 'complete', received: 7, announced: 7 });
    assert.deepEqual(
      one.remote.asked.map(({ path }) => path),
      ['/data.json'],
    );
  });

  it('takes the address of the file itself as it stands', async () => {
    const one = await place(catalogue(2), (file) => said(file), { url: 'http://127.0.0.1:1/' });
    const at = visitor(DataJsonSettings, { url: `${one.remote.url}/exports/dcat-us.json?org=1#top` });
    open.push(at);
    await dataJson.list!(at.session, undefined, { pageSize: 5, kinds: ['dataset'] });
    assert.deepEqual(
      one.remote.asked.map(({ path, query }) => `${path}?${query.toString()}`),
      ['/exports/dcat-us.json?org=1'],
    );
  });

  it('goes on in a file whose records only changed', async () => {
    const one = await place(catalogue(5));
    const { ids, last } = await one.walkAnew(() => {
      one.held.entries[4]!.title += ' anew';
    });
    assert.equal(ids.length, 5);
    assert.equal(last.verdict?.state, 'complete');
  });

  it('says that the listing moved when the file lists other records at the next page', async () => {
    const one = await place(catalogue(5));
    const { last } = await one.walkAnew((pages) => {
      if (pages === 1) one.held.entries.shift();
    });
    assert.equal(last.verdict?.state, 'moving');
    assert.match(last.verdict.reason ?? '', /other records/);
  });

  it('ends in a file that became shorter than the place where it goes on', async () => {
    const one = await place(catalogue(7));
    const { last } = await one.walkAnew((pages) => {
      if (pages === 2) one.held.entries.length = 3;
    });
    assert.equal(last.verdict?.state, 'moving');
  });

  it('believes no file that is cut, and keeps what came before', async () => {
    const one = await place(catalogue(4), (file) => body(JSON.stringify(file).slice(0, -120)));
    const { ids, last } = await one.walk();
    assert.deepEqual(ids, ['GOV-001', 'GOV-002', 'GOV-003']);
    assert.equal(last.verdict?.state, 'truncated');
    assert.match(last.verdict.reason ?? '', /ends in the middle/);
  });

  it('sets a broken entry aside, and does not believe that nothing is gone', async () => {
    const one = await place(catalogue(4), (file) =>
      body(JSON.stringify(file).replace('"GOV-002"', '"GOV-002" "and"')),
    );
    const { ids, last, pages } = await one.walk();
    assert.deepEqual(ids, ['GOV-001', 'GOV-003', 'GOV-004']);
    assert.equal(pages.flatMap(({ setAside }) => setAside).length, 1);
    assert.equal(last.verdict?.state, 'suspicious');
  });

  it('takes an entry that stands twice once, and sets another one under its id aside', async () => {
    const one = await place(catalogue(3), (file) => {
      const [first, ...rest] = file.dataset;
      return said({ ...file, dataset: [first, first, ...rest, { ...(first as object), title: 'Other' }] });
    });
    const { ids, last, pages } = await one.walk();
    assert.deepEqual(ids, ['GOV-001', 'GOV-002', 'GOV-003']);
    assert.deepEqual(
      pages.flatMap(({ setAside }) => setAside.map(({ remoteId }) => remoteId)),
      ['GOV-001'],
    );
    assert.deepEqual(last.verdict, { state: 'complete', received: 4, announced: 4 });
  });

  for (const [name, lie, told] of [
    ['a web page', () => body('<!doctype html><title>Sign in</title>', 'text/html'), /a web page/],
    ['JSON without datasets', () => said({ success: true, result: [] }), /lists no dataset/],
    ['an empty list of datasets', () => said({ dataset: [] }), /lists no dataset/],
    ['a list of something else', () => said({ dataset: ['a', 'b'] }), /something else/],
    ['nothing', () => body(''), /nothing/],
    ['half of its first entry', () => body('{"dataset": [{"identifier": "a'), /nothing in it/],
  ] as const)
    it(`calls ${name} malformed`, async () => {
      const one = await place(catalogue(1), lie);
      const fault = await faultOf(one.walk());
      assert.deepEqual([fault.kind, told.test(fault.message)], ['malformed', true], fault.message);
    });

  it('reads no more than its owner allows', async () => {
    const one = await place(catalogue(20), undefined, { bytesMax: 2_000 });
    assert.equal((await faultOf(one.walk())).kind, 'tooLarge');
  });

  it('reads DCAT-US 3, which has series and services, by kinds', async () => {
    const one = await place(catalogue(0), () =>
      said({
        '@context': 'https://resources.data.gov/dcat-us-v3/context.json',
        '@type': 'Catalog',
        dataset: [
          { '@id': 'https://a.example.org/d1', '@type': 'Dataset', title: 'One' },
          { '@id': 'https://a.example.org/s1', '@type': 'DatasetSeries', title: 'Series' },
        ],
      }),
    );
    assert.deepEqual((await one.walk()).ids, ['https://a.example.org/d1']);
    const both = await one.walk({ kinds: ['dataset', 'series'] });
    assert.deepEqual(both.ids, ['https://a.example.org/d1', 'https://a.example.org/s1']);
    assert.equal(both.last.verdict?.state, 'complete');
  });

  it('does not map what the caller knows as it is', async () => {
    const one = await place(catalogue(3));
    const shown: FoundRecord[] = [];
    const known = (found: readonly FoundRecord[]): Promise<Set<string>> => {
      shown.push(...found);
      return Promise.resolve(new Set(['GOV-002']));
    };
    const { ids, last, pages } = await one.walk({ known });
    assert.deepEqual(ids, ['GOV-001', 'GOV-003']);
    assert.deepEqual(
      pages.flatMap(({ same = [] }) => same),
      [{ remoteId: 'GOV-002', modified: '2024-01-02T00:00:00.000Z' }],
    );
    const mapped = (await one.walk()).pages.flatMap(({ records }) => records);
    assert.deepEqual(
      mapped.map(({ remoteId, raw }) => ({ remoteId, raw })),
      shown,
    );
    assert.equal(last.verdict?.received, 3);
  });

  it('gets one record, and knows when there is none', async () => {
    const { visit } = await place(catalogue(3));
    assert.equal((await dataJson.get!(visit.session, 'GOV-003'))?.remoteId, 'GOV-003');
    assert.equal(await dataJson.get!(visit.session, 'GOV-009'), undefined);
  });

  it('does not call a record gone that a broken file may hold', async () => {
    const { visit } = await place(catalogue(4), (file) => body(JSON.stringify(file).slice(0, -120)));
    const fault = await faultOf(dataJson.get!(visit.session, 'GOV-004'));
    assert.equal(fault.kind, 'malformed');
  });
});
