import { RemoteFault } from '../../faults.ts';
import type { PutFile, PutRequest, Session } from '../adapter.ts';
import type { Merge } from '../merge.ts';
import { askFor, hostOf } from './ask.ts';
import { sameFile, shownFile } from './file.ts';
import { filesOf } from './hosted.ts';
import type { Matching } from './hosted.ts';
import { resourceKey } from './owned.ts';
import { datasetRequest } from './requests.ts';
import type { Settings } from './settings.ts';
import { upload } from './upload.ts';
import { WireDataset } from './wire.ts';
import type { WireResource } from './wire.ts';

interface Sending {
  key: string;
  file: PutFile;
}

/** The files whose bytes the remote does not show yet. One whose words alone changed is not sent. */
export function toSend(
  request: PutRequest,
  { merged, diff }: Merge,
  matched: Matching['matched'],
): Sending[] {
  const files = new Map(
    [...(request.files ?? new Map<number, PutFile>()).values()].map((file) => [file.digests.sha256, file]),
  );
  const changed = new Set(diff.map(({ field }) => resourceKey(field)));
  return [...filesOf(merged)].flatMap(([key, wanted]) => {
    const shown = matched.get(key);
    const file = files.get(wanted.sha256 ?? '');
    if (file === undefined || !changed.has(key)) return [];
    return shown !== undefined && sameFile(wanted, shownFile(shown)) ? [] : [{ key, file }];
  });
}

/** New bytes go in the place of the old ones, under the same id; the first ones make a resource. Then the record is another one, and read again. */
export async function sendFiles(
  session: Session<Settings>,
  request: PutRequest,
  current: WireDataset,
  { matched }: Matching,
  sending: readonly Sending[],
): Promise<{ current: WireDataset; matched: Map<string, WireResource> }> {
  const sent = new Map(matched);
  if (sending.length === 0) return { current, matched: sent };
  for (const { key, file } of sending) {
    const made = await upload(session, current.id, matched.get(key)?.id, file, () => request.guard());
    sent.set(key, made);
  }
  const now = await askFor(session, WireDataset, datasetRequest(session.settings, current.id, true));
  if (now === undefined)
    throw new RemoteFault('conflict', `${hostOf(session)} lost ${current.id} while its files were sent`);
  const shown = new Map((now.resources ?? []).map((resource) => [resource.id, resource]));
  return {
    current: now,
    matched: new Map(
      [...sent].flatMap(([key, { id }]) => {
        const resource = shown.get(id);
        return resource === undefined ? [] : [[key, resource] as const];
      }),
    ),
  };
}
