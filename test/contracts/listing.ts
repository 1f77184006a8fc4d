import assert from 'node:assert/strict';
import { before, describe, it } from 'mocha';
import type { ListedRecord, Page } from '../../src/adapters/adapter.ts';
import { Dataset } from '../../src/model/dataset.ts';
import { type Bench, INSTALLATION, type OnBench } from './remote.ts';
import { minimalSample } from './samples.ts';

const PAGE_SIZE = 2;
/** More pages than any remote of these tests has: a listing that goes on has no end. */
const PAGES_MAX = 400;
const MADE = 5;

async function page<S>(bench: Bench<S>, cursor: string | undefined, pageSize = PAGE_SIZE): Promise<Page> {
  return bench.list(cursor, { pageSize, kinds: ['dataset'] });
}

/** All pages, calling back between two of them. */
async function walk<S>(bench: Bench<S>, between?: (index: number) => Promise<void>): Promise<Page[]> {
  const pages: Page[] = [];
  let cursor: string | undefined;
  do {
    const next: Page = await page(bench, cursor);
    pages.push(next);
    cursor = next.next;
    await between?.(pages.length);
  } while (cursor !== undefined && pages.length < PAGES_MAX);
  return pages;
}

function idsOf(pages: readonly Page[]): string[] {
  return pages.flatMap(({ records }) => records.map(({ remoteId }) => remoteId));
}

/** Something to list, where there is a way to make it. */
async function fill<S>(bench: Bench<S>): Promise<string[]> {
  const made: string[] = [];
  if (bench.adapter.put === undefined) return made;
  for (let count = 0; count < MADE; count += 1)
    made.push((await bench.put(bench.named(minimalSample()))).remoteId);
  return made;
}

export function promiseListing<S>(on: OnBench<S>): void {
  describe('3. listing', () => {
    let made: string[] = [];
    before(async () => {
      made = await fill(on());
    });

    it('ends', async () => {
      const pages = await walk(on());
      assert.equal(pages.at(-1)?.next, undefined);
    });

    it('never gives the same cursor twice', async () => {
      const cursors = (await walk(on())).flatMap(({ next }) => next ?? []);
      assert.equal(new Set(cursors).size, cursors.length);
      assert.ok(cursors.length > 0);
    });

    it('gives the same page for the same cursor', async () => {
      const { next } = await page(on(), undefined);
      const [first, second] = [await page(on(), next), await page(on(), next)];
      assert.deepEqual(idsOf([first]), idsOf([second]));
      assert.equal(first.next, second.next);
    });

    it('holds every record once', async () => {
      const ids = idsOf(await walk(on()));
      assert.deepEqual(
        made.filter((id) => !ids.includes(id)),
        [],
      );
      assert.equal(new Set(ids).size, ids.length);
    });

    it('gives its verdict at the end only, and counts for it', async () => {
      const pages = await walk(on());
      const verdict = pages.at(-1)?.verdict;
      assert.deepEqual(
        pages.slice(0, -1).flatMap((one) => one.verdict ?? []),
        [],
      );
      assert.equal(verdict?.state, 'complete', verdict?.reason);
      assert.deepEqual([verdict.received, verdict.announced], [idsOf(pages).length, idsOf(pages).length]);
    });

    it('takes pages of any size', async () => {
      const whole = await page(on(), undefined, 100);
      assert.deepEqual(idsOf([whole]).sort(), idsOf(await walk(on())).sort());
    });

    it('is not believed when a page hides a record', async () => {
      const { proxy, remote } = on();
      const hits = proxy.add({
        matches: (request) => remote.isPage(request),
        times: 1,
        action: { rewrite: ({ body }) => ({ body: remote.dropFirst(body) }) },
      });
      const verdict = (await walk(on())).at(-1)?.verdict;
      assert.equal(hits(), 1);
      assert.notEqual(verdict?.state, 'complete');
      assert.equal(typeof verdict?.reason, 'string');
    });

    it('misses nothing that was there all along while records come and go', async () => {
      const bench = on();
      if (bench.adapter.put === undefined || bench.adapter.remove === undefined) return;
      const passing = (await bench.put(bench.named(minimalSample()))).remoteId;
      const pages = await walk(bench, async (index) => {
        if (index === 1) await bench.put(bench.named(minimalSample()));
        if (index === 2) await bench.remove(passing);
      });
      const ids = idsOf(pages);
      const verdict = pages.at(-1)?.verdict;
      if (verdict?.state === 'complete')
        assert.deepEqual(
          made.filter((id) => !ids.includes(id)),
          [],
        );
      else assert.equal(typeof verdict?.reason, 'string');
    });

    it('tells the marks of what was pushed', async () => {
      const records = (await walk(on())).flatMap((one) => one.records);
      const marks = records
        .filter(({ remoteId }) => made.includes(remoteId))
        .map(({ mark }) => mark?.split('/')[0]);
      assert.deepEqual(
        marks,
        made.map(() => INSTALLATION),
      );
    });
  });
}

export function promiseRecords<S>(on: OnBench<S>): void {
  describe('4. records', () => {
    before(() => fill(on()));

    it('are datasets of the model, and say where they come from', async () => {
      const broken = (await walk(on())).flatMap(({ records }) =>
        records.filter((record) => !isRecord(record)),
      );
      assert.deepEqual(broken, []);
    });

    it('that are broken are set aside, with reason and text, and cost no other', async () => {
      const { proxy, remote } = on();
      const whole = await page(on(), undefined, 100);
      proxy.reset();
      proxy.add({
        matches: (request) => remote.isPage(request),
        action: { rewrite: ({ body }) => ({ body: remote.breakFirst(body) }) },
      });
      const broken = await page(on(), undefined, 100);
      assert.equal(broken.records.length, whole.records.length - 1);
      assert.equal(broken.setAside.length, 1);
      assert.deepEqual(
        broken.setAside.map(({ reason, raw }) => [reason !== '', typeof raw]),
        [[true, 'string']],
      );
    });

    it('that are odd are read or set aside, and cost no other', async () => {
      const { proxy, remote } = on();
      const whole = await page(on(), undefined, 100);
      proxy.reset();
      proxy.add({
        matches: (request) => remote.isPage(request),
        action: { rewrite: ({ body }) => ({ body: remote.bendFirst(body) }) },
      });
      const { records, setAside } = await page(on(), undefined, 100);
      assert.equal(records.length + setAside.length, whole.records.length);
      assert.deepEqual(
        records.filter((record) => !isRecord(record)),
        [],
      );
    });
  });
}

function isRecord({ dataset, remoteId }: ListedRecord): boolean {
  return remoteId !== '' && Dataset.safeParse(dataset).success && dataset.origin?.remoteId === remoteId;
}
