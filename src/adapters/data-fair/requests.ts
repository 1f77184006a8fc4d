import { WireDataset } from '../../formats/data-fair/wire.ts';
import type { Asked } from './send-to.ts';
import { CLOCKS, type Cursor, type Part } from './cursor.ts';
import type { DataFairSettings } from './settings.ts';

type Query = NonNullable<Asked['query']>;

/** What one list gives ends here, however it is asked for. */
export const WINDOW = 10_000;
/** More at once would be slow to make: each is a whole dataset. */
const PAGE_SIZE_MAX = 500;

export const KINDS = ['file', 'rest', 'virtual', 'metaOnly'] as const;

const NOT_SELECTED = new Set(['public', 'visibility', 'href', 'page', 'draft']);
const SELECTED = [
  ...Object.keys(WireDataset.shape).filter((field) => !NOT_SELECTED.has(field)),
  'projection',
  'relatedDatasets',
].join(',');

export function sizeOf(pageSize: number): number {
  return Math.min(Math.max(1, pageSize), PAGE_SIZE_MAX);
}

/** A page of a listing. A parameter that is given twice is refused: values are joined by commas. */
export function pageRequest(
  settings: DataFairSettings,
  { view, part, offset }: Pick<Cursor, 'view' | 'part' | 'offset'>,
  size: number,
): Asked {
  const query = { ...filterOf(settings, view), ...orderOf(part), select: SELECTED, size, skip: offset };
  return { path: pathOf(view), query };
}

/** How many there are in a part, or in all. */
export function countRequest(settings: DataFairSettings, view: Cursor['view'], part?: Part): Asked {
  const { sort: _sort, ...narrow }: Query = part === undefined ? {} : orderOf(part);
  return { path: pathOf(view), query: { ...filterOf(settings, view), ...narrow, size: 0 } };
}

/** Whose these are: a portal's catalogue does not tell. */
export function ownersRequest(ids: readonly string[]): Asked {
  const query = { ids: ids.join(','), select: 'id,owner', size: ids.length, count: false };
  return { path: ['datasets'], query };
}

export function datasetRequest(id: string): Asked {
  return { path: ['datasets', id] };
}

function pathOf(view: Cursor['view']): string[] {
  return view === 'catalog' ? ['catalog', 'datasets'] : ['datasets'];
}

function filterOf({ filter, onlyPublic, publicationSite }: DataFairSettings, view: Cursor['view']): Query {
  return {
    visibility: onlyPublic ? 'public' : undefined,
    owner: filter?.owners?.join(','),
    topics: filter?.topics?.join(','),
    q: filter?.query,
    publicationSites: view === 'datasets' ? publicationSite : undefined,
  };
}

function orderOf(part: Part): Query {
  if (part.by === 'clock') return { sort: `${CLOCKS[part.at] ?? 'updatedAt'}:-1` };
  if (part.by === 'id') return { sort: 'id:1' };
  return { sort: part.fromBehind === undefined ? 'id:1' : 'id:-1', type: KINDS[part.at] };
}
