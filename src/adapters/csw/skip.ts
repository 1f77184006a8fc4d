import { RemoteFault } from '../../faults.ts';
import type { ListOptions } from '../adapter.ts';
import { skippedOne, START } from '../walk.ts';
import type { CswSession } from './ask.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { askPart, negotiate } from './negotiate.ts';
import type { Answered } from './negotiate.ts';
import { countIn, sheetOf } from './sheet.ts';

/** Past the record at a position. Briefly asked for, a service may still tell its id: it touches less of the record. */
export async function skip(
  session: CswSession,
  cursor: string | undefined,
  options: ListOptions,
): Promise<{ next: string; remoteId?: string } | undefined> {
  const before = cursor === undefined ? undefined : readCursor(cursor);
  const start = before?.start ?? 1;
  const part = { size: 1, since: options.modifiedSince, brief: true as const };
  let answered: Answered | undefined;
  try {
    answered =
      before === undefined
        ? await negotiate(session, part)
        : { way: before.way, answer: await askPart(session, before.way, { ...part, start }) };
  } catch (error) {
    if (!(error instanceof RemoteFault)) throw error;
  }
  const way = before?.way ?? answered?.way;
  if (way === undefined) return undefined;
  const id =
    answered === undefined
      ? undefined
      : sheetOf(answered.answer, { start, size: 1, afterHole: true }).items[0]?.id;
  const matched = countIn(answered?.answer.results?.matched);
  const walk = before?.walk ?? {
    ...START,
    ...(matched === undefined ? {} : { announcedFirst: matched, announced: matched }),
  };
  const next = writeCursor({ way, start: start + 1, hole: false, walk: skippedOne(walk, id) });
  return { next, ...(id === undefined ? {} : { remoteId: id }) };
}
