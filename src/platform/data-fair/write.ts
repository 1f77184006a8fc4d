import { accountIn, type DataFairAccount } from '../../config/data-fair.ts';
import { RemoteFault } from '../../faults.ts';
import type { Dataset } from '../../model/dataset.ts';
import { fingerprint, sameJson } from '../../model/fingerprint.ts';
import type { PlatformWrite } from '../platform.ts';
import { attachmentsOf, mergedAttachments, ownAttachment } from './attachments.ts';
import { ownerText } from './entry.ts';
import { fieldsOf, type Fields } from '../../formats/data-fair/from-model/fields.ts';
import { digestOf, extrasWith, markOf, type Mark } from './mark.ts';
import type { Portal } from './portal.ts';
import { creating, owning, patching } from './requests.ts';
import { demandWhole, type Shelf } from './shelf.ts';
import { isPublic } from './stamp.ts';
import { nativeParts } from '../../formats/data-fair/to-model/native.ts';
import { FIELDS } from '../../formats/data-fair/to-model/fields.ts';
import { WireDataset } from '../../formats/data-fair/wire.ts';

/** How a dataset is left after a write. */
export interface Left {
  action: 'created' | 'updated' | 'unchanged';
  wire: WireDataset;
  /** Dates moved on after `wire` was read. */
  stale: boolean;
}

/** Writes one dataset as it is wanted, over what Data Fair has of it now; one that goes in between is made again. */
export async function writeOne(
  shelf: Shelf,
  portal: Portal,
  platformId: string,
  write: PlatformWrite,
  now: WireDataset | undefined,
  by: string,
): Promise<Left> {
  try {
    return await writeOver(shelf, portal, platformId, write, now, by);
  } catch (error) {
    if (now === undefined || !(error instanceof RemoteFault) || error.kind !== 'absent') throw error;
    return writeOver(shelf, portal, platformId, write, undefined, by);
  }
}

async function writeOver(
  shelf: Shelf,
  portal: Portal,
  platformId: string,
  write: PlatformWrite,
  now: WireDataset | undefined,
  by: string,
): Promise<Left> {
  const owner = ownerOf(write, portal);
  if (now !== undefined) demandWhole(now);
  if (now !== undefined && isSame(now, write)) return { action: 'unchanged', wire: now, stale: false };
  const content = contentOf(write, now, portal, by);
  if (now !== undefined && write.visibility === 'private' && isPublic(now))
    await shelf.setPublic(platformId, false);
  const request =
    now === undefined
      ? creating(platformId, { isMetaOnly: true, ...withoutNulls(content) })
      : patching(platformId, content);
  let wire = await shelf.client.patiently(() => shelf.client.json(WireDataset, request));
  wire = await corrected(shelf, wire);
  let stale = false;
  if (write.visibility === 'public' && (now === undefined || !isPublic(now))) {
    await shelf.setPublic(platformId, true);
    stale = true;
  }
  if (owner !== undefined && wire.owner !== undefined && ownerText(wire.owner) !== write.owner) {
    await shelf.client.send(owning(platformId, { ...owner, name: owner.id }));
    stale = true;
  }
  if (isForSite(write, wire, portal)) {
    const publicationSites = [...wire.publicationSites, portal.site];
    await shelf.client.send(patching(platformId, { publicationSites }));
    stale = true;
  }
  return { action: now === undefined ? 'created' : 'updated', wire, stale };
}

function isSame(now: WireDataset, write: PlatformWrite): boolean {
  const mark = markOf(now);
  if (mark === undefined || write.force === true) return false;
  if (mark.fingerprint !== (write.fingerprint ?? fingerprint(write.dataset))) return false;
  if (mark.state !== undefined || mark.missingSince !== undefined) return false;
  if (isPublic(now) !== (write.visibility === 'public')) return false;
  if (write.owner !== undefined && now.owner !== undefined && write.owner !== ownerText(now.owner))
    return false;
  return isUntouched(now, mark);
}

/** Nobody changed in Data Fair what we wrote there. */
function isUntouched(now: WireDataset, mark: Mark): boolean {
  if (FIELDS.some((field) => (mark.sent[field] ?? '') !== digestOf(now[field]))) return false;
  const there = new Set(now.attachments.map(ownAttachment));
  return Object.keys(mark.attachments).every((key) => there.has(key));
}

/** Everything that one request writes: the fields, the links, and our mark, which must agree with them. */
function contentOf(
  write: PlatformWrite,
  now: WireDataset | undefined,
  portal: Portal,
  by: string,
): Fields & Record<string, unknown> {
  const before = now && markOf(now);
  const made = now === undefined || before?.made === true;
  const dataset = made || now === undefined ? write.dataset : withoutNative(write.dataset, now, portal);
  const fields = fieldsOf(dataset, portal);
  const files = before?.files ?? {};
  const { attachments, ours } = mergedAttachments(
    now?.attachments ?? [],
    attachmentsOf(dataset, portal.language),
    before,
  );
  const harvestedBy = before?.harvestedBy ?? write.harvestedBy;
  const mark: Mark = {
    id: write.id,
    ...(made ? { made } : {}),
    ...(harvestedBy === undefined ? {} : { harvestedBy }),
    fingerprint: write.fingerprint ?? fingerprint(write.dataset),
    visibility: write.visibility,
    by,
    ...(write.force === true ? { at: new Date().toISOString() } : {}),
    dataset,
    sent: Object.fromEntries(FIELDS.map((field) => [field, digestOf(fields[field])])),
    attachments: ours,
    files,
  };
  return {
    ...fields,
    attachments: withFiles(attachments, now, files),
    extras: extrasWith(now ?? { extras: undefined }, mark),
  };
}

/** Data that we attached stays attached whatever the links do. */
function withFiles(
  attachments: WireDataset['attachments'],
  now: WireDataset | undefined,
  files: Mark['files'],
): WireDataset['attachments'] {
  const names = new Set(Object.values(files).map((file) => file.name));
  const kept = new Set(attachments.map(ownAttachment));
  const lost = (now?.attachments ?? []).filter(
    (one) => one.type === 'file' && one.name !== undefined && names.has(one.name) && !kept.has(one.name),
  );
  return [...attachments, ...lost];
}

/** Without what Data Fair says by itself of a dataset that was made there: it goes on saying it when it changes. */
function withoutNative(dataset: Dataset, now: WireDataset, portal: Portal): Dataset {
  const native = Object.entries(nativeParts(now, portal));
  const kept = Object.entries(dataset).filter(
    ([key, value]) => !native.some(([name, own]) => name === key && sameJson(own, value)),
  );
  return { ...Object.fromEntries(kept), kind: dataset.kind, id: dataset.id, title: dataset.title };
}

/** What Data Fair made of a field is how we left it, or it would look edited for ever. */
async function corrected(shelf: Shelf, wire: WireDataset): Promise<WireDataset> {
  const mark = markOf(wire);
  if (mark === undefined || isUntouched(wire, mark)) return wire;
  const there = new Set(wire.attachments.map(ownAttachment));
  const extras = extrasWith(wire, {
    ...mark,
    sent: Object.fromEntries(FIELDS.map((field) => [field, digestOf(wire[field])])),
    attachments: Object.fromEntries(Object.entries(mark.attachments).filter(([key]) => there.has(key))),
  });
  return shelf.client.json(WireDataset, patching(wire.id, { extras }));
}

function isForSite(
  write: PlatformWrite,
  wire: WireDataset,
  portal: Portal,
): portal is Portal & { site: NonNullable<Portal['site']> } {
  const { site, publish } = portal;
  if (site === undefined || !publish || write.visibility !== 'public' || write.harvestedBy === undefined)
    return false;
  return !wire.publicationSites.includes(site);
}

function ownerOf({ id, owner }: PlatformWrite, portal: Portal): DataFairAccount | undefined {
  if (
    owner === undefined ||
    owner ===
      ownerText({
        ...portal.account,
        name: undefined,
        departmentName: undefined,
        department: portal.account.department,
      })
  )
    return undefined;
  const account = accountIn(owner);
  if (account !== undefined) return account;
  const message = `owner: "${owner}" is no account of Data Fair: write organization:<id>, organization:<id>:<department> or user:<id>`;
  throw new RemoteFault('refused', `${id}: ${message}`, { fields: [{ path: 'owner', message }] });
}

function withoutNulls(content: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(content).filter(([, value]) => value !== null));
}
