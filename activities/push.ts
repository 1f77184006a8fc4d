import type { Opened } from './session.ts';
import { fingerprintFor } from './settings-fingerprint.ts';
import { WriteClock } from './write-clock.ts';
import { RemoteFault } from '../src/faults.ts';
import { holds, type Claim } from '../src/ledger/outbox.ts';
import {
  intend,
  REMOVING,
  saveRemoteId,
  saveRemoving,
  type Link,
  type PushedLink,
} from '../src/ledger/links.ts';
import type { Db } from '../src/ledger/ledger.ts';
import type { PlatformEntry } from '../src/platform/platform.ts';
import { selects } from '../src/platform/selection.ts';
import type { Base, Conflict, FieldDiff } from '../src/adapters/merge.ts';
import type { Loss, PutPlan } from '../src/adapters/adapter.ts';

/** Another attempt has taken the dataset over: nothing more may be written for it here. */
export class Superseded extends Error {
  override readonly name = 'Superseded';
}

/** How the remote was left. `link` is what to keep of it: `gone` when there is no record any more. */
export interface Pushed {
  outcome: 'pushed' | 'unchanged' | 'removed' | 'conflict';
  remoteId?: string;
  /** When the remote had acknowledged the last write. */
  writtenAt?: Date;
  /** When it was known what it shows after that. */
  verifiedAt?: Date;
  link?: PushedLink | 'gone';
  diff?: FieldDiff[];
  conflicts?: Conflict[];
  losses?: Loss[];
}

/** A dataset, and the connector whose remote shall show it. */
export interface Target {
  opened: Opened;
  datasetId: string;
  /** The dataset's present state: whatever was announced, this is what the remote must show. */
  entry: PlatformEntry | undefined;
  link: Link | undefined;
  /** Whether the remote is read even when nothing seems to have changed. */
  forced: boolean;
}

export type PushPlan = PutPlan | { action: 'remove'; remoteId: string; diff: FieldDiff[]; losses: Loss[] };

/** What a push tells on its way before it goes on; each may throw to stop it. */
export interface Telling {
  /** Before the first write of any kind. */
  planned?(plan: PushPlan): Promise<void> | void;
  intend(mark: string, sent: Base): Promise<void>;
  /** Before a removal is sent: a record that is gone afterwards was taken away by us. */
  removing(): Promise<void>;
  created(remoteId: string): Promise<void>;
  guard(): Promise<void>;
}

export interface PushWork extends Pick<Target, 'opened' | 'entry' | 'link'>, Pick<Telling, 'planned'> {
  db: Db;
  token: string;
  claim: Claim;
}

/** Brings one dataset's remote record up to date, or takes it away, for whoever holds the claim. Faults are thrown. */
export function pushDataset({ db, token, claim, ...work }: PushWork): Promise<Pushed> {
  const { datasetId, forced } = claim;
  const connectorId = work.opened.connector.config.id;
  return bringOrTakeBack(
    { ...work, datasetId, forced },
    {
      planned: (plan) => work.planned?.(plan),
      intend: (mark, sent) => intend(db, connectorId, datasetId, mark, sent),
      removing: () => saveRemoving(db, connectorId, datasetId),
      created: (remoteId) => saveRemoteId(db, connectorId, datasetId, remoteId),
      async guard() {
        const mine = await holds(db, { connectorId, token, datasetId });
        if (!mine) throw new Superseded(`another attempt works on ${datasetId}`);
      },
    },
  );
}

/** The same for somebody who keeps what is told in another way, or only wants to look. */
export async function bringOrTakeBack(target: Target, telling: Telling): Promise<Pushed> {
  const { opened, entry } = target;
  const select = opened.connector.config.push?.select;
  if (entry === undefined || select === undefined || !selects(select, entry))
    return takeBack(target, telling);
  return bring(target, telling, entry);
}

async function bring(target: Target, telling: Telling, entry: PlatformEntry): Promise<Pushed> {
  const { opened, link } = target;
  const { adapter, connector } = opened;
  const { push } = connector.config;
  if (adapter.put === undefined || push === undefined)
    throw new RemoteFault('refused', `${adapter.title} cannot be pushed to`);
  const dataset = { ...entry.dataset, id: entry.id };
  const mine = fingerprintFor(entry, opened.settingsFingerprint);
  if (link?.remoteId !== undefined && link.fingerprint === mine && !target.forced)
    return { outcome: 'unchanged' };
  const mark = markOf(target);
  const clock = new WriteClock(opened.session);
  const result = await adapter.put(clock.session, {
    dataset,
    mark,
    distributionIds: link?.distributionIds ?? {},
    // Until a first push has ended, what differs on the remote is what our own tries left there.
    edits: link === undefined || link.settled ? push.edits : 'overwrite',
    gone: link?.fingerprint === REMOVING ? 'recreate' : push.gone,
    ...(link?.remoteId === undefined ? {} : { remoteId: link.remoteId }),
    ...(link?.base === undefined ? {} : { base: link.base }),
    ...(link?.intendedAt === undefined ? {} : { intended: true }),
    planned: (plan) => telling.planned?.(plan),
    intend: (sent) => telling.intend(mark, sent),
    created: (remoteId) => telling.created(remoteId),
    guard: () => telling.guard(),
  });
  const { remoteId, losses } = result;
  if (result.action === 'conflict')
    return { outcome: 'conflict', remoteId, conflicts: result.conflicts, diff: result.diff, losses };
  const kept: PushedLink = {
    datasetId: entry.id,
    mark,
    remoteId,
    remoteUrl: result.url,
    fingerprint: mine,
    base: result.base,
    distributionIds: result.distributionIds,
  };
  if (result.action === 'unchanged') return { outcome: 'unchanged', remoteId, link: kept, losses };
  return { outcome: 'pushed', remoteId, ...clock.verified(), link: kept, diff: result.diff, losses };
}

/** The dataset is gone, or no longer this connector's: so must its record be. One whose create may have arrived is looked for first. */
async function takeBack({ opened, link }: Target, telling: Telling): Promise<Pushed> {
  if (link === undefined) return { outcome: 'unchanged' };
  const remoteId = link.remoteId ?? (await opened.adapter.find?.(opened.session, link.mark));
  if (remoteId === undefined) return { outcome: 'unchanged', link: 'gone' };
  if (opened.adapter.remove === undefined)
    throw new RemoteFault('refused', `${opened.adapter.title} cannot take records away`);
  await telling.planned?.({ action: 'remove', remoteId, diff: [], losses: [] });
  await telling.removing();
  const clock = new WriteClock(opened.session);
  await opened.adapter.remove(clock.session, remoteId, () => telling.guard());
  return { outcome: 'removed', ...clock.verified(), link: 'gone' };
}

function markOf({ opened, link, datasetId }: Target): string {
  return link?.mark ?? `${opened.session.installation}/${opened.connector.config.id}/${datasetId}`;
}
