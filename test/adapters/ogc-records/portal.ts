import type { Asked, Said } from '../../support/scripted.ts';

export interface Entry {
  id: string;
  title: string;
  updated: string;
  type?: 'dataset' | 'service' | 'series';
  /** The record as it was sent; made of the above when absent. */
  record?: Feature;
}

export interface Feature {
  id?: string;
  properties: Record<string, unknown>;
  links: Record<string, unknown>[];
  [member: string]: unknown;
}

export interface Catalogue {
  entries: Entry[];
  /** Its collections of records; each shows all of them. */
  collections: string[];
  sorts: boolean;
  conditions: boolean;
  limitMax: number;
  key?: string;
  /** Takes records, under their own ids or under ids that it gives them. */
  takes?: 'as named' | 'renamed';
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
  if (asked.method !== 'GET') return written(catalogue, asked, rest);
  if (rest === '/items') return items(catalogue, asked);
  const entry = catalogue.entries.find((one) => rest === `/items/${encodeURIComponent(one.id)}`);
  if (entry === undefined) return said({ code: 'NotFound' }, 404);
  const answer = said(feature(entry));
  return { ...answer, headers: { ...answer.headers, etag: etagOf(entry) } };
}

/** OGC API Features, part 4. */
function written(catalogue: Catalogue, { method, path, body, headers, origin }: Asked, rest: string): Said {
  if (catalogue.takes === undefined) return said({ code: 'MethodNotAllowed' }, 405);
  const at = catalogue.entries.findIndex((one) => rest === `/items/${encodeURIComponent(one.id)}`);
  const before = catalogue.entries[at];
  if (method === 'DELETE') {
    if (before === undefined) return said({ code: 'NotFound' }, 404);
    if (isStale(headers['if-match'], before)) return said({ code: 'PreconditionFailed' }, 412);
    catalogue.entries.splice(at, 1);
    return { status: 204, body: '' };
  }
  if (headers['content-type'] !== 'application/geo+json') return said({ code: 'UnsupportedMediaType' }, 415);
  const record = JSON.parse(body) as Feature;
  const wrong = breachIn(record);
  if (wrong !== undefined) return refused(wrong);
  if (method === 'PUT') {
    if (before === undefined) return said({ code: 'NotFound' }, 404);
    if (isStale(headers['if-match'], before)) return said({ code: 'PreconditionFailed' }, 412);
    catalogue.entries[at] = entryOf(record, before.id);
    return { status: 204, body: '' };
  }
  if (method !== 'POST' || rest !== '/items') return said({ code: 'MethodNotAllowed' }, 405);
  const id =
    catalogue.takes === 'renamed' ? `own-${catalogue.entries.length}-${Date.now()}` : (record.id ?? 'none');
  if (catalogue.entries.some((one) => one.id === id))
    return said({ code: 'Conflict', description: 'item exists' }, 409);
  catalogue.entries.push(entryOf(record, id));
  return { status: 201, headers: { location: `${origin}${path}/${encodeURIComponent(id)}` }, body: '' };
}

export function entryOf(record: Feature, id: string): Entry {
  const { title, updated } = record.properties;
  return {
    id,
    title: typeof title === 'string' ? title : '',
    updated: typeof updated === 'string' ? updated : '2024-01-01T00:00:00Z',
    record: { ...record, id },
  };
}

function isStale(match: string | undefined, entry: Entry): boolean {
  return match !== undefined && match !== etagOf(entry);
}

function etagOf(entry: Entry): string {
  let sum = 0;
  for (const character of JSON.stringify(entry)) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 2 ** 40;
  return `"${sum}"`;
}

/** What the schema of a record wants. */
function breachIn({ id, type, geometry, properties, links }: Feature): string | undefined {
  if (typeof id !== 'string' || type !== 'Feature') return 'no feature with an id';
  if (geometry === undefined) return 'geometry is needed, if only null';
  if (typeof properties['type'] !== 'string' || typeof properties['title'] !== 'string')
    return 'type and title are needed';
  return Array.isArray(links) ? undefined : 'links are a list';
}

function conformance({ sorts, conditions, takes }: Catalogue): string[] {
  return [
    'http://www.opengis.net/spec/ogcapi-records-1/1.0/conf/record-core',
    ...(sorts ? ['http://www.opengis.net/spec/ogcapi-records-1/1.0/conf/sorting'] : []),
    ...(conditions ? ['http://www.opengis.net/spec/cql2/1.0/conf/cql2-text'] : []),
    ...(takes === undefined
      ? []
      : ['http://www.opengis.net/spec/ogcapi-features-4/1.0/conf/create-replace-delete']),
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

function feature({ id, title, updated, type = 'dataset', record }: Entry): object {
  if (record !== undefined) return record;
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
