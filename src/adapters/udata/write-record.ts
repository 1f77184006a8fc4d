import { RemoteFault } from '../../faults.ts';
import type { Merge } from '../merge.ts';
import type { PutRequest, Session } from '../adapter.ts';
import { ask, askFor, tell } from './ask.ts';
import { updateOf } from './body.ts';
import type { Update } from './body.ts';
import { contactIds } from './contact-ids.ts';
import type { Matching } from './hosted.ts';
import type { Matched } from './owned.ts';
import { publisherId } from './organization.ts';
import { datasetRequest, removeResourceRequest, updateRequest, updateResourceRequest } from './requests.ts';
import { usageIn } from './reuses/fields.ts';
import { foreignRecord } from './rights.ts';
import { sendFiles, toSend } from './send-files.ts';
import type { Settings } from './settings.ts';
import { WireAny, WireDataset } from './wire.ts';

/** Writes what differs of the record itself: files first, then all else. Undefined when it went away meanwhile. */
export async function writeRecord(
  session: Session<Settings>,
  request: PutRequest,
  current: WireDataset,
  all: Merge,
  matching: Matching,
): Promise<{ shown: WireDataset; matched: Matched } | undefined> {
  const merged = { ...all, diff: all.diff.filter(({ field }) => usageIn(field) === undefined) };
  if (merged.diff.length === 0) return { shown: current, matched: matching.matched };
  const sending = toSend(request, merged, matching.matched);
  for (const { file } of sending) await file.ready();
  const changesContacts = merged.diff.some(({ field }) => field === 'contact_points');
  const contacts = changesContacts
    ? await contactIds(
        session,
        merged.merged['contact_points'],
        current.contact_points ?? [],
        current.organization?.id ?? (await publisherId(session)),
        () => request.guard(),
      )
    : [];
  const living = await revived(session, request, current, merged, matching, sending.length > 0);
  if (living === undefined) return undefined;
  const sent = await sendFiles(session, request, living, matching, sending).catch((error: unknown) =>
    explained(session, current.id, error),
  );
  const update = updateOf(sent.current, merged, sent.matched, contacts, matching.superseded);
  const shown = await write(session, request, current.id, update);
  return shown === undefined ? undefined : { shown, matched: sent.matched };
}

async function write(
  session: Session<Settings>,
  request: PutRequest,
  id: string,
  { removals, body, checksumsToClear }: Update,
): Promise<WireDataset | undefined> {
  const { settings } = session;
  try {
    for (const resourceId of removals) {
      await request.guard();
      await tell(session, removeResourceRequest(settings, id, resourceId));
    }
    let shown: WireDataset | undefined;
    if (body !== undefined) {
      await request.guard();
      shown = await askFor(session, WireDataset, updateRequest(settings, id, body));
      if (shown === undefined) return undefined;
    }
    for (const resourceId of checksumsToClear) {
      await request.guard();
      await ask(session, WireAny, updateResourceRequest(settings, id, resourceId, { checksum: null }));
    }
    if (shown !== undefined && checksumsToClear.length === 0) return shown;
    return await askFor(session, WireDataset, datasetRequest(settings, id, true));
  } catch (error) {
    return explained(session, id, error);
  }
}

/** A deleted record takes no files: it is brought back first. */
async function revived(
  session: Session<Settings>,
  request: PutRequest,
  current: WireDataset,
  merged: Merge,
  { matched }: Matching,
  takesFiles: boolean,
): Promise<WireDataset | undefined> {
  if (!takesFiles || current.deleted === undefined) return current;
  return write(session, request, current.id, updateOf(current, { ...merged, diff: [] }, matched, []));
}

async function explained(session: Session<Settings>, id: string, error: unknown): Promise<never> {
  if (error instanceof RemoteFault && error.status === 403) throw await foreignRecord(session, id, error);
  throw error;
}
