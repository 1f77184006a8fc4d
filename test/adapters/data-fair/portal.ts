import type { Asked, Said } from '../../support/scripted.ts';

export interface Entry {
  id: string;
  title: string;
  kind: 'file' | 'rest' | 'virtual' | 'metaOnly';
  updatedAt: string;
  dataUpdatedAt?: string;
  finalizedAt?: string;
  status?: string;
  origin?: string;
}

export interface Catalogue {
  entries: Entry[];
  /** Whether there is a catalogue of a portal, which hides whose its datasets are. */
  isPortal: boolean;
  window: number;
}

const BASE = '/data-fair/api/v1/';
const KINDS = ['file', 'rest', 'virtual', 'metaOnly'] as const;

export function catalogue(count: number, more: Partial<Catalogue> = {}): Catalogue {
  const entries = Array.from({ length: count }, (_, index): Entry => {
    const number = String(index + 1).padStart(5, '0');
    return {
      id: `jeu-${number}`,
      title: `Jeu ${number}`,
      kind: KINDS[index % KINDS.length] ?? 'file',
      updatedAt: `2024-01-${String((index % 28) + 1).padStart(2, '0')}T00:00:00.000Z`,
      status: 'finalized',
    };
  });
  return { entries, isPortal: true, window: 10_000, ...more };
}

/** What Data Fair answers about its datasets, as far as lists go. */
export function answerOf(held: Catalogue, { path, query }: Asked): Said {
  const twice = [...query.keys()].find((name) => query.getAll(name).length > 1);
  if (twice !== undefined) return refused(`query parameter "${twice}" is defined multiple times`);
  if (path === `${BASE}catalog/datasets`)
    return held.isPortal
      ? page(held, query, false)
      : refused('catalog API can only be used from a publication site, not the back-office');
  return path === `${BASE}datasets` ? page(held, query, true) : { status: 404, body: 'unknown api endpoint' };
}

function page({ entries, window }: Catalogue, query: URLSearchParams, isOpen: boolean): Said {
  const [size, skip] = [Number(query.get('size') ?? 12), Number(query.get('skip') ?? 0)];
  if (size + skip > window) return refused(`"size + skip" cannot be more than ${window}`);
  const [key = 'updatedAt', direction = '1'] = (query.get('sort') ?? '').split(':');
  const ids = query.get('ids')?.split(',');
  const type = query.get('type');
  const found = entries
    .filter(({ id, kind }) => (type === null || kind === type) && (ids === undefined || ids.includes(id)))
    .toSorted((a, b) => Number(direction) * (valueOf(a, key) < valueOf(b, key) ? -1 : 1));
  const results = found.slice(skip, skip + size).map((entry) => shown(entry, isOpen));
  const facets = query.get('facets') === null ? {} : { facets: { topics: [] } };
  return said({ ...facets, ...(query.get('count') === 'false' ? {} : { count: found.length }), results });
}

function valueOf(entry: Entry, key: string): string {
  return String(Object.entries(entry).find(([name]) => name === key)?.[1] ?? '');
}

function shown({ kind, ...entry }: Entry, isOpen: boolean): object {
  return {
    ...entry,
    slug: entry.id,
    ...(kind === 'rest' && { isRest: true, count: 3 }),
    ...(kind === 'virtual' && { isVirtual: true, count: 20_000 }),
    ...(kind === 'metaOnly' && { isMetaOnly: true }),
    ...(isOpen && { owner: { type: 'organization', id: 'ville', name: 'Ville de Test' } }),
  };
}

function refused(text: string): Said {
  return { status: 400, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: text };
}

export function said(body: unknown): Said {
  return { headers: { 'content-type': 'application/json; charset=utf-8' }, body: JSON.stringify(body) };
}
