import type { Asked, Said } from '../../support/scripted.ts';

export interface Entry {
  id: string;
  title: string;
  updated: string;
  type?: 'dataset' | 'service' | 'series';
}

export interface Catalogue {
  entries: Entry[];
  /** Its collections of records; each shows all of them. */
  collections: string[];
  sorts: boolean;
  conditions: boolean;
  limitMax: number;
  key?: string;
}

const JSON_TYPE = { 'content-type': 'application/json' };

export function catalogue(count: number, more: Partial<Catalogue> = {}): Catalogue {
  const entries = Array.from({ length: count }, (_, index): Entry => {
    const number = String(index + 1).padStart(3, '0');
    return {
      id: `rec-${number}`,
      title: `Record ${number}`,
      updated: `2024-01-${number.slice(1)}T00:00:00Z`,
    };
  });
  return { entries, collections: ['records'], sorts: true, conditions: true, limitMax: 100, ...more };
}

/** What a catalogue of OGC API Records answers; unknown parameters are refused, as the standard wants. */
export function answerOf(catalogue: Catalogue, asked: Asked): Said {
  if (catalogue.key !== undefined && asked.headers.authorization !== `Bearer ${catalogue.key}`)
    return said({ code: 'Unauthorized', description: 'a token is needed' }, 401);
  const { path, origin } = asked;
  if (path === '/')
    return said({ title: 'Test catalogue', links: [{ rel: 'data', href: `${origin}/collections` }] });
  if (path === '/conformance') return said({ conformsTo: conformance(catalogue) });
  if (path === '/collections')
    return said({ collections: catalogue.collections.map((id) => collection(id, origin)) });
  const [, id = '', rest = ''] = /^\/collections\/([^/]+)(.*)$/.exec(path) ?? [];
  if (!catalogue.collections.includes(decodeURIComponent(id))) return said({ code: 'NotFound' }, 404);
  if (rest === '') return said(collection(id, origin));
  if (rest === '/queryables')
    return said({ type: 'object', properties: { recordId: { type: 'string' }, title: {} } });
  if (rest === '/items') return items(catalogue, asked);
  const entry = catalogue.entries.find((one) => rest === `/items/${encodeURIComponent(one.id)}`);
  return entry === undefined ? said({ code: 'NotFound' }, 404) : said(feature(entry));
}

function conformance({ sorts, conditions }: Catalogue): string[] {
  return [
    'http://www.opengis.net/spec/ogcapi-records-1/1.0/conf/record-core',
    ...(sorts ? ['http://www.opengis.net/spec/ogcapi-records-1/1.0/conf/sorting'] : []),
    ...(conditions ? ['http://www.opengis.net/spec/cql2/1.0/conf/cql2-text'] : []),
  ];
}

function collection(id: string, origin: string): object {
  return {
    id,
    title: `Collection ${id}`,
    itemType: 'record',
    links: [{ rel: 'items', type: 'application/geo+json', href: `${origin}/collections/${id}/items` }],
  };
}

function items(catalogue: Catalogue, { query, origin, path }: Asked): Said {
  const known = ['limit', 'q', 'sortby', 'filter', 'filter-lang', 'after', 'f'];
  const unknown = [...query.keys()].find((name) => !known.includes(name));
  if (unknown !== undefined) return refused(`unknown parameter ${unknown}`);
  const limit = Number(query.get('limit') ?? 10);
  if (!(limit >= 1)) return refused('limit begins at 1');
  const sort = query.get('sortby');
  if (sort !== null && (!catalogue.sorts || sort !== 'recordId')) return refused(`no property ${sort}`);
  const filter = query.get('filter');
  const since = /^updated >= TIMESTAMP\('([^']*)'\)$/.exec(filter ?? '')?.[1];
  if (filter !== null && (!catalogue.conditions || since === undefined))
    return refused('no condition that is understood');
  const all = catalogue.entries.filter(
    ({ updated }) => since === undefined || Date.parse(updated) >= Date.parse(since),
  );
  const sorted = sort === null ? all : all.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const start = Number(query.get('after') ?? 0);
  const page = sorted.slice(start, start + Math.min(limit, catalogue.limitMax));
  const next = new URL(`${origin}${path}?${query.toString()}`);
  next.searchParams.set('after', String(start + page.length));
  const html = new URL(next);
  html.searchParams.set('f', 'html');
  const isLast = start + page.length >= sorted.length;
  return said({
    type: 'FeatureCollection',
    numberMatched: sorted.length,
    numberReturned: page.length,
    features: page.map(feature),
    links: isLast
      ? []
      : [
          { rel: 'next', type: 'text/html', href: html.href },
          { rel: 'next', type: 'application/geo+json', href: next.href },
        ],
  });
}

function feature({ id, title, updated, type = 'dataset' }: Entry): object {
  return {
    id,
    type: 'Feature',
    geometry: null,
    properties: { type, title, description: `About ${title}`, updated },
    links: [],
  };
}

function refused(description: string): Said {
  return said({ code: 'InvalidParameterValue', description }, 400);
}

export function said(body: unknown, status = 200): Said {
  return { status, headers: JSON_TYPE, body: JSON.stringify(body) };
}
