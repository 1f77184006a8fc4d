import { type JsonObject, isObject, listOf, wordOf } from '../json.ts';
import { facetsOf } from './facets.ts';
import { fieldsOf } from './fields.ts';
import { type Query, parseQuery } from './query.ts';
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
  const found = findAll(state, user, body, sort);
  const page = found.slice(start, start + rows);
  const { facets, searchFacets } = facetsOf(state, found, body);
  const rest = { facets, sort, search_facets: searchFacets };
  const results = page.map((one) => resultText(state, one, body['fl'])).join(',');
  return `{"count":${found.length},"results":[${results}],${JSON.stringify(rest).slice(1)}`;
}

function findAll(state: State, user: User | undefined, body: JsonObject, sort: string): Package[] {
  const queries = queriesOf(body);
  const compare = comparing(state, sort);
  const keeps = (one: Package): boolean => {
    if (!permitted(state, user, one, body)) return false;
    const fields = fieldsOf(state, one);
    return queries.every(({ matches }) => matches(fields));
  };
  for (const { field, value } of queries.flatMap(({ terms }) => terms)) {
    const ids = state.index.among(field, value);
    if (ids !== undefined) return shownAmong(state, ids).filter(keeps).sort(compare);
  }
  return sorted(state, sort, compare).filter(keeps);
}

function shownAmong(state: State, ids: Iterable<string>): Package[] {
  const now = Date.now();
  return Array.from(ids).flatMap((id) => {
    const current = state.packages.get(id);
    return (current === undefined ? undefined : state.index.shown(current, now)) ?? [];
  });
}

/** The caller's filter stands between the portal's own, in one query: that is what an unguarded OR runs into. */
function queriesOf(body: JsonObject): Query[] {
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
  const queries = [parseQuery(`${capacity}${fq}${life}`)];
  for (const one of listOf(body['fq_list'])) queries.push(parseQuery(String(one)));
  if (q.trim() !== '' && q !== '*:*') queries.push(parseQuery(q));
  return queries;
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

function sorted(state: State, sort: string, compare: Comparison): Package[] {
  const { version } = state.packages;
  const known = orders.get(state);
  if (state.index.settled && known?.version === version && known.sort === sort) return known.packages;
  const packages = shownAmong(
    state,
    Array.from(state.packages.values(), ({ id }) => id),
  ).sort(compare);
  if (state.index.settled) orders.set(state, { version, sort, packages });
  return packages;
}

type Comparison = (a: Package, b: Package) => number;

function comparing(state: State, sort: string): Comparison {
  const keys = sort.split(',').map((part) => sortKey(state, part));
  return (a, b) => {
    for (const compare of keys) {
      const order = compare(a, b);
      if (order !== 0) return order;
    }
    return 0;
  };
}

function sortKey(state: State, part: string): Comparison {
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
