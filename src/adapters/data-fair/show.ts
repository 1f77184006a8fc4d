import { setPublic } from './permissions.ts';
import { readRecord, writeRecord } from './record.ts';
import type { DataFairSession } from './send-to.ts';

/** Who shall see a record, and on which portal. */
export interface Showing {
  visibility?: 'public' | 'private';
  site?: string;
  /** A portal where it shall not be any more. */
  leaving?: string;
}

/** Opens or closes a record, and puts it on its portal: both are other writes than those of its fields. */
export async function show(
  session: DataFairSession,
  id: string,
  guard: () => Promise<void>,
  { visibility, site, leaving }: Showing,
): Promise<void> {
  if (visibility !== undefined) await setPublic(session, id, visibility === 'public', guard);
  if (site === undefined && leaving === undefined) return;
  const now = (await readRecord(session, id))?.publicationSites ?? [];
  const others = now.filter((one) => one !== site && one !== leaving);
  await guard();
  await writeRecord(session, id, 'PATCH', {
    publicationSites: site === undefined ? others : [...others, site],
  });
}
