import { type JsonObject, objectOf, wordOf } from '../json.ts';
import type { PortalReply } from '../portal.ts';
import type { Context } from './context.ts';
import { facetsOf } from './facets.ts';
import { matches } from './filters.ts';
import { invalid } from './refusal.ts';
import { cleaned } from './render.ts';
import { can } from './rights.ts';
import type { Dataset } from './state.ts';

const SIZE_DEFAULT = 12;
const WINDOW_MAX = 10_000;
const COLLATOR = new Intl.Collator('en');

export function listDatasets(context: Context): PortalReply {
  context.authenticate('datasets', 'datasets-read');
  return context.reply(
    200,
    datasetsPage(context, () => true),
  );
}

/** One page, its count, and what else was asked about the whole. */
export function datasetsPage(context: Context, isIn: (dataset: Dataset) => boolean): JsonObject {
  const { query, state } = context;
  const listed = [...state.datasets.values()].filter(
    (dataset) => isIn(dataset) && isHere(context, dataset) && can(context.session, dataset, 'list'),
  );
  const found = listed.filter((dataset) => matches(context, dataset));
  const { size, skip } = windowOf(query);
  const sorted = sortedBy(found, query['sort'] ?? '-createdAt');
  const page: JsonObject = {};
  if (query['count'] !== 'false') page['count'] = found.length;
  page['results'] = sorted.slice(skip, skip + size).map((one) => selected(context, one));
  if (query['facets']) page['facets'] = facetsOf(found, query['facets']);
  if (query['sums'] === 'count')
    page['sums'] = { count: found.reduce((sum, { count }) => sum + (count ?? 0), 0) };
  return page;
}

/** What is asked for at once ends at ten thousand: what lies behind is reached by narrower questions only. */
export function windowOf(
  query: Record<string, string>,
  sizeDefault = SIZE_DEFAULT,
): { size: number; skip: number } {
  const size = numberOf(query['size']) ?? sizeDefault;
  const skip = numberOf(query['skip']) ?? ((numberOf(query['page']) ?? 1) - 1) * size;
  if (size + skip > WINDOW_MAX) throw invalid(`"size + skip" cannot be more than ${WINDOW_MAX}`);
  return { size, skip };
}

export function sortedBy<T extends Record<string, unknown>>(rows: readonly T[], text: string): T[] {
  const orders = text
    .split(',')
    .filter((one) => one !== '')
    .map(orderOf);
  return rows.toSorted((a, b) => {
    for (const [key, direction] of orders) {
      const difference = compared(valueOf(a, key), valueOf(b, key));
      if (difference !== 0) return difference * direction;
    }
    return 0;
  });
}

function numberOf(text: string | undefined): number | undefined {
  const number = Number.parseInt(text ?? '', 10);
  return Number.isNaN(number) ? undefined : number;
}

function orderOf(text: string): [key: string, direction: number] {
  const [key = '', direction] = text.split(':');
  if (direction === undefined) return key.startsWith('-') ? [key.slice(1), -1] : [key, 1];
  if (direction !== '1' && direction !== '-1') throw invalid(`bad sort order "${text}"`);
  return [key, Number(direction)];
}

/** `modified` is worked out: the date that was given, else that of the data, else that of the last edit. */
function valueOf(row: Record<string, unknown>, key: string): unknown {
  if (key !== 'modified') return row[key];
  return row['modified'] ?? row['dataUpdatedAt'] ?? row['updatedAt'];
}

/** What is absent comes first; texts by the rules of English, as the database has it. */
function compared(a: unknown, b: unknown): number {
  if (a === b) return 0;
  if (a === undefined || a === null) return -1;
  if (b === undefined || b === null) return 1;
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return COLLATOR.compare(wordOf(a), wordOf(b));
}

/** A portal's domain shows what its owner has. */
function isHere({ site }: Context, { owner }: Dataset): boolean {
  return site === undefined || (owner.type === site.owner.type && owner.id === site.owner.id);
}

function selected(context: Context, dataset: Dataset): JsonObject {
  const { query } = context;
  const names = (query['select'] ?? '').split(',').filter((name) => name !== '' && !name.startsWith('-'));
  const shown = cleaned(context, dataset);
  if (names.length === 0) return shown;
  const always =
    query['raw'] === 'true'
      ? []
      : ['id', 'slug', 'owner', 'userPermissions', 'public', 'visibility', 'href', 'page', 'previews'];
  const kept = [...names, ...always.filter((name) => name !== 'previews' || names.includes('schema'))];
  const parts = kept.flatMap((name) => {
    const value = partOf(shown, name);
    return value === undefined ? [] : [[name.split('.')[0] ?? name, value] as const];
  });
  return Object.fromEntries(parts);
}

/** `extras.applications` selects that part of the extras alone. */
function partOf(shown: JsonObject, name: string): unknown {
  const [head = '', part] = name.split('.');
  if (part === undefined || !(head in shown)) return shown[head];
  const inner = objectOf(shown[head]);
  return part in inner ? { [part]: inner[part] } : {};
}
