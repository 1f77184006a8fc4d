import type { Opened } from './session.ts';
import { fingerprintFor } from './settings-fingerprint.ts';
import { RemoteFault } from '../src/faults.ts';
import { holds, type Claim } from '../src/ledger/outbox.ts';
import { intend, saveRemoteId, type Link, type PushedLink } from '../src/ledger/links.ts';
import type { Db } from '../src/ledger/ledger.ts';
import type { PlatformEntry } from '../src/platform/platform.ts';
import { selects } from '../src/platform/selection.ts';
import type { Conflict, FieldDiff } from '../src/adapters/merge.ts';
import type { Loss } from '../src/adapters/adapter.ts';

/** Another attempt has taken the dataset over: nothing more may be written for it here. */
export class Superseded extends Error {
  override readonly name = 'Superseded';
}

/** How the remote was left. `link` is what to keep of it: `gone` when there is no record any more. */
export interface Pushed {
  outcome: 'pushed' | 'unchanged' | 'removed' | 'conflict';
  writtenAt?: Date;
  link?: PushedLink | 'gone';
  diff?: FieldDiff[];
  conflicts?: Conflict[];
  losses?: Loss[];
}

export interface PushWork {
  opened: Opened;
  db: Db;
  token: string;
  claim: Claim;
  /** The dataset's present state: whatever was announced, this is what the remote must show. */
  entry: PlatformEntry | undefined;
  link: Link | undefined;
}

/** Brings one dataset's remote record up to date, or takes it away. Faults are thrown. */
export async function pushDataset(work: PushWork): Promise<Pushed> {
  const { opened, entry } = work;
  const select = opened.connector.config.push?.select;
  if (entry === undefined || select === undefined || !selects(select, entry)) return takeBack(work);
  return bring(work, entry);
}

async function bring(work: PushWork, entry: PlatformEntry): Promise<Pushed> {
  const { opened, db, claim, link } = work;
  const { adapter, session, connector } = opened;
  const { id: connectorId, push } = connector.config;
  if (adapter.put === undefined || push === undefined)
    throw new RemoteFault('refused', `${adapter.title} cannot be pushed to`);
  const dataset = { ...entry.dataset, id: entry.id };
  const mine = fingerprintFor(entry, opened.settingsFingerprint);
  if (link?.remoteId !== undefined && link.fingerprint === mine && !claim.forced)
    return { outcome: 'unchanged' };
  const mark = markOf(work);
  const result = await adapter.put(session, {
    dataset,
    mark,
    distributionIds: link?.distributionIds ?? {},
    edits: push.edits,
    gone: push.gone,
    ...(link?.remoteId === undefined ? {} : { remoteId: link.remoteId }),
    ...(link?.base === undefined ? {} : { base: link.base }),
    ...(link?.intendedAt === undefined ? {} : { intended: true }),
    intend: () => intend(db, connectorId, entry.id, mark),
    created: (remoteId) => saveRemoteId(db, connectorId, entry.id, remoteId),
    guard: () => guard(work),
  });
  if (result.action === 'conflict')
    return { outcome: 'conflict', conflicts: result.conflicts, diff: result.diff };
  const kept: PushedLink = {
    datasetId: entry.id,
    mark,
    remoteId: result.remoteId,
    remoteUrl: result.url,
    fingerprint: mine,
    base: result.base,
    distributionIds: result.distributionIds,
  };
  if (result.action === 'unchanged') return { outcome: 'unchanged', link: kept, losses: result.losses };
  return { outcome: 'pushed', writtenAt: new Date(), link: kept, diff: result.diff, losses: result.losses };
}

/** The dataset is gone, or no longer this connector's: so must its record be. One whose create may have arrived is looked for first. */
async function takeBack(work: PushWork): Promise<Pushed> {
  const { opened, link } = work;
  if (link === undefined) return { outcome: 'unchanged' };
  const remoteId = link.remoteId ?? (await opened.adapter.find?.(opened.session, link.mark));
  if (remoteId === undefined) return { outcome: 'unchanged', link: 'gone' };
  if (opened.adapter.remove === undefined)
    throw new RemoteFault('refused', `${opened.adapter.title} cannot take records away`);
  await opened.adapter.remove(opened.session, remoteId, () => guard(work));
  return { outcome: 'removed', writtenAt: new Date(), link: 'gone' };
}

async function guard(work: PushWork): Promise<void> {
  const connectorId = work.opened.connector.config.id;
  const mine = await holds(work.db, { connectorId, token: work.token, datasetId: work.claim.datasetId });
  if (!mine) throw new Superseded(`another attempt works on ${work.claim.datasetId}`);
}

function markOf(work: PushWork): string {
  return (
    work.link?.mark ??
    `${work.opened.session.installation}/${work.opened.connector.config.id}/${work.claim.datasetId}`
  );
}
