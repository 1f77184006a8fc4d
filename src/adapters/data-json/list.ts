import type { ListOptions, Page, Verdict } from '../adapter.ts';
import { readSlice, wantedOf } from '../listed-file.ts';
import type { ListedFile } from '../listed-file.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { fileOf } from './file.ts';
import type { DataJsonSession } from './file.ts';

/** Slices of the file. Another session fetches it anew: then it may be another. */
export async function list(
  session: DataJsonSession,
  cursor: string | undefined,
  options: ListOptions,
): Promise<Page> {
  session.signal.throwIfAborted();
  const before = cursor === undefined ? undefined : readCursor(cursor);
  const file = await fileOf(session);
  const wanted = wantedOf(file, options.kinds);
  const at = before?.at ?? 0;
  const end = at + Math.max(1, options.pageSize);
  const slice = wanted.slice(at, end);
  const received = (before?.received ?? 0) + slice.length;
  const moved = before !== undefined && (before.moved || before.mark !== file.mark);
  const next = end < wanted.length ? writeCursor({ at: end, mark: file.mark, received, moved }) : undefined;
  if (next !== undefined) options.onNext?.(next);
  const { setAside, ...read } = await readSlice(slice, options);
  const page = {
    ...read,
    setAside: at === 0 ? [...file.notes, ...setAside] : setAside,
    announced: wanted.length,
  };
  if (next !== undefined) return { ...page, next };
  return { ...page, verdict: verdictOf(file, { received, announced: wanted.length, moved }) };
}

function verdictOf(
  { lost }: ListedFile,
  { received, announced, moved }: { received: number; announced: number; moved: boolean },
): Verdict {
  const counts = { received, announced };
  if (lost !== undefined)
    return { state: lost.isCut ? 'truncated' : 'suspicious', reason: lost.reason, ...counts };
  if (moved)
    return { state: 'moving', reason: 'the file began to list other records between two pages', ...counts };
  return { state: 'complete', ...counts };
}
