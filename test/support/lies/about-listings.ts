import { ALL, DOUBTS, inMiddle, type Lie, type Outcome, type Telling } from './lie.ts';

const total = (
  name: string,
  ends: readonly Outcome[],
  told: (telling: Telling) => unknown,
  words = /^/,
): Lie => ({
  name,
  words,
  needs: ['total'],
  ends,
  tell: (telling) => telling.but({ total: told(telling) }),
});

const led = (
  name: string,
  to: 'itself' | 'first' | 'beyond' | 'elsewhere',
  ends: readonly Outcome[],
): Lie => ({
  name,
  needs: to === 'elsewhere' ? ['link'] : ['next'],
  ends,
  words: {
    itself: /same page/,
    first: /circle|same page|twice|back/,
    elsewhere: /another host: elsewhere\.invalid/,
    beyond: /^/,
  }[to],
  tell: (telling) =>
    telling.parts.next === undefined && to !== 'beyond'
      ? telling.said
      : telling.but({ next: telling.speech.led(telling.asked, to) }),
});

const TOTALS: readonly Lie[] = [
  total('a total that is text', [...DOUBTS, 'complete'], ({ parts }) => String(parts.total)),
  total('a total of «00»', DOUBTS, () => '00', /00|does not tell/),
  total('no total', DOUBTS, () => undefined, /how many|count/),
  total('a total that is too high', DOUBTS, ({ parts }) => Number(parts.total) + 2),
  total('a total that is too low', DOUBTS, ({ parts }) => Math.max(0, Number(parts.total) - 2)),
  total('a total of the page alone', DOUBTS, ({ parts }) => parts.records.length),
  total('a negative total', [...DOUBTS, 'malformed'], () => -1),
  total('a total that changes with each page', DOUBTS, ({ parts, page }) => Number(parts.total) + (page % 3)),
];

const PAGES: readonly Lie[] = [
  {
    name: 'pages that are shorter than asked for',
    needs: ['pages'],
    ends: ALL,
    tell: ({ parts, but }) => but({ records: parts.records.slice(0, 1) }),
  },
  {
    name: 'everything on every page',
    needs: ['pages'],
    ends: ALL,
    tell: ({ all, but }) => but({ records: all }),
  },
  {
    name: 'a page that comes twice',
    needs: ['pages'],
    ends: ALL,
    tell: ({ page, earlier, said, speech, but }) =>
      page === 3 ? but({ records: speech.read(earlier[1]?.body ?? '').records }) : said,
  },
  {
    name: 'the first page for ever',
    needs: ['pages'],
    ends: DOUBTS,
    tell: ({ earlier, speech, said, but }) =>
      earlier[0] === undefined ? said : but({ records: speech.read(earlier[0].body).records }),
  },
  {
    name: 'two pages in turn for ever',
    needs: ['pages'],
    ends: DOUBTS,
    tell: ({ page, earlier, speech, said, but }) =>
      page <= 2 ? said : but({ records: speech.read(earlier[page % 2]?.body ?? '').records }),
  },
  {
    name: 'an empty page in the middle',
    needs: ['pages'],
    ends: DOUBTS,
    tell: inMiddle(({ but }) => but({ records: [] })),
  },
  {
    name: 'nothing but empty pages',
    needs: ['pages'],
    ends: DOUBTS,
    tell: ({ page, said, but }) => (page > 1 ? but({ records: [] }) : said),
  },
  {
    name: 'an empty listing at once',
    needs: [],
    ends: [...ALL, 'malformed'],
    tell: ({ but }) => but({ records: [] }),
  },
  {
    name: 'a record that is hidden',
    needs: ['total'],
    ends: DOUBTS,
    tell: inMiddle(({ parts, but }) => but({ records: parts.records.slice(1) })),
  },
  {
    name: 'a record twice on one page',
    needs: ['total'],
    ends: DOUBTS,
    tell: inMiddle(({ parts: { records }, but }) => but({ records: [records[0], records[0]] })),
  },
  {
    name: 'a record again in place of another',
    needs: ['pages'],
    ends: ALL,
    tell: inMiddle(({ parts: { records }, all, but }) => but({ records: [all[0], ...records.slice(1)] })),
  },
  {
    name: 'an order that moves between pages',
    needs: ['pages'],
    ends: DOUBTS,
    tell({ page, all, parts: { records }, but }) {
      const turned = [...all.slice(page - 1), ...all.slice(0, page - 1)];
      const start = all.findIndex((one) => JSON.stringify(one) === JSON.stringify(records[0]));
      return but({ records: turned.slice(start, start + records.length) });
    },
  },
];

const LINKS: readonly Lie[] = [
  led('a next page that is the page itself', 'itself', ALL),
  led('a next page that is the first one', 'first', ALL),
  led('a next page on another host', 'elsewhere', ALL),
  led('a last page that leads on', 'beyond', ALL),
  {
    name: 'a next page that is not told',
    needs: ['next'],
    ends: ALL,
    tell: inMiddle(({ but }) => but({ next: undefined })),
  },
];

export const ABOUT_LISTINGS: readonly Lie[] = [...TOTALS, ...PAGES, ...LINKS];
