import { gzipSync } from 'node:zlib';
import type { Said } from '../scripted.ts';
import { inMiddle, type Lie, NO_LIE, type Outcome, type Telling } from './lie.ts';
import { drip, flood, type Raw, type Reply } from './server.ts';

const HTML = { 'content-type': 'text/html' };
const LOGIN =
  '<!doctype html><html><title>Sign in</title><form method="post"><input type="password"></form></html>';

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

export const IN_ANSWERS: readonly Lie[] = [...BODIES, ...MANNERS];

/** What stands behind an address to which a login page leads. */
export const LOGIN_PAGE: Said = { headers: HTML, body: LOGIN };
