import { gzipSync } from 'node:zlib';
import type { FaultKind } from '../../../src/faults.ts';
import type { Asked, Said } from '../scripted.ts';
import { drip, flood, type Raw, type Reply } from './server.ts';
import type { Need, Parts, Speech } from './speech.ts';

/** What a liar has at hand when a page is asked for. */
export interface Telling {
  speech: Speech;
  asked: Asked;
  /** The honest answer, and its parts. */
  said: Said;
  parts: Parts;
  /** Which page of the listing it is, from 1 on; the same when it is asked for again. */
  page: number;
  /** Honest answers to the pages before. */
  earlier: readonly Said[];
  /** All records, in the order of the listing. */
  all: readonly unknown[];
  /** The honest answer with other parts. */
  but: (change: Partial<Parts>) => Said;
}

type State = 'complete' | 'moving' | 'truncated' | 'suspicious';
export type Outcome = State | FaultKind;

/** One way in which remotes mislead, told once for all protocols. */
export interface Lie {
  name: string;
  needs: readonly Need[];
  tell(telling: Telling): Reply;
  /** How listings may end; whatever it is, it never hides that a record is missing. */
  ends: readonly Outcome[];
  /** What is said of it where it is not believed. */
  words?: RegExp;
}

const DOUBTS: readonly Outcome[] = ['moving', 'truncated', 'suspicious'];
const NO_LIE: readonly Outcome[] = ['complete'];
const ALL: readonly Outcome[] = [...NO_LIE, ...DOUBTS];
const HTML = { 'content-type': 'text/html' };
const LOGIN =
  '<!doctype html><html><title>Sign in</title><form method="post"><input type="password"></form></html>';

/** A lie about a page in the middle; of a listing that has one page only, about that. */
function inMiddle(tell: (telling: Telling) => Reply): Lie['tell'] {
  return (telling) => {
    const middle = telling.speech.has.includes('pages') ? 2 : 1;
    return telling.page === middle ? tell(telling) : telling.said;
  };
}

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

const broken = (name: string, ends: readonly Outcome[], tell: (telling: Telling) => Reply): Lie => ({
  name,
  needs: [],
  ends,
  tell: inMiddle(tell),
});

const raw = ({ headers = {} }: Said, bytes: Raw['bytes'], more: Record<string, string> = {}): Raw => ({
  headers: { ...headers, ...more },
  bytes,
});

const half = ({ body }: Said): string => body.slice(0, Math.floor(body.length * 0.6));
const typed = ({ headers }: Said, charset: string): Record<string, string> => ({
  ...headers,
  'content-type': `${(headers?.['content-type'] ?? 'application/octet-stream').split(';')[0]}; charset=${charset}`,
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

const BODIES: readonly Lie[] = [
  broken('nothing, with 200', ['malformed'], ({ said }) => ({ ...said, body: '' })),
  broken('204', ['malformed'], () => ({ status: 204, body: '' })),
  broken('a web page with 200', ['malformed'], () => ({
    headers: HTML,
    body: '<!doctype html><title>Back soon</title>',
  })),
  broken('a web page that calls itself data', ['malformed'], ({ said }) => ({ ...said, body: LOGIN })),
  {
    name: 'a login page in place of an answer',
    needs: [],
    ends: ['malformed', 'unauthorised'],
    tell: ({ asked, said, page, speech }) => {
      const middle = speech.has.includes('pages') ? 2 : 1;
      return page === middle
        ? {
            status: 302,
            headers: { location: `${asked.origin}/login?next=${encodeURIComponent(asked.path)}` },
            body: '',
          }
        : said;
    },
  },
  broken('an error within 200', ['malformed', 'broken', 'refused'], ({ said, speech }) => ({
    ...said,
    body: speech.error,
  })),
  broken('an answer that is cut off', ['malformed', 'truncated', 'suspicious'], ({ said }) => ({
    ...said,
    body: half(said),
  })),
  broken('a connection that is cut in the body', ['unreachable', 'malformed'], ({ said }) => ({
    ...raw(said, Buffer.from(half(said))),
    isCut: true,
  })),
  broken('gzip that is none', ['malformed', 'unreachable'], ({ said }) =>
    raw(said, Buffer.from(said.body), { 'content-encoding': 'gzip' }),
  ),
  broken('a gzip bomb', ['tooLarge'], ({ said }) =>
    raw(said, gzipSync(Buffer.alloc(20_000_000, ' ')), { 'content-encoding': 'gzip' }),
  ),
  broken('a huge body', ['tooLarge'], ({ said }) => raw(said, Buffer.alloc(3_000_000, ' '))),
  broken('a body without end', ['tooLarge'], ({ said }) => raw(said, flood)),
  broken('a body that drips without end', ['unreachable'], ({ said }) => raw(said, drip)),
  broken('lists within lists within lists', ['malformed'], ({ said }) => ({
    ...said,
    body: '['.repeat(50_000) + ']'.repeat(50_000),
  })),
  broken('a byte order mark', NO_LIE, ({ said }) => raw(said, Buffer.from(`\u{FEFF}${said.body}`))),
  broken('a charset that nobody knows', NO_LIE, ({ said }) => ({ ...said, headers: typed(said, 'zorg') })),
  broken('a charset that is wrong', [...NO_LIE, 'malformed'], ({ said }) => ({
    ...said,
    headers: typed(said, 'utf-16le'),
  })),
  broken('data that calls itself a web page', [...NO_LIE, 'malformed'], ({ said }) => ({
    ...said,
    headers: HTML,
  })),
];

const MANNERS: readonly Lie[] = [
  broken('a redirect to a private address', ['forbiddenAddress'], () => ({
    status: 302,
    headers: { location: 'http://169.254.169.254/latest/meta-data/' },
    body: '',
  })),
  broken('a redirect to itself', ['malformed', 'unreachable', 'refused', 'broken'], ({ asked }) => ({
    status: 302,
    headers: { location: `${asked.origin}${asked.path}?${asked.query.toString()}` },
    body: '',
  })),
  broken('a redirect to a file', ['forbiddenAddress', 'malformed', 'refused'], () => ({
    status: 302,
    headers: { location: 'file:///etc/passwd' },
    body: '',
  })),
  broken('429 for a hundred years', ['throttled'], () => ({
    status: 429,
    headers: { 'retry-after': String(100 * 365 * 86_400) },
    body: '',
  })),
  broken('429 with words to wait for', ['throttled'], () => ({
    status: 429,
    headers: { 'retry-after': 'when the moon is full' },
    body: '',
  })),
  broken('401 in the middle', ['unauthorised'], () => ({ status: 401, body: '' })),
  broken('500 in the middle', ['broken'], () => ({ status: 500, body: '{}' })),
];

export const LIES: readonly Lie[] = [...TOTALS, ...PAGES, ...LINKS, ...BODIES, ...MANNERS];

/** What the answer to a login page's address is, for all protocols. */
export const LOGIN_PAGE: Said = { headers: HTML, body: LOGIN };
