import { multipart } from '../../http/multipart.ts';
import type { PutFile, PutRequest } from '../adapter.ts';
import type { Base } from '../merge.ts';
import { attemptTo } from './call.ts';
import type { CkanSession } from './call.ts';
import { algorithmTerm } from './coded.ts';
import { faultOf } from './errors.ts';
import { isBlank } from './fields.ts';
import { ownedName, UPLOADED } from './owned.ts';
import type { Plan } from './plan.ts';
import { isUncertain, readBack } from '../recover.ts';
import { uploading } from './requests.ts';
import { resourceKeys } from './resources.ts';
import { WireObject } from './wire.ts';
import type { Json, WirePackage } from './wire.ts';

/** One request carries the whole file. */
const UPLOAD_MS = 1_200_000;

export interface Sending {
  key: string;
  file: PutFile;
}

/** The files by our keys. */
export function filesByKey(files: PutRequest['files'], keys: readonly string[]): Map<string, PutFile> {
  const byKey = new Map<string, PutFile>();
  for (const [index, file] of files ?? []) {
    const key = keys[index];
    if (key !== undefined) byKey.set(key, file);
  }
  return byKey;
}

/** A resource whose bytes the site holds: it decides on the address, and we say whose bytes they are. */
export function hostedResource(resource: Base, file: PutFile): Base {
  const { download_url: _link, ...others } = resource;
  return {
    ...others,
    url: UPLOADED,
    hash: file.digests.sha256,
    hash_algorithm: algorithmTerm('sha256'),
    size: file.length,
    mimetype: resource['mimetype'] ?? file.mediaType,
  };
}

/** The files whose bytes the site does not show yet. One whose words alone changed is not sent. */
export function toSend(
  files: ReadonlyMap<string, PutFile>,
  { merged, diff }: Pick<Plan, 'merged' | 'diff'>,
  sent: ReadonlySet<string>,
): Sending[] {
  const changed = new Set(diff.map(({ field }) => field));
  return [...resourceKeys(merged)].flatMap((key) => {
    const file = files.get(key);
    const wanted = merged[`resources.${key}.url`] === UPLOADED;
    const differs = ['url', 'hash'].some((name) => changed.has(`resources.${key}.${name}`));
    return file !== undefined && wanted && differs && !sent.has(key) ? [{ key, file }] : [];
  });
}

/**
 * Sends one file with everything that its resource says, so that a lost answer leaves nothing half done: `done` looks
 * whether it arrived. A known resource keeps its id, and the fields that are not ours.
 */
export async function send(
  session: CkanSession,
  wire: WirePackage,
  plan: Plan,
  { key, file }: Sending,
  done: () => Promise<boolean>,
): Promise<void> {
  const id = plan.resources.get(key)?.['id'];
  const known = typeof id === 'string' ? { id } : { package_id: wire.id ?? wire.name ?? '' };
  const form = multipart(
    { ...known, ...wordsOf(plan.merged, key) },
    {
      field: 'upload',
      name: file.name,
      mediaType: file.mediaType,
      length: file.length,
      read: () => file.read(),
    },
  );
  const action = typeof id === 'string' ? 'resource_patch' : 'resource_create';
  try {
    const limits = { totalMs: UPLOAD_MS };
    const request = { ...uploading(session.settings, action, form), limits };
    const attempt = await attemptTo(session, WireObject, request);
    if (!attempt.ok) throw faultOf(attempt.refusal, attempt.where);
  } catch (error) {
    if (!isUncertain(error) || error.status === TOO_LARGE || !(await readBack(done, error))) throw error;
  }
}

const TOO_LARGE = 413;

/** A form holds texts only: what is empty is left out, and CKAN keeps nothing for it. */
function wordsOf(merged: Base, key: string): Record<string, string | number> {
  const words: Record<string, string | number> = {};
  for (const [field, value] of Object.entries(merged)) {
    const owned = ownedName(field);
    if (owned.part !== 'resource' || owned.key !== key || owned.field === 'url' || isBlank(value)) continue;
    words[owned.field] = typeof value === 'number' ? value : textual(value);
  }
  return words;
}

function textual(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

/** From an uploaded file to a link: CKAN keeps the file unless it is told to clear it. */
export function unhosted(remote: Json | undefined): Json {
  return remote?.['url_type'] === 'upload' ? { url_type: '', clear_upload: 'true' } : {};
}

/** Every file is at hand before the first write, so that one that cannot be had leaves the site as it was. */
export async function allReady(files: ReadonlyMap<string, PutFile>): Promise<void> {
  for (const file of files.values()) await file.ready();
}
