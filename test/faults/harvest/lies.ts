import assert from 'node:assert/strict';
import { Listener } from '../../support/fault-proxy.ts';
import type { Row, Section } from '../row.ts';
import type { World } from '../world.ts';
import { isPage, PAGE, RECORDS, type SearchResult, type Source } from './source.ts';

const BAD = 5;

interface Lie {
  name: string;
  /** What the verdict says. */
  words: RegExp;
  lie: (source: Source) => void;
}

/**
 * After an honest harvest some records are really gone, and the portal begins to lie: it must not be believed, nothing
 * goes, and when it is honest again they do.
 */
function doubted({ name, words, lie }: Lie): Row {
  return {
    name,
    async run(world) {
      const source = await world.source();
      await source.whole(await source.harvest(), RECORDS);
      await source.delete((await source.names()).slice(0, BAD));
      lie(source);
      await source.doubted(await source.harvest(), RECORDS, words);
      source.proxy.reset();
      const { state, counts, reason } = await source.harvest();
      assert.deepEqual([state, counts.removed], ['complete', BAD], reason);
    },
  };
}

const countAs =
  (count: (result: SearchResult, nth: number) => unknown) =>
  (source: Source): void =>
    source.twist((result, nth) => ({ ...result, count: count(result, nth) }));

/** A catalogue of a thousand answers 200 with nothing, again and again. */
async function emptyAfterMany(world: World): Promise<void> {
  const source = await world.source({
    records: 1_000,
    pageSize: 500,
    harvest: { removalShare: 0.9, removed: 'delete' },
  });
  await source.whole(await source.harvest(), 1_000);
  source.twist(() => ({ count: 0, results: [] }));
  for (let round = 0; round < 2; round += 1)
    await source.doubted(
      await source.harvest(),
      1_000,
      /empty, although it held 1000 records|index has 0 datasets/,
    );
}

async function clamped(world: World): Promise<void> {
  const source = await world.source({ pageSize: 40 });
  source.portal.switches.rowsMax = PAGE;
  await source.whole(await source.harvest(), RECORDS);
}

/** A page takes long enough for the catalogue to change between two. */
async function changing(world: World, change: (source: Source) => Promise<void>): Promise<void> {
  const source = await world.source({ harvest: { absences: 2 } });
  let changed: Promise<void> | undefined;
  let seen = 0;
  source.proxy.add({
    matches(request) {
      if (isPage(request)) seen += 1;
      if (seen === 3) changed ??= change(source);
      return false;
    },
    action: 'cut',
  });
  const run = await source.harvest();
  await changed;
  assert.equal(run.counts.removed, 0);
  const { active = 0 } = await source.states();
  assert.ok(active >= RECORDS - BAD, `${active} of ${RECORDS} are there`);
  const quiet = await source.harvest();
  assert.equal(quiet.state, 'complete', quiet.reason);
  const present = new Set(await source.names());
  const { entries } = await world.control.datasets({ limit: 500, filter: { harvestedBy: source.id } });
  const here = new Set(entries.map(({ dataset }) => dataset.title));
  assert.ok(here.size >= present.size, 'a record was lost');
  assert.equal(quiet.counts.removed, 0);
}

async function nextLink(world: World, point: (url: string, page: number) => string): Promise<void> {
  const listener = await Listener.start();
  try {
    const source = await world.source({ udata: RECORDS });
    source.proxy.add({
      matches: ({ method, path }) => method === 'GET' && path.startsWith('/api/1/datasets/'),
      action: {
        rewrite(answer) {
          const body = JSON.parse(answer.body) as { next_page: string | null; page: number };
          if (body.next_page === null) return {};
          const next = point(body.next_page, body.page).replace('elsewhere', listener.url);
          return { body: JSON.stringify({ ...body, next_page: next }) };
        },
      },
    });
    const run = await source.harvest();
    assert.equal(run.state, 'complete', run.reason);
    assert.deepEqual(await source.states(), { active: RECORDS });
    assert.deepEqual(listener.heard, [], 'another host was asked');
  } finally {
    await listener.close();
  }
}

export const lies: Section = {
  shared: false,
  rows: [
    doubted({ name: 'a total of "00"', words: /"00"/, lie: countAs(() => '00') }),
    doubted({ name: 'no total', words: /count|how many/, lie: countAs(() => undefined) }),
    doubted({
      name: 'a negative total',
      words: /-1|count/,
      lie: countAs(() => -1),
    }),
    doubted({
      name: 'a total that is too large',
      words: /announced|empty page/,
      lie: countAs(({ count }) => Number(count) + 7),
    }),
    doubted({
      name: 'a total that changes with each answer',
      words: /announced|add up|empty page/,
      lie: countAs(({ count }, nth) => Number(count) + (nth % 3)),
    }),
    doubted({
      name: 'a total that is too small',
      words: /announce|came/,
      lie: countAs(({ count, results }) => Math.min(Number(count), Math.max(0, results.length - 1))),
    }),
    doubted({
      name: 'an empty page in the middle, with 200',
      words: /empty page|came/,
      lie: (source) =>
        source.twist((result, nth) => (nth >= 3 ? { ...result, results: [] } : result), isPage),
    }),
    doubted({
      name: 'the same page for ever',
      words: /same page|repeats|circle/,
      lie(source) {
        let first: SearchResult | undefined;
        source.twist((result) => (first ??= result), isPage);
      },
    }),
    doubted({
      name: 'one page given twice',
      words: /repeats|twice|order|came|same page/,
      lie(source) {
        let second: SearchResult | undefined;
        let third: string | undefined;
        source.twist((result, nth) => {
          const first = result.results[0]?.id;
          if (nth === 2) second = result;
          if (nth === 3) third = first;
          // However that page is asked for.
          return second !== undefined && first !== undefined && first === third
            ? { ...result, results: second.results }
            : result;
        }, isPage);
      },
    }),
    { name: 'an empty listing with 200 after 1,000 records', run: emptyAfterMany },
    { name: 'the page size ignored', run: clamped },
    {
      name: 'records inserted while paging',
      run: (world) =>
        changing(world, (source) => source.add(Array.from({ length: BAD }, (_, n) => `neu-${n}`))),
    },
    {
      name: 'records deleted while paging',
      run: (world) => changing(world, async (source) => source.delete((await source.names()).slice(0, BAD))),
    },
    {
      name: 'next leads to the page itself',
      run: (world) => nextLink(world, (url, page) => url.replace(/page=\d+/, `page=${page}`)),
    },
    {
      name: 'next leads to an earlier page',
      run: (world) => nextLink(world, (url) => url.replace(/page=\d+/, 'page=1')),
    },
    {
      name: 'next leads to another host',
      run: (world) => nextLink(world, (url) => `elsewhere${new URL(url).pathname}${new URL(url).search}`),
    },
  ],
};
