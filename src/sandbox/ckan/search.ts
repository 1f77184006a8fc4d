import { type JsonObject, isObject, listOf, wordOf } from '../json.ts';
import { facetsOf } from './facets.ts';
import { fieldsOf } from './fields.ts';
import { type Matcher, parseQuery } from './query.ts';
import { badQuery, invalid, searchFailed } from './refusal.ts';
import { packageText, showPackage } from './show.ts';
import { type Package, type State, type User, mayRead } from './state.ts';

const ROWS = 10;
const SORT = 'score desc, metadata_modified desc';
const PARAMETERS = new Set(
  (
    'q fq fq_list sort rows start fl facet facet.mincount facet.limit facet.field include_private include_drafts ' +
    'include_deleted use_default_schema qf bf df defType mm extras ext_bbox'
  ).split(' '),
);

/** The answer of package_search as text: packages are stored as text already. */
export function packageSearch(state: State, user: User | undefined, body: JsonObject): string {
  const unknown = Object.keys(body).filter((name) => !PARAMETERS.has(name));
  if (unknown.length > 0) throw badQuery(`"Invalid search parameters: ${JSON.stringify(unknown)}"`);
  const rows = Math.min(natural(body, 'rows', ROWS), state.switches.rowsMax);
  const start = natural(body, 'start', 0);
  const sort = wordOf(body['sort'] ?? SORT);
  const matchers = matchersOf(body);
  const found = sorted(state, sort).filter((one) => {
    if (!permitted(state, user, one, body)) return false;
    const fields = fieldsOf(state, one);
    return matchers.every((matches) => matches(fields));
  });
  const page = found.slice(start, start + rows);
  const { facets, searchFacets } = facetsOf(state, found, body);
  const rest = { facets, sort, search_facets: searchFacets };
  const results = page.map((one) => resultText(state, one, body['fl'])).join(',');
  return `{"count":${found.length},"results":[${results}],${JSON.stringify(rest).slice(1)}`;
}

/** The caller's filter stands between the portal's own, in one query: that is what an unguarded OR runs into. */
function matchersOf(body: JsonObject): Matcher[] {
  const fq = wordOf(body['fq'] ?? '');
  const q = wordOf(body['q'] ?? '');
  if (q.includes('{!')) throw searchFailed("Local parameters are not supported in param 'q'.");
  if (fq.includes('{!'))
    throw searchFailed("Local parameters must be defined at the beginning of param 'fq'.");
  const capacity = truthy(body['include_private']) ? '' : '+capacity:public ';
  const states = [
    'active',
    ...(truthy(body['include_drafts']) ? ['draft'] : []),
    ...(truthy(body['include_deleted']) ? ['deleted'] : []),
  ];
  const life = fq.includes('state:') ? '' : ` +state:(${states.join(' OR ')})`;
  const matchers = [parseQuery(`${capacity}${fq}${life}`)];
  for (const one of listOf(body['fq_list'])) matchers.push(parseQuery(String(one)));
  if (q.trim() !== '' && q !== '*:*') matchers.push(parseQuery(q));
  return matchers;
}

/** Deleted packages leave the index; the rest by the rights of who asks. */
function permitted(state: State, user: User | undefined, one: Package, body: JsonObject): boolean {
  if (one.state === 'deleted') return false;
  if (one.private && !truthy(body['include_private'])) return false;
  return mayRead(state, user, one);
}

function resultText(state: State, one: Package, wanted: unknown): string {
  if (wanted === undefined) return packageText(state, one);
  const names = Array.isArray(wanted) ? wanted.map(String) : wordOf(wanted).split(/[\s,]+/);
  const shown = showPackage(state, one);
  return JSON.stringify(
    Object.fromEntries(names.filter((name) => name in shown).map((name) => [name, shown[name]])),
  );
}

/** The last order made is kept until something changes: pages of one listing come one after the other. */
const orders = new WeakMap<State, { version: number; sort: string; packages: Package[] }>();

function sorted(state: State, sort: string): Package[] {
  const { version } = state.packages;
  const known = orders.get(state);
  if (state.index.settled && known?.version === version && known.sort === sort) return known.packages;
  const now = Date.now();
  const packages: Package[] = [];
  for (const current of state.packages.values()) {
    const shown = state.index.shown(current, now);
    if (shown !== undefined) packages.push(shown);
  }
  const keys = sort.split(',').map((part) => sortKey(state, part));
  packages.sort((a, b) => keys.reduce((order, compare) => (order === 0 ? compare(a, b) : order), 0));
  if (state.index.settled) orders.set(state, { version, sort, packages });
  return packages;
}

function sortKey(state: State, part: string): (a: Package, b: Package) => number {
  const [field = '', direction, ...more] = part.trim().split(/\s+/);
  if ((direction !== 'asc' && direction !== 'desc') || more.length > 0)
    throw badQuery('\'Invalid "sort" parameter\'');
  const sign = direction === 'asc' ? 1 : -1;
  if (field === 'score') return () => 0;
  const value = (one: Package): string => fieldsOf(state, one).exact(field)?.[0] ?? '';
  return (a, b) => {
    const [left, right] = [value(a), value(b)];
    return left === right ? 0 : left < right ? -sign : sign;
  };
}

function natural(body: JsonObject, name: string, otherwise: number): number {
  const value = body[name];
  if (value === undefined || value === null || value === '') return otherwise;
  const number = Number(value);
  if (!Number.isInteger(number) || isObject(value)) throw invalid({ [name]: ['Entier invalide'] });
  if (number < 0) throw invalid({ [name]: ['Doit être un entier naturel'] });
  return number;
}

function truthy(value: unknown): boolean {
  return value === true || ['true', 'yes', '1', 't'].includes(wordOf(value).toLowerCase());
}
