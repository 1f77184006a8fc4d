import { dropDataOfDeleted, knownPartials, lockContent, unusedContents } from '../ledger/contents.ts';
import type { Parts } from './parts.ts';

/** Younger content may be on its way into use. */
const UNUSED_MS = 3_600_000;
/** A file on its way that nobody knows of any more. */
const LOST_MS = 86_400_000;

/** Clears away data that nothing uses any more: of deleted datasets, of older versions, of rejected ones, of attempts that died. */
export async function clearData(
  { db, files }: Pick<Parts, 'db' | 'files'>,
  unusedMs = UNUSED_MS,
): Promise<void> {
  if (files === undefined) return;
  await dropDataOfDeleted(db);
  for await (const contents of files.contents(unusedMs)) {
    for (const sha256 of await unusedContents(db, contents)) {
      await db.transaction().execute(async (tx) => {
        // Whoever takes it into use at this moment is waited for.
        await lockContent(tx, sha256);
        if ((await unusedContents(tx, [sha256])).length > 0) await files.remove(sha256);
      });
    }
  }
  await files.sweepPartials(await knownPartials(db), LOST_MS);
}
