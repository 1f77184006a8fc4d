import type { HttpRequest } from '../../http/http.ts';
import type { OpendatasoftSettings } from './settings.ts';

type Query = NonNullable<HttpRequest['query']>;

/** How a listing is asked for; the first page finds out. */
export interface Way {
  /** By pages of datasets, or by slices of the export, which has no window. */
  mode: 'pages' | 'export';
  /** Field by which the portal is asked to sort. */
  order?: string | undefined;
  /** The condition of ours beside the owner's. */
  condition?: string | undefined;
}

/** More is refused. */
const LIMIT_MAX = 100;
const SLICE_MAX = 1_000;
/** Pages of datasets end before this place. */
export const WINDOW = 10_000;

export function pathOf({ mode }: Way): string {
  return mode === 'pages' ? 'datasets' : 'exports/json';
}

export function sizeOf({ mode }: Way, pageSize: number): number {
  return Math.min(Math.max(1, pageSize), mode === 'pages' ? LIMIT_MAX : SLICE_MAX);
}

export function partOf(
  settings: OpendatasoftSettings,
  { order, condition }: Way,
  { offset, limit, select }: { offset: number; limit: number; select?: string },
): Query {
  const { where, refine } = settings;
  const both =
    where !== undefined && condition !== undefined ? `(${where}) and (${condition})` : (where ?? condition);
  return { limit, offset, order_by: order, where: both, refine, select };
}

/** Ways to begin, the one that tells most first: names of fields that a portal does not know are refused. */
export function waysToBegin(modifiedSince: string | undefined): Way[] {
  const conditions = modifiedSince === undefined ? [] : changedSince(modifiedSince);
  return [...conditions, undefined].flatMap((condition): Way[] => [
    { mode: 'pages', order: 'dataset_id', condition },
    { mode: 'pages', condition },
  ]);
}

/** By the dates of the platform itself, which no publisher sets; else by the one that they may set. By days, to be on the safe side. */
function changedSince(moment: string): string[] {
  const day = `date'${moment.slice(0, 10)}'`;
  return [
    `metadata_processed >= ${day} or data_processed >= ${day} or modified >= ${day}`,
    `modified >= ${day}`,
  ];
}
