import type { JsonObject } from '../json.ts';
import type { PortalReply } from '../portal.ts';
import type { Context } from './context.ts';
import { writeCsv } from './csv.ts';
import { existing } from './find.ts';
import { rowFilter } from './line-filters.ts';
import { sortedBy, windowOf } from './list.ts';
import { Refusal, invalid, notFound, wrongState } from './refusal.ts';
import { type Row, rowsOf } from './row-sources.ts';
import { linesOf } from './rows.ts';
import { type Dataset, type Line, withoutMember } from './state.ts';

/** Lines one page at a time: the address of the next page is in the answer and in its `Link`. */
export function readLines(context: Context, reference: string): PortalReply {
  const dataset = readable(context, reference, 'readLines');
  const lastModified = httpDate(dataset.finalizedAt ?? dataset.updatedAt);
  if (context.request.headers['if-modified-since'] === lastModified)
    return { status: 304, headers: { 'last-modified': lastModified } };
  const { query } = context;
  if (dataset.isMetaOnly === true || dataset.finalizedAt === undefined)
    throw notFound("Ce jeu de données n'a pas de lignes.");
  const { size, skip } = windowOf(query);
  const found = rowsOf(context.state, dataset).filter(rowFilter(query));
  const order = orderOf(query['sort'], dataset);
  const sorted = sortedBy(found, order);
  const rest = query['after'] === undefined ? sorted.slice(skip) : behind(sorted, order, query['after']);
  const page = rest.slice(0, size);
  const next = size > 0 && page.length === size ? nextOf(context, dataset, page, order) : undefined;
  const headers = {
    'last-modified': lastModified,
    ...(next !== undefined && { link: `<${next}>; rel=next` }),
  };
  const columns = columnsOf(dataset, query['select']);
  if (query['format'] === 'csv')
    return {
      status: 200,
      headers: {
        ...headers,
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': `attachment; filename="${dataset.slug}.csv"`,
      },
      body: writeCsv(columns, page),
    };
  if (query['format'] !== undefined && query['format'] !== 'json')
    throw invalid(`format "${query['format']}" is not written by the sandbox`);
  const kept = query['select'] === undefined ? undefined : columns;
  const results = page.map((row) => shown(row, kept));
  const total = query['count'] === 'false' ? {} : { total: found.length };
  return context.reply(200, { ...total, ...(next !== undefined && { next }), results }, { headers });
}

export function readLine(context: Context, reference: string, lineId: string): PortalReply {
  const dataset = readable(context, reference, 'readLine');
  if (dataset.isRest !== true) throw notRest();
  const line = linesOf(context.state, dataset.id).get(lineId);
  if (line === undefined) throw notFound('Identifiant de ligne inconnu');
  const lastModified = httpDate(line._updatedAt);
  if (context.request.headers['if-modified-since'] === lastModified)
    return { status: 304, headers: { 'last-modified': lastModified } };
  return context.reply(200, cleanLine(line), { headers: { 'last-modified': lastModified } });
}

export function notRest(): Refusal {
  return new Refusal(
    501,
    'Les opérations de modifications sur les lignes sont uniquement accessibles pour les jeux de données éditables.',
  );
}

/** The dataset for somebody who reads it; one that was never more than a draft has nothing to read yet. */
export function readable(context: Context, reference: string, operation: string): Dataset {
  const dataset = existing(context, reference);
  if (dataset.status === 'draft' && context.query['draft'] !== 'true') throw wrongState(dataset.status);
  context.authenticate('datasets', 'datasets-read');
  context.allow(dataset, operation);
  return dataset;
}

export function cleanLine(line: Line): JsonObject {
  return withoutMember(line, '_hash');
}

export function httpDate(text: string): string {
  return new Date(text).toUTCString();
}

/** Whatever is sorted by, the line number decides in the end; the newest line of an editable dataset comes first. */
function orderOf(sort: string | undefined, { isRest }: Dataset): string {
  const last = isRest === true ? '-_i' : '_i';
  return sort === undefined || sort === '' ? last : `${sort},${last}`;
}

/** What comes after the row whose sort values are these. */
function behind(sorted: Row[], order: string, after: string): Row[] {
  let values: unknown;
  try {
    values = JSON.parse(`[${after}]`);
  } catch {
    throw invalid('"after" parameter is not valid');
  }
  if (!Array.isArray(values)) return sorted;
  const keys = keysOf(order);
  const mark: Row = { _i: 0, _id: '' };
  for (const [index, key] of keys.entries()) mark[key] = values[index] ?? undefined;
  const at = sortedBy([...sorted, mark], order).indexOf(mark);
  const rest = sorted.slice(at);
  return rest.filter((row) => keys.some((key) => row[key] !== mark[key]));
}

function nextOf({ publicUrl, query }: Context, { id }: Dataset, page: Row[], order: string): string {
  const url = new URL(`${publicUrl}/api/v1/datasets/${id}/lines`);
  for (const [key, value] of Object.entries(query)) if (key !== 'page') url.searchParams.set(key, value);
  const last = page.at(-1);
  const values = keysOf(order).map((key) => last?.[key] ?? null);
  url.searchParams.set('after', JSON.stringify(values).slice(1, -1));
  return url.href;
}

function keysOf(order: string): string[] {
  return order.split(',').map((one) => (one.split(':')[0] ?? '').replace(/^-/, ''));
}

function columnsOf({ schema }: Dataset, select: string | undefined): string[] {
  if (select !== undefined && select !== '' && select !== '*') return select.split(',');
  return schema.filter((field) => field['x-calculated'] !== true).map(({ key }) => key);
}

function shown(row: Row, columns: string[] | undefined): JsonObject {
  const clean = withoutMember(row, '_hash');
  if (columns === undefined) return { ...clean, _score: null };
  const kept = [...columns, '_score'];
  return Object.fromEntries(
    kept
      .map((key) => [key, clean[key] ?? null] as const)
      .filter(([key, value]) => key === '_score' || value !== null),
  );
}
