import { pushLosses } from './conformance.ts';
import { isBelieved, type Asked } from './fence.ts';
import type { Opened } from './session.ts';
import { fingerprintFor } from './settings-fingerprint.ts';
import { takeBack } from './take-back.ts';
import { WriteClock } from './write-clock.ts';
import { RecordGone, RemoteFault } from '../src/faults.ts';
import type { PushWriter } from './writer.ts';
import type { Claim } from '../src/ledger/outbox.ts';
import { goneAs, leftAs, RECREATING, REMOVING, type Link, type PushedLink } from '../src/ledger/links.ts';
import type { PlatformEntry } from '../src/platform/platform.ts';
import { selects } from '../src/platform/selection.ts';
import { tried, type Base, type Conflict, type FieldDiff } from '../src/adapters/merge.ts';
import type { Loss, PutPlan, PutResult, Removal, Withdrawal, Session } from '../src/adapters/adapter.ts';

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
  /** The same, but a record that a person let go stays gone. */
  doubtful?: boolean;
  /** Whatever somebody changed on the remote becomes a question, whatever the policies say: only for looking. */
  asking?: boolean;
  /** Whether nothing is to be written. */
  looking?: boolean;
}

export type PushPlan =
  | PutPlan
  | { action: 'remove'; remoteId: string; removal: Removal; diff: FieldDiff[]; losses: Loss[] };

/** What a push tells on its way before it goes on; each may throw to stop it. */
export interface Telling {
  /** Before the first write of any kind. */
  planned?(plan: PushPlan): Promise<void> | void;
  intend(mark: string, sent: Base): Promise<void>;
  /** Before an update is sent that could be taken for somebody's edit: what it carries is none, whether an answer comes or not. */
  trying(tried: Base): Promise<void>;
  /** Before a deletion is sent: a record that is gone afterwards was taken away by us. */
  removing(): Promise<void>;
  /** Before it is sent that the record is taken out of sight; all the ways in which that may then have happened. */
  withdrawing(ways: readonly Withdrawal[]): Promise<void>;
  created(remoteId: string): Promise<void>;
  guard(): Promise<void>;
}

export interface PushWork extends Pick<Target, 'opened' | 'entry' | 'link'>, Pick<Telling, 'planned'> {
  writer: PushWriter;
  claim: Claim;
  /** Absent: whether the claim still stands is asked before each write. */
  claimAsked?: Asked;
}

/** Brings one dataset's remote record up to date, or takes it away, for whoever holds the claim. Faults are thrown. */
export function pushDataset({ writer, claim, claimAsked, ...work }: PushWork): Promise<Pushed> {
  const { datasetId, forced, doubtful } = claim;
  return bringOrTakeBack(
    { ...work, datasetId, forced, doubtful },
    {
      planned: (plan) => work.planned?.(plan),
      intend: (mark, sent) => writer.intend({ datasetId, mark, sent }),
      trying: (values) => writer.trying(datasetId, values),
      removing: () => writer.removing(datasetId),
      withdrawing: (ways) => writer.withdrawing(datasetId, ways),
      created: (remoteId) => writer.created(datasetId, remoteId),
      async guard() {
        if (claimAsked !== undefined && isBelieved(claimAsked)) return;
        if (!(await writer.holds(datasetId))) throw new Superseded(`another attempt works on ${datasetId}`);
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
  if (entry.settling === true)
    throw new RemoteFault(
      'conflict',
      `${entry.id} is still being worked on by the platform: it is pushed when that has ended`,
    );
  const mine = fingerprintFor(entry, opened.settingsFingerprint);
  const known = link?.remoteId === undefined ? undefined : link.fingerprint;
  const isAsPushed = known === mine && target.doubtful !== true;
  if (!target.forced && (isAsPushed || known === leftAs(mine))) return { outcome: 'unchanged' };
  const clock = new WriteClock(opened.session);
  const result = await put(target, telling, entry, clock.session);
  if (result === 'gone') return recordGone(target, mine);
  const { remoteId, losses } = result;
  if (result.action === 'conflict')
    return { outcome: 'conflict', remoteId, conflicts: result.conflicts, diff: result.diff, losses };
  const kept: PushedLink = {
    datasetId: entry.id,
    mark: markOf(target),
    remoteId,
    remoteUrl: result.url,
    fingerprint: mine,
    base: result.base,
    distributionIds: result.distributionIds,
  };
  if (result.action === 'unchanged') return { outcome: 'unchanged', remoteId, link: kept, losses };
  return { outcome: 'pushed', remoteId, ...clock.verified(), link: kept, diff: result.diff, losses };
}

/** `gone`: somebody deleted the record, and a person has to be asked. */
async function put(
  target: Target,
  telling: Telling,
  entry: PlatformEntry,
  session: Session<unknown>,
): Promise<PutResult | 'gone'> {
  const { opened, link, asking = false } = target;
  const { adapter, connector } = opened;
  const { push } = connector.config;
  if (adapter.put === undefined || push === undefined)
    throw new RemoteFault('refused', `${adapter.title} cannot be pushed to`);
  const mark = markOf(target);
  const dataset = opened.shown({ ...entry.dataset, id: entry.id });
  const breaches = await pushLosses(opened, dataset, target.looking ?? false);
  const uploads = await opened.uploads(dataset);
  const besides = [...breaches, ...uploads.losses];
  // Until a first push has ended, what differs on the remote is what our own tries left there.
  const edits = link === undefined || link.settled ? push.edits : 'overwrite';
  const gone = isDecided(link) ? 'recreate' : asking ? 'ask' : push.gone;
  try {
    const result = await adapter.put(session, {
      dataset,
      files: uploads.files,
      mark,
      distributionIds: link?.distributionIds ?? {},
      edits: asking ? 'ask' : edits,
      gone: gone === 'recreate' ? 'recreate' : 'stop',
      ...(link === undefined || link.withdrawn.length === 0 ? {} : { withdrawn: link.withdrawn }),
      ...(link?.remoteId === undefined ? {} : { remoteId: link.remoteId }),
      ...(link?.base === undefined ? {} : { base: link.base }),
      ...(link?.intendedAt === undefined ? {} : { intended: true }),
      async planned(plan) {
        await telling.planned?.({ ...plan, losses: [...plan.losses, ...besides] });
        const carried = plan.action === 'update' ? tried(link?.base, plan.diff, edits) : undefined;
        if (carried !== undefined) await telling.trying(carried);
      },
      intend: (sent) => telling.intend(mark, sent),
      created: (remoteId) => telling.created(remoteId),
      guard: () => telling.guard(),
    });
    return { ...result, losses: [...result.losses, ...besides] };
  } catch (error) {
    if (gone === 'ask' && error instanceof RecordGone) return 'gone';
    throw error;
  } finally {
    await uploads.close();
  }
}

/**
 * A record that is gone by our own hand, or that a person wanted back or let go until the dataset changes, is made again;
 * so is one that a try of ours was still about to make, or to bring back.
 */
function isDecided(link: Link | undefined): boolean {
  const { fingerprint = '' } = link ?? {};
  const isUnfinished = link?.settled === false && link.intendedAt !== undefined;
  return isUnfinished || [REMOVING, RECREATING].includes(fingerprint) || fingerprint.startsWith(leftAs(''));
}

/** Nothing is written. What is remembered stays, with how the dataset was when a person was asked. */
function recordGone(target: Target, mine: string): Pushed {
  const { link, datasetId } = target;
  const { remoteId = '', remoteUrl, base = {}, distributionIds = {}, withdrawn = [] } = link ?? {};
  return {
    outcome: 'conflict',
    remoteId,
    conflicts: [{ field: 'record', gone: true, base: remoteId }],
    diff: [],
    link: {
      datasetId,
      mark: markOf(target),
      remoteId,
      remoteUrl,
      fingerprint: goneAs(mine),
      base,
      distributionIds,
      withdrawn,
    },
  };
}

function markOf({ opened, link, datasetId }: Target): string {
  return link?.mark ?? `${opened.session.installation}/${opened.connector.config.id}/${datasetId}`;
}
