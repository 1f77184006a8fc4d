import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Verdict } from '../../src/adapters/adapter.ts';
import type { FaultKind } from '../../src/faults.ts';
import type { Dataset } from '../../src/model/dataset.ts';
import { isLink } from '../../src/model/link.ts';
import { bomb, endless, longDescription, longNumber, manyEmpty, manyResources, manyTags, nested, pageOf, trickle } from './generated.ts';
import type { Answer, Asked } from './served.ts';
import type { Route, Walked } from './walk.ts';

/** What a row does to a harvest. `listing doubted`: what came is kept, and nobody takes the listing for complete. */
type Expected =
  | { class: 'page refused'; kinds: readonly FaultKind[] }
  | { class: 'record refused'; kept: readonly string[]; refused: number }
  | { class: 'field repaired' | 'accepted'; kept: readonly string[]; states?: readonly Verdict['state'][] }
  | { class: 'listing doubted'; kept?: readonly string[]; states?: readonly Verdict['state'][] };

export interface Row extends Route {
  row: number;
  name: string;
  expect: Expected;
  /** What must be true of the stored datasets, by remote id. */
  after?: (stored: ReadonlyMap<string, Dataset>, walked: Walked) => void;
}

type As = Route['as'];
type After = NonNullable<Row['after']>;

const BOTH = ['a', 'neighbour'];
/** Alike to people, and to databases that fold case or accents. */
const ALIKE = ['Ecole', 'ecole', 'e\u0301cole', '\u00e9cole'];

export function file(name: string, headers: Record<string, string> = {}): Answer {
  return { body: readFileSync(new URL(name, import.meta.url)), headers };
}

/** A body that is made when it is first asked for. */
function made(make: () => string | Buffer, headers: Record<string, string> = {}): Answer {
  let body: string | Buffer | undefined;
  return { headers, get body() { return (body ??= make()); } };
}

/** The file of this name for each adapter. */
function both(row: number, name: string, expect: Expected, after?: After): Row[] {
  return (['udata', 'ckan'] as const).map((as) => one(row, name, as, file(`${String(row).padStart(2, '0')}-${name}.${as}.json`), expect, after));
}

function each(row: number, name: string, make: (as: As) => string, expect: Expected, after?: After): Row[] {
  return (['udata', 'ckan'] as const).map((as) => one(row, name, as, made(() => make(as)), expect, after));
}

function one(row: number, name: string, as: As, serve: Route['serve'], expect: Expected, after?: After, more: Partial<Route> = {}): Row {
  return { row, name: `${name}, ${as}`, as, serve, expect, ...(after === undefined ? {} : { after }), ...more };
}

function refused(...kinds: FaultKind[]): Expected {
  return { class: 'page refused', kinds };
}

const accepted: Expected = { class: 'accepted', kept: BOTH };
const repaired: Expected = { class: 'field repaired', kept: BOTH };
const plain = { udata: file('plain.udata.json'), ckan: file('plain.ckan.json') };
const FOREIGN = 'application/json; charset=';

/** A page of a listing that says it has many more. */
function udataPage(asked: Asked, ids: readonly string[], more: Record<string, unknown>): Answer {
  const page = Number(asked.url.searchParams.get('page') ?? 1);
  const data = ids.map((id) => ({ id, title: `Jeu ${id}`, resources: [] }));
  return { body: JSON.stringify({ data, page, page_size: 50, total: 2, next_page: null, previous_page: null, ...more }) };
}

function ckanPage(ids: readonly string[], count: number): Answer {
  return { body: pageOf('ckan', ids.map((id) => ({ id, name: id, title: `Jeu ${id}`, resources: [] })), count) };
}

function raw(head: string, body: string | Buffer): Answer {
  return { raw: Buffer.concat([Buffer.from(`${head}\n`.replaceAll('\n', '\r\n')), Buffer.from(body)]) };
}

const PLAIN_BODY = Buffer.from(plain.udata.body ?? '');
const HEAD = 'HTTP/1.1 200 OK\ncontent-type: application/json\nconnection: close\n';

/** Ways to write this machine's address that no list of texts would hold. */
const SPELLINGS: readonly ((port: string) => string)[] = [
  (port) => `http://127.0.0.1:${port}`,
  (port) => `http://2130706433:${port}`,
  (port) => `http://0x7f.0.0.1:${port}`,
  (port) => `http://0177.0.0.1:${port}`,
  (port) => `http://127.1:${port}`,
  (port) => `http://１２７.０.０.１:${port}`,
  (port) => `http://[::ffff:127.0.0.1]:${port}`,
  (port) => `http://[::1]:${port}`,
  (port) => `http://localhost:${port}`,
  (port) => `http://0.0.0.0:${port}`,
];

const ELSEWHERE = [
  'http://169.254.169.254/latest/meta-data/', 'http://[::ffff:169.254.169.254]/', 'http://127.0.0.2:9/', 'http://10.0.0.1/', 'http://localhost:5432/', 'file:///etc/passwd', 'gopher://127.0.0.1:70/x',
];

/** Every input that a portal has no business sending, and what becomes of it. Rows 41 to 45 wait for formats that are not read yet. */
export const ROWS: readonly Row[] = [
  ...(['udata', 'ckan'] as const).map((as) => one(2, 'login page', as, file('02-login.html', { 'content-type': 'text/html' }), refused('malformed'))),
  ...(['udata', 'ckan'] as const).map((as) => one(2, 'login page called JSON', as, file('02-login.html'), refused('malformed'))),
  one(3, 'no-success', 'ckan', file('03-no-success.ckan.json'), refused('refused')),
  ...both(4, 'count-without-results', { class: 'listing doubted', kept: [] }),
  ...['negative', 'words', 'fraction', '1e308'].flatMap((kind) => both(5, `count-${kind}`, { class: 'listing doubted', kept: BOTH })),
  one(6, 'short pages', 'udata', (asked) => {
    const page = Number(asked.url.searchParams.get('page'));
    return udataPage(asked, [`id-${page}`], { total: 3, page_size: 1, next_page: page < 3 ? `${asked.own}/api/1/datasets/?page=${page + 1}&page_size=1` : null });
  }, { class: 'accepted', kept: ['id-1', 'id-2', 'id-3'] }, (_, { verdict }) => assert.equal(verdict?.received, 3)),
  one(6, 'short pages', 'ckan', (asked) => {
    const after = /id:\{"([^"]*)" TO \*\]/.exec(asked.url.search === '' ? '' : decodeURIComponent(asked.url.search.replaceAll('+', ' ')))?.[1] ?? '';
    const left = ['id-1', 'id-2', 'id-3'].filter((id) => id > after);
    return ckanPage(left.slice(0, 1), left.length);
  }, { class: 'accepted', kept: ['id-1', 'id-2', 'id-3'] }, (_, { verdict }) => assert.equal(verdict?.received, 3)),
  ...both(7, 'same-id-twice', { class: 'listing doubted', kept: ['twice', 'neighbour'] }),
  one(7, 'same id on two pages', 'udata', (asked) => udataPage(asked, asked.before === 0 ? ['a', 'b'] : ['b', 'c'], { total: 4, page_size: 2, next_page: asked.before === 0 ? `${asked.own}/api/1/datasets/?page=2` : null }),
    { class: 'listing doubted', kept: ['a', 'b', 'c'] }),
  one(8, 'ids-almost-the-same', 'udata', file('08-ids-almost-the-same.udata.json'), { class: 'accepted', kept: [...ALIKE, 'ecole ', 'neighbour'] }),
  // CKAN's own ids have no blanks: the two that differ by one are taken for one, and the listing is not believed.
  one(8, 'ids-almost-the-same', 'ckan', file('08-ids-almost-the-same.ckan.json'), { class: 'listing doubted', kept: [...ALIKE, 'neighbour'] }),
  ...both(9, 'id-of-8000', { class: 'accepted', kept: ['x'.repeat(8_000), 'neighbour'] }),
  one(10, 'no-proper-id', 'udata', file('10-no-proper-id.udata.json'), { class: 'record refused', kept: ['neighbour'], refused: 6 }),
  one(10, 'no-proper-id', 'ckan', file('10-no-proper-id.ckan.json'), { class: 'record refused', kept: ['neighbour'], refused: 6 }),
  one(11, 'byte order mark', 'udata', file('11-byte-order-mark.udata.json'), { class: 'accepted', kept: ['neighbour'] }),
  one(11, 'byte order mark', 'ckan', file('11-byte-order-mark.ckan.json'), { class: 'accepted', kept: ['neighbour'] }),
  one(12, 'invalid UTF-8', 'udata', file('12-invalid-utf-8.udata.bin'), refused('malformed')),
  one(12, 'invalid UTF-8 that is declared', 'udata', file('12-invalid-utf-8.udata.bin', { 'content-type': `${FOREIGN}utf-8` }), refused('malformed')),
  ...[{}, { 'content-type': `${FOREIGN}ISO-8859-1` }, { 'content-type': `${FOREIGN}"windows-1252"` }].map((headers) =>
    one(13, `Latin-1 ${headers['content-type'] ?? 'undeclared'}`, 'udata', file('13-latin-1.udata.bin', headers), { class: 'accepted', kept: ['a'] }, readable)),
  one(13, 'Latin-1 that says UTF-8', 'udata', file('13-latin-1.udata.bin', { 'content-type': `${FOREIGN}utf-8` }), refused('malformed')),
  one(13, 'UTF-16', 'udata', file('13-utf-16.udata.bin', { 'content-type': `${FOREIGN}utf-16le` }), { class: 'accepted', kept: ['a'] }, readable),
  one(13, 'UTF-16 undeclared', 'udata', file('13-utf-16.udata.bin'), { class: 'accepted', kept: ['a'] }, readable),
  one(13, 'UTF-16 with its mark', 'ckan', { ...file('13-utf-16-mark.ckan.bin'), count: 1 }, { class: 'accepted', kept: ['a'] }, readable),
  one(13, 'a charset that nobody knows', 'udata', { ...plain.udata, headers: { 'content-type': `${FOREIGN}klingon` } }, refused('malformed')),
  ...both(14, 'lone-surrogate', repaired, (stored) => assert.ok(JSON.stringify([...stored]).isWellFormed())),
  ...both(15, 'nul', repaired, (stored) => {
    // oxlint-disable-next-line no-control-regex
    assert.doesNotMatch(allText(stored), /[\u0000-\u0008\u007f-\u009f]/);
    assert.equal(firstText(stored.get('a')?.title), 'Arbres');
  }),
  one(15, 'NUL in an id', 'udata', file('15-nul-in-id.udata.json'), { class: 'field repaired', kept: ['ab', 'neighbour'] }),
  ...both(16, 'hidden-marks', repaired, (stored) => {
    assert.equal(firstText(stored.get('a')?.title), 'facturefdp.exe gratuite');
    assert.deepEqual(Object.values(stored.get('a')?.keyword ?? {}), [['zéro']]);
    assert.equal(firstText(stored.get('a')?.distribution?.[0]?.title), 'Table');
  }),
  ...both(17, '1e400', repaired, noSize),
  one(18, 'unsafe-integer', 'udata', file('18-unsafe-integer.udata.json'), repaired, noSize),
  one(18, 'unsafe integer, also as an id', 'ckan', file('18-unsafe-integer.ckan.json'), { class: 'record refused', kept: BOTH, refused: 1 }, noSize),
  ...each(19, 'number of 200,000 digits', longNumber, repaired, noSize),
  one(20, 'nesting 5,000 deep', 'udata', made(() => nested('udata', 5_000)), repaired, shallow),
  one(20, 'nesting 5,000 deep', 'ckan', made(() => nested('ckan', 5_000)), refused('malformed')),
  one(21, 'nesting 50,000 deep', 'udata', made(() => nested('udata', 50_000)), repaired, shallow),
  one(21, 'nesting 50,000 deep', 'ckan', made(() => nested('ckan', 50_000)), refused('malformed')),
  ...both(22, 'prototype-keys', accepted, (stored) => {
    assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
    assert.doesNotMatch(allText(stored), /polluted/);
    assert.match(allText(stored), /"kept":"value"/);
  }),
  ...both(23, 'same-key-twice', accepted, (stored) => assert.equal(firstText(stored.get('a')?.title), 'Dernière')),
  one(24, 'string of 300 MiB', 'udata', { stream: endless }, refused('tooLarge')),
  one(25, 'body announced as 600 MiB', 'ckan', { headers: { 'content-length': String(600 * 2 ** 20) }, stream: endless }, refused('tooLarge')),
  one(26, 'gzip bomb', 'udata', made(bomb, { 'content-encoding': 'gzip' }), refused('tooLarge')),
  one(27, 'plain body called gzip', 'udata', { ...plain.udata, headers: { 'content-encoding': 'gzip' } }, refused('malformed')),
  one(28, 'sixty encodings', 'udata', { ...plain.udata, headers: { 'content-encoding': Array(60).fill('gzip').join(', ') } }, refused('malformed')),
  one(28, 'an encoding that nobody knows', 'udata', { ...plain.udata, headers: { 'content-encoding': 'zopfli9' } }, refused('malformed')),
  one(29, 'length announced too long', 'udata', raw(`${HEAD}content-length: ${PLAIN_BODY.length + 500}\n`, PLAIN_BODY), refused('unreachable')),
  one(29, 'length announced too short', 'udata', raw(`${HEAD}content-length: ${PLAIN_BODY.length - 500}\n`, PLAIN_BODY), refused('unreachable', 'malformed')),
  one(30, '64 KiB of headers', 'udata', raw(`${HEAD}x-pad: ${'a'.repeat(65_536)}\ncontent-length: 2\n`, '{}'), refused('tooLarge')),
  one(31, 'a byte now and then', 'udata', { stream: trickle }, refused('unreachable'), undefined, { limits: { totalMs: 500, stallMs: 300 } }),
  ...ELSEWHERE.map((location) => one(32, `redirect to ${location}`, 'udata', { status: 302, headers: { location } }, refused('forbiddenAddress'))),
  one(32, 'redirect to itself', 'udata', ({ url }) => ({ status: 302, headers: { location: url.href } }), refused('malformed')),
  one(33, 'redirect to another origin', 'udata', ({ other }) => ({ status: 302, headers: { location: `${other}/api/1/datasets/` } }), { class: 'accepted', kept: [] }, (_, { asked, elsewhere }) => {
    assert.equal(asked[0]?.headers['x-api-key'], 'canary-key');
    assert.ok(elsewhere.length > 0);
    assert.doesNotMatch(JSON.stringify(elsewhere), /canary/);
  }, { settings: { apiKey: 'canary-key', includePrivate: true } }),
  ...SPELLINGS.map((spelling) => one(34, `address written ${spelling('80')}`, 'udata', plain.udata, refused('forbiddenAddress'), (_, { asked }) => assert.equal(asked.length, 0), { address: (url) => spelling(new URL(url).port) })),
  ...both(35, 'script-urls', repaired, onlyLinks),
  ...both(36, 'odd-urls', repaired, (stored) => {
    onlyLinks(stored);
    assert.doesNotMatch(JSON.stringify([...stored].map(([, { distribution, landingPage }]) => [distribution?.map(({ accessURL, downloadURL }) => [accessURL, downloadURL]), landingPage])), /secret/);
  }),
  one(37, 'odd-dates', 'udata', file('37-odd-dates.udata.json'), { class: 'field repaired', kept: [...Array.from({ length: 10 }, (_, index) => `d${index}`), 'd-number', 'neighbour'] }, sensibleDates),
  one(37, 'odd-dates', 'ckan', file('37-odd-dates.ckan.json'), { class: 'field repaired', kept: [...Array.from({ length: 10 }, (_, index) => `d${index}`), 'neighbour'] }, sensibleDates),
  one(38, 'next page is this page', 'udata', (asked) => udataPage(asked, ['a', 'b'], { page: 1, total: 900, next_page: asked.url.href }), { class: 'listing doubted', kept: ['a', 'b'] }),
  one(38, 'next page goes round', 'udata', (asked) => udataPage(asked, Array.from({ length: 200 }, (_, index) => `${asked.before % 2}-${index}`), { total: 100, next_page: `${asked.own}/api/1/datasets/?page=${(asked.before % 2) + 1}` }), { class: 'listing doubted' }),
  one(38, 'next page on another host', 'udata', (asked) => (asked.before === 0 ? udataPage(asked, ['a'], { total: 2, next_page: `${asked.other}/api/1/datasets/?page=2` }) : udataPage(asked, ['b'], {})), { class: 'listing doubted', kept: ['a', 'b'], states: ['complete', 'suspicious', 'truncated', 'moving'] }, (_, { elsewhere }) => assert.equal(elsewhere.length, 0)),
  one(38, 'new pages for ever', 'udata', (asked) => udataPage(asked, Array.from({ length: 200 }, (_, index) => `${asked.before}-${index}`), { total: 2, next_page: `${asked.own}/api/1/datasets/?page=${asked.before + 2}` }), { class: 'listing doubted' }),
  one(38, 'same page for ever', 'ckan', () => ckanPage(['a', 'b'], 900), { class: 'listing doubted', kept: ['a', 'b'] }),
  one(38, 'pages that go round', 'ckan', (asked) => ckanPage(asked.before % 2 === 0 ? ['a', 'b'] : ['c', 'd'], 900), { class: 'listing doubted', kept: ['a', 'b', 'c', 'd'] }),
  ...each(39, '34,866 tags', manyTags, { class: 'accepted', kept: BOTH }),
  ...each(40, '10,000 resources', (as) => manyResources(as, 10_000, 'r'), { class: 'accepted', kept: BOTH }),
  // Not more: what takes time in the square of it would take all memory with ten thousand.
  ...each(40, '2,000 resources without an id', (as) => manyResources(as, 2_000, ''), { class: 'field repaired', kept: BOTH }),
  ...each(40, '20,000 records that are none', manyEmpty, { class: 'record refused', kept: ['neighbour'], refused: 20_000 }),
  ...each(40, 'description of 5 MB', longDescription, { class: 'accepted', kept: BOTH }),
  ...both(46, 'markup', accepted, (stored) => {
    assert.match(firstText(stored.get('a')?.description) ?? '', /^<script>alert\(1\)<\/script>/);
    assert.equal(firstText(stored.get('a')?.title), '<b>Arbres</b> & <script>alert(1)</script>');
  }),
  ...both(47, 'personal-data', accepted, (stored) => assert.match(firstText(stored.get('a')?.description) ?? '', /jeanne\.exemple@example\.org/)),
  one(48, 'chunks with trailers', 'udata', raw(`${HEAD}transfer-encoding: chunked\ntrailer: x-sum\n`, Buffer.concat([Buffer.from(`${PLAIN_BODY.length.toString(16)}\r\n`), PLAIN_BODY, Buffer.from('\r\n0\r\nx-sum: 0\r\n\r\n')])), accepted),
  one(48, 'HTTP/1.0 without a length', 'udata', raw('HTTP/1.0 200 OK\ncontent-type: application/json\n', PLAIN_BODY), accepted),
  one(48, 'a thousand early hints', 'udata', raw('HTTP/1.1 103 Early Hints\nlink: </a>\n\n'.repeat(1_000) + `${HEAD}content-length: ${PLAIN_BODY.length}\n`, PLAIN_BODY), accepted),
  one(48, '204 with a body', 'udata', raw(`HTTP/1.1 204 No Content\ncontent-length: ${PLAIN_BODY.length}\nconnection: close\n`, PLAIN_BODY), refused('malformed', 'unreachable')),
  one(49, 'one old page for every question', 'udata', (asked) => ({ ...udataPage(asked, ['a', 'b'], { page: 1, total: 4, next_page: `${asked.own}/api/1/datasets/?page=2&page_size=2` }), headers: { age: '86400', 'x-cache': 'HIT' } }), { class: 'listing doubted', kept: ['a', 'b'] }),
  one(49, 'an old page', 'ckan', { ...plain.ckan, headers: { age: '864000' } }, accepted),
  ...(['udata', 'ckan'] as const).map((as) => one(50, 'etag of another content', as, { ...plain[as], headers: { etag: '"same"', 'last-modified': 'Fri, 01 Jan 2100 00:00:00 GMT' } }, accepted, (_, { asked }) => {
    for (const { headers } of asked) assert.deepEqual([headers['if-none-match'], headers['if-modified-since']], [undefined, undefined]);
  })),
];

function firstText(text: Record<string, string> | undefined): string | undefined {
  return Object.values(text ?? {})[0];
}

function allText(stored: ReadonlyMap<string, Dataset>): string {
  const texts: string[] = [];
  JSON.stringify([...stored], (key, value: unknown) => {
    texts.push(key);
    if (typeof value === 'string') texts.push(value);
    return value;
  });
  return `${texts.join('\t')}\t${JSON.stringify([...stored])}`;
}

function readable(stored: ReadonlyMap<string, Dataset>): void {
  assert.equal(firstText(stored.get('a')?.title), 'Été à l\'école');
  assert.equal(firstText(stored.get('a')?.description), 'Déjà vu');
}

function noSize(stored: ReadonlyMap<string, Dataset>): void {
  assert.equal(stored.get('a')?.distribution?.length, 1);
  assert.equal(stored.get('a')?.distribution?.[0]?.byteSize, undefined);
}

function shallow(stored: ReadonlyMap<string, Dataset>): void {
  assert.match(allText(stored), /\[too deep\]/);
}

function onlyLinks(stored: ReadonlyMap<string, Dataset>): void {
  const dataset = stored.get('a');
  const links = [dataset?.landingPage, dataset?.distribution?.map(({ accessURL }) => accessURL), dataset?.distribution?.map(({ downloadURL }) => downloadURL)].flat(2);
  for (const link of links) assert.ok(link === undefined || isLink(link), link);
  assert.ok(links.some((link) => link !== undefined));
  if (dataset?.origin?.url !== undefined) assert.ok(isLink(dataset.origin.url));
}

/** What is no date is no date of the model; none lies where no record of today can. */
function sensibleDates(stored: ReadonlyMap<string, Dataset>): void {
  for (const [, { issued, modified, created }] of stored) {
    for (const date of [issued, modified, created]) {
      if (date === undefined) continue;
      const year = new Date(date).getUTCFullYear();
      assert.ok(year >= 1500 && year <= 2200, date);
    }
  }
}
