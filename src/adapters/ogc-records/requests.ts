import type { HttpRequest } from '../../http/http.ts';
import type { Session } from '../adapter.ts';
import { credentials } from '../login.ts';
import type { OgcRecordsSettings } from './settings.ts';

export type OgcSession = Session<OgcRecordsSettings>;

/** Hub refuses more, and others give what they like. */
const LIMIT_MAX = 100;

export function reading(
  settings: OgcRecordsSettings,
  url: string,
  query: HttpRequest['query'] = {},
): HttpRequest {
  const headers = { accept: 'application/geo+json, application/json;q=0.9' };
  return { url, query, headers, ...credentials(settings) };
}

export interface FirstPart {
  size: number;
  /** A condition of ours beside the owner's. */
  condition?: string | undefined;
  sort?: string | undefined;
}

/** The query of the first page; those after it are the server's own. */
export function firstQuery(
  { query, filter }: OgcRecordsSettings,
  { size, condition, sort }: FirstPart,
): NonNullable<HttpRequest['query']> {
  const both =
    filter !== undefined && condition !== undefined ? `(${filter}) AND ${condition}` : (filter ?? condition);
  return {
    limit: Math.min(Math.max(1, size), LIMIT_MAX),
    q: query,
    sortby: sort,
    ...(both === undefined ? {} : { filter: both, 'filter-lang': 'cql2-text' }),
  };
}

/** What changed since a moment, as the standard has it and as servers that compare text do. */
export function changedSince(moment: string): string[] {
  return [`updated >= TIMESTAMP('${moment}')`, `updated >= '${moment.slice(0, 10)}'`];
}
