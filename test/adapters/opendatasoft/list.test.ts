import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import { opendatasoft } from '../../../src/adapters/opendatasoft/index.ts';
import { OpendatasoftSettings } from '../../../src/adapters/opendatasoft/settings.ts';
import { RemoteFault } from '../../../src/faults.ts';
import { isMoving, listedPortal, saying, tellsAhead } from '../../support/listed-portal.ts';
import type { Place } from '../../support/listed-portal.ts';
import type { Asked, Said } from '../../support/scripted.ts';
import { answerOf, catalogue, said } from './portal.ts';
import type { Catalogue } from './portal.ts';

interface Results {
  total_count?: unknown;
  results: unknown[];
}

/** What a lying portal makes of its answer to a page; `page` counts them from 1. */
type Lie = (results: Results, page: number, asked: Asked) => Results | Said;

const portal = listedPortal({
  adapter: opendatasoft,
  settings: OpendatasoftSettings,
  answer: answerOf,
  isPage: ({ path }) => path.endsWith('/catalog/datasets'),
});

function place(held: Catalogue, lie?: Lie, settings?: Record<string, unknown>) {
  return portal.place(held, lie && saying(lie), settings);
}

describe('listing an Opendatasoft portal', () => {
  afterEach(() => portal.close());

  it('walks by place to the end, sorted by id, and proves it', async () => {
    const one = await place(catalogue(7));
    const { ids, last } = await one.walk();
    assert.deepEqual(
      ids,
      one.held.entries.map(({ id }) => id),
    );
    assert.deepEqual(last.verdict, { state: 'complete', received: 7, announced: 7 });
    assert.deepEqual(
      one.remote.asked.map(({ query }) => [query.get('order_by'), query.get('timezone')]),
      Array.from({ length: 4 }, () => ['dataset_id', 'UTC']),
    );
  });

  it('tells where the next page begins before it reads this one', async () => {
    const same = { remoteId: 'set-00001', modified: '2024-01-01T00:00:00.000Z' };
    await tellsAhead(await place(catalogue(5)), same, 'set-00002');
  });

  it('reads a catalogue beyond the window by its export, whole', async () => {
    const one = await place(catalogue(10_020));
    const { ids, last } = await one.walk({ pageSize: 1000 });
    assert.deepEqual([new Set(ids).size, last.verdict?.state], [10_020, 'complete']);
    assert.ok(one.remote.asked.some(({ path }) => path.endsWith('/exports/json')));
  });

  it('says that it is cut off at the window where the export is switched off', async () => {
    const held = catalogue(10_020, { exports: false });
    const one = await place(held);
    const last = await one.list(await cursorNear(one, 9_990), {
      pageSize: 100,
      kinds: ['dataset'],
    });
    assert.equal(last.records.length, 9);
    const end = await one.list(last.next, { pageSize: 100, kinds: ['dataset'] });
    assert.equal(end.verdict?.state, 'truncated');
    assert.match(end.verdict?.reason ?? '', /no more than 9999/);
  });

  it('has nothing of other kinds', async () => {
    const one = await place(catalogue(3));
    assert.equal((await one.walk({ kinds: ['service'] })).last.verdict?.state, 'complete');
    assert.deepEqual(one.remote.asked, []);
  });

  it('leaves out what is federated from elsewhere, when asked to', async () => {
    const held = catalogue(6);
    held.entries[1] = { ...held.entries[1]!, source: 'data.elsewhere.org' };
    held.entries[2] = { ...held.entries[2]!, source: 'elsewhere' };
    const all = await place(held);
    assert.equal((await all.walk()).ids.length, 6);
    const own = await place(held, undefined, { onlyOriginal: true });
    const { ids, last } = await own.walk();
    assert.deepEqual(ids, ['set-00001', 'set-00004', 'set-00005', 'set-00006']);
    assert.deepEqual(last.verdict, { state: 'complete', received: 4, announced: 4 });
    held.entries[3] = { ...held.entries[3]!, source: new URL(own.remote.url).host };
    assert.equal((await own.walk()).ids.length, 4);
  });

  it('asks only for what changed since a day, by the fields that the portal knows', async () => {
    const since = { modifiedSince: '2024-01-05T10:00:00.000Z' };
    assert.deepEqual((await (await place(catalogue(7))).walk(since)).ids, [
      'set-00005',
      'set-00006',
      'set-00007',
    ]);
    const plain = await place(catalogue(7, { fields: ['modified'] }));
    assert.deepEqual((await plain.walk(since)).ids, ['set-00005', 'set-00006', 'set-00007']);
    assert.equal((await (await place(catalogue(7, { fields: [] }))).walk(since)).ids.length, 7);
  });

  it('carries the owner’s conditions, and is refused with the portal’s words', async () => {
    const one = await place(catalogue(2), undefined, {
      where: 'publisher = "Ville"',
      refine: ['theme:Eau', 'theme:Air'],
      timezone: 'Europe/Paris',
    });
    await one.walk({ modifiedSince: '2024-01-01T00:00:00.000Z' });
    const { query } = one.remote.asked[0]!;
    assert.match(
      query.get('where') ?? '',
      /^\(publisher = "Ville"\) and \(metadata_processed >= date'2024-01-01' or/,
    );
    assert.deepEqual(
      [query.getAll('refine'), query.get('timezone')],
      [['theme:Eau', 'theme:Air'], 'Europe/Paris'],
    );
    const wrong = await place(catalogue(2), undefined, { where: 'zorg' });
    await assert.rejects(
      wrong.walk(),
      (error) =>
        error instanceof RemoteFault && error.kind === 'refused' && /syntax error/.test(error.message),
    );
  });

  it('waits until the quota is full again', async () => {
    const reset = new Date(Date.now() + 90_000).toISOString();
    const one = await place(catalogue(3), () =>
      said({ errorcode: 10002, reset_time: reset, limit_time_unit: 'day', call_limit: 10 }, 429),
    );
    await assert.rejects(one.walk(), (error) => {
      assert.ok(error instanceof RemoteFault);
      return error.kind === 'throttled' && (error.retryAfterMs ?? 0) > 60_000;
    });
  });

  it('steps over one dataset by its place, and tells its id', async () => {
    const one = await place(catalogue(5), (results, _page, { query }) =>
      query.get('select') === null && JSON.stringify(results).includes('set-00003')
        ? said({ message: 'boom' }, 500)
        : results,
    );
    const first = await one.list(undefined, { pageSize: 2, kinds: ['dataset'] });
    const options = { pageSize: 1, kinds: ['dataset'] } as const;
    await assert.rejects(one.list(first.next, options), /500/);
    const past = await opendatasoft.skip!(one.visit.session, first.next, options);
    assert.equal(past?.remoteId, 'set-00003');
    const after = await one.list(past?.next, { ...options, pageSize: 5 });
    assert.deepEqual(after.verdict, { state: 'complete', received: 5, announced: 5 });
  });

  it('gets a dataset by its id, nothing for an unknown one', async () => {
    const one = await place(catalogue(3));
    assert.equal(
      (await opendatasoft.get!(one.visit.session, 'set-00002'))?.dataset.title['und'],
      'Set 00002',
    );
    assert.equal(await opendatasoft.get!(one.visit.session, 'nobody/#{}'), undefined);
  });

  describe('opendatasoft × lie', () => {
    it('a page size that is ignored, either way: complete', async () => {
      const fewer = await place(catalogue(7), ({ results, ...page }) => ({
        ...page,
        results: results.slice(0, 1),
      }));
      assert.equal((await fewer.walk()).last.verdict?.state, 'complete');
      const whole = await place(catalogue(7), (_page, _count, asked) =>
        answerOf(catalogue(7), { ...asked, query: new URLSearchParams('limit=100') }),
      );
      assert.deepEqual((await whole.walk()).last.verdict, { state: 'complete', received: 7, announced: 7 });
    });

    it('no sorting: complete by counts, and it says so', async () => {
      const held = catalogue(5, { fields: [] });
      held.entries.reverse();
      const { last } = await (await place(held)).walk();
      assert.deepEqual(
        [last.verdict?.state, last.verdict?.reason],
        ['complete', 'it is not sorted by id: proved by counts'],
      );
    });

    it('records deleted and inserted while it is read: not complete', async () => {
      await isMoving(await place(catalogue(7)), ({ entries }) => entries.shift());
      await isMoving(await place(catalogue(7)), ({ entries }) =>
        entries.unshift({ id: 'a-new', title: 'New', processed: '2024-02-01' }),
      );
    });
  });
});

/** A cursor that stands at a place as if everything before it had been read. */
async function cursorNear({ list }: Place<OpendatasoftSettings, Catalogue>, offset: number): Promise<string> {
  const first = await list(undefined, { pageSize: 1, kinds: ['dataset'] });
  const place = JSON.parse(Buffer.from(first.next ?? '', 'base64url').toString()) as object;
  return Buffer.from(JSON.stringify({ ...place, offset })).toString('base64url');
}
