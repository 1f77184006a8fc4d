import { glanceAtOpendatasoft } from '../../formats/opendatasoft/index.ts';
import { RemoteFault } from '../../faults.ts';
import type { ListOptions } from '../adapter.ts';
import { skippedOne, START } from '../walk.ts';
import { ask } from './ask.ts';
import type { OpendatasoftSession } from './ask.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { partOf, waysToBegin } from './requests.ts';
import type { Way } from './requests.ts';
import { wholeNumber } from '../walk.ts';
import { WireDatasets } from './wire.ts';

/** Past the dataset at a place. Asked for nothing but its id, a portal may still tell that. */
export async function skip(
  session: OpendatasoftSession,
  cursor: string | undefined,
  options: ListOptions,
): Promise<{ next: string; remoteId?: string } | undefined> {
  const before = cursor === undefined ? undefined : readCursor(cursor);
  const offset = before?.offset ?? 0;
  const ways: Way[] = before === undefined ? waysToBegin(options.modifiedSince) : [before.way];
  for (const way of ways) {
    const found = await idAt(session, way, offset);
    if (found === undefined && before === undefined) continue;
    const count = found?.count;
    const walk = before?.walk ?? {
      ...START,
      ...(count === undefined ? {} : { announcedFirst: count, announced: count }),
    };
    const next = writeCursor({ way, offset: offset + 1, walk: skippedOne(walk, found?.id) });
    return { next, ...(found?.id === undefined ? {} : { remoteId: found.id }) };
  }
  return undefined;
}

async function idAt(
  session: OpendatasoftSession,
  way: Way,
  offset: number,
): Promise<{ id: string | undefined; count: number | undefined } | undefined> {
  try {
    const query = partOf(session.settings, way, { offset, limit: 1, select: 'dataset_id' });
    const { results, total_count: total } = await ask(session, WireDatasets, 'datasets', query);
    return { id: glanceAtOpendatasoft(results[0]).id, count: wholeNumber(total) };
  } catch (error) {
    if (error instanceof RemoteFault) return undefined;
    throw error;
  }
}
