import { RemoteFault } from '../../faults.ts';
import type { ListOptions } from '../adapter.ts';
import { countDoubt, wholeNumber } from '../walk.ts';
import { ask } from './ask.ts';
import type { OpendatasoftSession } from './ask.ts';
import type { Cursor } from './cursor.ts';
import { partOf, pathOf, sizeOf, waysToBegin, WINDOW } from './requests.ts';
import type { Way } from './requests.ts';
import { WireDatasets, WireExport } from './wire.ts';

/** What one page says of itself. */
export interface Sheet {
  way: Way;
  offset: number;
  results: unknown[];
  count: number | undefined;
  doubt?: string;
  /** The portal gives nothing from here on. */
  cut?: string;
  /** There is nothing after it. */
  isLast: boolean;
}

export async function sheetAt(
  session: OpendatasoftSession,
  before: Cursor | undefined,
  options: ListOptions,
): Promise<Sheet> {
  if (before === undefined) return firstSheet(session, options);
  return before.way.mode === 'pages'
    ? pageAt(session, before.way, before.offset, options)
    : sliceAt(session, before, options);
}

/** A catalogue that fits into the window is read by its pages, which tell more of each dataset; a larger one by its export. */
async function firstSheet(session: OpendatasoftSession, options: ListOptions): Promise<Sheet> {
  let refusal: RemoteFault | undefined;
  for (const way of waysToBegin(options.modifiedSince)) {
    try {
      const sheet = await pageAt(session, way, 0, options);
      if ((sheet.count ?? 0) < WINDOW) return sheet;
      return await wholeSlice(session, sheet, options);
    } catch (error) {
      if (!(error instanceof RemoteFault) || error.kind !== 'refused') throw error;
      refusal ??= error;
    }
  }
  throw refusal ?? new TypeError('a listing is asked for in one way at least');
}

/** Portals may switch the export off: then the window is all that can be had. */
async function wholeSlice(session: OpendatasoftSession, page: Sheet, options: ListOptions): Promise<Sheet> {
  try {
    return await sliceOf(
      session,
      { ...page.way, mode: 'export' },
      { offset: 0, announced: page.count },
      options,
    );
  } catch (error) {
    const isOff = error instanceof RemoteFault && ['refused', 'absent', 'unauthorised'].includes(error.kind);
    if (isOff) return page;
    throw error;
  }
}

async function pageAt(
  session: OpendatasoftSession,
  way: Way,
  offset: number,
  { pageSize }: ListOptions,
): Promise<Sheet> {
  // The last place before the window is one short of it.
  const limit = Math.min(sizeOf(way, pageSize), WINDOW - 1 - offset);
  if (limit < 1) {
    const cut = `the portal gives no more than ${WINDOW - 1} datasets by pages; narrow the harvest down with where or refine`;
    return { way, offset, results: [], count: undefined, cut, isLast: true };
  }
  const { results, total_count: total } = await ask(
    session,
    WireDatasets,
    pathOf(way),
    partOf(session.settings, way, { offset, limit }),
  );
  const count = wholeNumber(total);
  const end = offset + results.length;
  // A full page may be followed by more than the total admits: only a look behind it tells.
  const isFull = results.length === limit && end < WINDOW - 1;
  const isLast = results.length === 0 || (count !== undefined && end >= count && !isFull);
  return { way, offset, results, count, ...doubtOf(total), isLast };
}

async function sliceAt(
  session: OpendatasoftSession,
  { way, offset, walk }: Cursor,
  options: ListOptions,
): Promise<Sheet> {
  try {
    return await sliceOf(session, way, { offset, announced: walk.announced }, options);
  } catch (error) {
    if (!(error instanceof RemoteFault) || error.kind !== 'refused') throw error;
    const cut = `the portal exports no more than the first ${offset} datasets; narrow the harvest down with where or refine`;
    return { way, offset, results: [], count: walk.announced, cut, isLast: true };
  }
}

/** An export does not say how much there is: that is asked for once more at its end. */
async function sliceOf(
  session: OpendatasoftSession,
  way: Way,
  { offset, announced }: { offset: number; announced: number | undefined },
  { pageSize }: ListOptions,
): Promise<Sheet> {
  const limit = sizeOf(way, pageSize);
  const results = await ask(
    session,
    WireExport,
    pathOf(way),
    partOf(session.settings, way, { offset, limit }),
  );
  const isLast = results.length === 0 || offset + results.length >= (announced ?? Infinity);
  if (!isLast) return { way, offset, results, count: announced, isLast };
  const one = partOf(
    session.settings,
    { ...way, mode: 'pages' },
    { offset: 0, limit: 1, select: 'dataset_id' },
  );
  const { total_count: total } = await ask(session, WireDatasets, 'datasets', one);
  const count = wholeNumber(total);
  const more = count !== undefined && results.length > 0 && offset + results.length < count;
  return { way, offset, results, count, ...doubtOf(total), isLast: !more };
}

function doubtOf(total: unknown): { doubt?: string } {
  const doubt = countDoubt(total);
  return doubt === undefined ? {} : { doubt };
}
