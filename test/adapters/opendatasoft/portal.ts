import type { Asked, Said } from '../../support/scripted.ts';

export interface Entry {
  id: string;
  title: string;
  processed: string;
  /** Domain that it is federated from. */
  source?: string;
}

export interface Catalogue {
  entries: Entry[];
  /** Fields that it sorts and finds by. */
  fields: string[];
  exports: boolean;
  /** Pages end before this place. */
  window: number;
  key?: string;
}

const API = '/api/explore/v2.1/catalog/';
const FIELDS = ['dataset_id', 'modified', 'metadata_processed', 'data_processed', 'publisher'];

export function catalogue(count: number, more: Partial<Catalogue> = {}): Catalogue {
  const entries = Array.from({ length: count }, (_, index): Entry => {
    const number = String(index + 1).padStart(5, '0');
    return {
      id: `set-${number}`,
      title: `Set ${number}`,
      processed: `2024-01-${String((index % 28) + 1).padStart(2, '0')}`,
    };
  });
  return { entries, fields: FIELDS, exports: true, window: 10_000, ...more };
}

/** What a portal of Opendatasoft answers about its catalogue. */
export function answerOf(catalogue: Catalogue, asked: Asked): Said {
  const { headers, path, query } = asked;
  if (catalogue.key !== undefined && headers.authorization !== `Apikey ${catalogue.key}`)
    return said({ error_code: 'InvalidAPIKey', message: 'The API key is not valid.' }, 401);
  if (!path.startsWith(API))
    return { status: 404, headers: { 'content-type': 'text/html' }, body: '<!doctype html>' };
  const rest = path.slice(API.length);
  if (rest === 'datasets') return datasets(catalogue, query);
  if (rest === 'exports/json')
    return catalogue.exports ? exported(catalogue, query) : refused('export is switched off');
  const entry = catalogue.entries.find(({ id }) => rest === `datasets/${encodeURIComponent(id)}`);
  return entry === undefined
    ? said({ error_code: 'NotFound', message: 'no such dataset' }, 404)
    : said(nested(entry));
}

function datasets(catalogue: Catalogue, query: URLSearchParams): Said {
  const found = search(catalogue, query);
  if (!Array.isArray(found)) return found;
  const limit = Number(query.get('limit') ?? 10);
  const offset = Number(query.get('offset') ?? 0);
  if (limit > 100)
    return refused(
      `Invalid value for limit API parameter: ${limit} was found but -1 <= limit <= 100 is expected.`,
    );
  if (limit + offset >= catalogue.window) return refused(`limit + offset should be < ${catalogue.window}`);
  return said({ total_count: found.length, results: found.slice(offset, offset + limit).map(nested) });
}

function exported(catalogue: Catalogue, query: URLSearchParams): Said {
  const found = search(catalogue, query);
  if (!Array.isArray(found)) return found;
  const limit = Number(query.get('limit') ?? -1);
  const offset = Number(query.get('offset') ?? 0);
  return said(found.slice(offset, limit < 0 ? undefined : offset + limit).map(flat));
}

function search({ entries, fields }: Catalogue, query: URLSearchParams): Entry[] | Said {
  const order = query.get('order_by');
  if (order !== null && !fields.includes(order)) return refused(`ODSQL: unknown field ${order}`);
  let found = entries;
  const where = query.get('where');
  for (const [, field = '', day = ''] of where?.matchAll(/(\w+) >= date'([^']*)'/g) ?? []) {
    if (!fields.includes(field)) return refused(`ODSQL: unknown field ${field}`);
    found = found.filter(({ processed }) => processed >= day);
  }
  if (where !== null && /zorg/.test(where)) return refused('ODSQL: syntax error near zorg');
  return order === null ? [...found] : found.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

function nested({ id, title, processed, source }: Entry): object {
  const time = `${processed}T00:00:00+00:00`;
  const metas = {
    title,
    description: `<p>About ${title}</p>`,
    modified: time,
    metadata_processed: time,
    data_processed: time,
  };
  return {
    dataset_id: id,
    dataset_uid: `da_${id}`,
    has_records: true,
    fields: [],
    attachments: [],
    metas: { default: { ...metas, source_domain_address: source ?? null } },
  };
}

function flat({ id, title, processed, source }: Entry): object {
  const time = `${processed}T00:00:00+00:00`;
  return {
    datasetid: id,
    'default.title': title,
    'default.modified': time,
    'default.metadata_processed': time,
    'default.source_domain_address': source ?? null,
  };
}

function refused(message: string): Said {
  return said({ error_code: 'ODSQLError', message }, 400);
}

export function said(body: unknown, status = 200): Said {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(body),
  };
}
