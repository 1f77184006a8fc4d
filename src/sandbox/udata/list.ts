import type { PortalRequest } from '../portal.ts';
import { OBJECT_ID } from './ids.ts';
import { Refusal, loginNeeded, notFound, wrong } from './refusal.ts';
import { lastUpdate } from './render.ts';
import { type Dataset, type State, type User, isMember } from './state.ts';
import { BADGES } from './vocabulary.ts';

const PAGE_SIZE = 20;

export interface Slice<T> {
  items: T[];
  page: number;
  pageSize: number;
  total: number;
}

/** One page of a list. A page past the end is no page, except the first and where `lenient`. */
export function slice<T>(
  all: T[],
  query: URLSearchParams,
  pageSizeDefault = PAGE_SIZE,
  lenient = false,
): Slice<T> {
  const page = positive(query, 'page', 1);
  const pageSize = positive(query, 'page_size', pageSizeDefault);
  const items = all.slice((page - 1) * pageSize, page * pageSize);
  if (items.length === 0 && page !== 1 && !lenient) throw notFound();
  return { items, page, pageSize, total: all.length };
}

/** The frame around a page of already written objects. */
export function frame(request: PortalRequest, part: Slice<unknown>, data: string[]): string {
  const { page, pageSize, total } = part;
  const link = (to: number, there: boolean): string => {
    if (!there) return 'null';
    const query = new URLSearchParams(request.query);
    query.set('page', String(to));
    return JSON.stringify(`${request.origin}${request.path}?${query.toString()}`);
  };
  const next = link(page + 1, page * pageSize < total);
  const previous = link(page - 1, page > 1);
  return `{"data":[${data.join(',')}],"next_page":${next},"page":${page},"page_size":${pageSize},"previous_page":${previous},"total":${total}}`;
}

/** What one caller may see of the catalogue, filtered and sorted as asked. */
export function listDatasets(state: State, user: User | undefined, query: URLSearchParams): Dataset[] {
  const filters = filtersOf(query, user);
  const sorted = sortedBy(state, query.get('sort') ?? '-created');
  return sorted.filter(
    (dataset) => visible(state, user, dataset) && filters.every((keeps) => keeps(dataset)),
  );
}

function visible(state: State, user: User | undefined, dataset: Dataset): boolean {
  return (
    (dataset.deleted === null && dataset.archived === null && !dataset.private) ||
    isMember(state, user, dataset)
  );
}

type Filter = (dataset: Dataset) => boolean;

function filtersOf(query: URLSearchParams, user: User | undefined): Filter[] {
  const filters: Filter[] = [];
  const organization = query.get('organization');
  if (organization !== null) {
    if (!OBJECT_ID.test(organization)) throw wrong('Organization arg must be an identifier');
    filters.push((dataset) => dataset.organization === organization);
  }
  const owner = query.get('owner');
  if (owner !== null) {
    if (!OBJECT_ID.test(owner)) throw wrong('Owner arg must be an identifier');
    filters.push((dataset) => dataset.owner === owner);
  }
  const badge = query.get('badge');
  if (badge !== null) {
    if (!BADGES.includes(badge)) throw badArgument('badge', `'${badge}' n'est pas un choix valide`);
    filters.push(() => false);
  }
  for (const tag of query.getAll('tag')) filters.push((dataset) => dataset.tags.includes(tag));
  const license = query.get('license');
  if (license !== null) filters.push((dataset) => (dataset.license ?? 'notspecified') === license);
  const format = query.get('format');
  if (format !== null)
    filters.push((dataset) => dataset.resources.some((resource) => resource.format === format));
  const access = query.get('access_type');
  if (access !== null) filters.push((dataset) => dataset.access_type === access);
  const words = (query.get('q') ?? '')
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length > 0)
    filters.push((dataset) => words.every((word) => dataset.title.toLowerCase().includes(word)));
  for (const field of ['archived', 'deleted', 'private'] as const) {
    const wanted = booleanOf(query, field);
    if (wanted === undefined) continue;
    if (user === undefined) throw loginNeeded();
    filters.push((dataset) => (dataset[field] !== null && dataset[field] !== false) === wanted);
  }
  return filters;
}

function booleanOf(query: URLSearchParams, field: string): boolean | undefined {
  const value = query.get(field);
  if (value === null) return undefined;
  if (['true', 'True', '1', 'on'].includes(value)) return true;
  if (['false', 'False', '0', ''].includes(value)) return false;
  throw badArgument(field, `valeur booléenne illisible : ${value}`);
}

const SORTS: Record<string, ((dataset: Dataset) => string) | undefined> = {
  title: (dataset) => dataset.title,
  last_update: lastUpdate,
  // Nobody visits a sandbox: these orders are all ties.
  reuses: () => '',
  followers: () => '',
  views: () => '',
};

/** The last order made is kept until something changes: pages of one listing come one after the other. */
const orders = new WeakMap<State, { version: number; sort: string; datasets: Dataset[] }>();

function sortedBy(state: State, sort: string): Dataset[] {
  const known = orders.get(state);
  if (known?.version === state.datasets.version && known.sort === sort) return known.datasets;
  const descending = sort.startsWith('-');
  const name = descending ? sort.slice(1) : sort;
  const key = Object.hasOwn(SORTS, name) ? SORTS[name] : undefined;
  if (key === undefined && name !== 'created')
    throw badArgument('sort', `« ${sort} » n'est pas un tri valide`);
  // Insertion order is creation order.
  const datasets = [...state.datasets.values()];
  if (key !== undefined) datasets.sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
  if (descending) datasets.reverse();
  orders.set(state, { version: state.datasets.version, sort, datasets });
  return datasets;
}

function positive(query: URLSearchParams, name: string, otherwise: number): number {
  const text = query.get(name);
  if (text === null) return otherwise;
  const value = Number(text);
  if (!/^-?\d+$/.test(text) || value < 1) throw badArgument(name, `entier positif attendu, reçu ${text}`);
  return value;
}

export function badArgument(name: string, message: string): Refusal {
  return new Refusal(400, { errors: { [name]: message }, message: 'Input payload validation failed' });
}
