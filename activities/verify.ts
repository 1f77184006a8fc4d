import { atOnce } from './at-once.ts';
import { currentAttempt, workflowOf, type Attempt } from './attempt.ts';
import { compare, type Found } from './verify-record.ts';
import { reporting } from './failure.ts';
import { mustPush } from './plan.ts';
import type { Ports } from './ports.ts';
import { openSession, type Opened } from './session.ts';
import { fingerprintFor } from './settings-fingerprint.ts';
import type { PushConfig } from '../src/config/connector.ts';
import { FAULTS, type FaultKind } from '../src/faults.ts';
import {
  advance,
  closeVerification,
  openVerification,
  verification,
  type Drift,
  type Step,
  type Verification,
} from '../src/ledger/drift.ts';
import { links, linksAfter, withdrawnAs, type Link } from '../src/ledger/links.ts';
import { undone } from '../src/ledger/outbox.ts';
import { addVerified, NOTHING_VERIFIED } from '../src/model/counts.ts';
import type { PlatformEntry } from '../src/platform/platform.ts';
import { selects } from '../src/platform/selection.ts';
import type { VerifyActivities } from '../workflows/contract.ts';

/** Then the workflow looks around and calls again. */
const WORK_MS = 30_000;
/** Records read between two durable steps. */
const STEP = 25;
const BEAT_MS = 4_000;

/** Reads what is on a remote and compares it with what was pushed there. Writes nothing there: what differs is announced. */
export function verifyActivities(ports: Ports): VerifyActivities {
  return {
    async openVerification({ connectorId }) {
      const { workflowId, runId } = workflowOf();
      const id = `${workflowId}/${runId}`;
      await openVerification(ports.db, { id, connectorId, workflowId });
      return { verificationId: id };
    },
    async verifyRemote({ connectorId, verificationId }) {
      const attempt = currentAttempt();
      const alive = setInterval(() => attempt.beat(), BEAT_MS);
      try {
        return await reporting(attempt.attempt, () => work(ports, connectorId, verificationId, attempt));
      } finally {
        clearInterval(alive);
      }
    },
    closeVerification: ({ verificationId, fault }) =>
      closeVerification(
        ports.db,
        verificationId,
        fault && { ...fault, kind: isFaultKind(fault.kind) ? fault.kind : 'internal' },
      ),
  };
}

function isFaultKind(kind: string): kind is FaultKind {
  return Object.hasOwn(FAULTS, kind);
}

async function work(ports: Ports, connectorId: string, id: string, attempt: Attempt) {
  const opened = await openSession(ports, connectorId, attempt.signal);
  const push = opened?.connector.config.push;
  let now = await verification(ports.db, id);
  if (opened === undefined || push === undefined || now === undefined)
    return { done: true, counts: now?.counts ?? NOTHING_VERIFIED };
  // With a wrong key some remotes show to us what they show to anybody: much would seem gone.
  await mustPush(opened);
  const until = performance.now() + WORK_MS;
  while (now.state === 'running' && now.place.side !== 'end' && performance.now() < until) {
    attempt.signal.throwIfAborted();
    const step =
      now.place.side === 'links' ? await linked(ports, opened, push, now) : await marks(ports, opened, now);
    await advance(ports.db, now, step);
    if (step.announced.length > 0) ports.nudgeDue();
    now = (await verification(ports.db, id)) ?? { ...now, state: 'failed' };
  }
  return { done: now.state !== 'running' || now.place.side === 'end', counts: now.counts };
}

/** A dataset whose record is read, as it was known right before. */
interface Candidate {
  link: Link;
  entry: PlatformEntry | undefined;
}

/** Some of the linked datasets, in order of their ids. Half of the connector's requests: pushes go on beside it. */
async function linked(ports: Ports, opened: Opened, push: PushConfig, at: Verification): Promise<Step> {
  const ids = await linksAfter(ports.db, at.connectorId, at.place.after, STEP);
  const candidates = await settled(ports, opened, push, ids);
  const width = Math.max(1, Math.floor(push.concurrency / 2));
  const found = await atOnce([...candidates.values()], width, ({ link, entry }) =>
    compare(ports, { opened, datasetId: link.datasetId, link, entry }, push),
  );
  // What changed on our side while we looked says nothing of the remote.
  const still = await settled(ports, opened, push, [...candidates.keys()]);
  const sure = found.filter(({ datasetId }) => {
    const [before, now] = [candidates.get(datasetId)?.link, still.get(datasetId)?.link];
    return now !== undefined && before?.fingerprint === now.fingerprint && before?.remoteId === now.remoteId;
  });
  const last = ids.at(-1);
  const over = ids.length < STEP || last === undefined;
  return {
    next: over ? { side: 'marks' } : { side: 'links', after: last },
    counts: addVerified(at.counts, ...sure.map(({ counts }) => counts), {
      skipped: ids.length - sure.length,
      read: sure.length,
    }),
    drifts: sure.flatMap(({ drifts }) => drifts),
    announced: sure.filter(mustMove).map(({ datasetId }) => datasetId),
  };
}

function mustMove({ drifts }: Found): boolean {
  return drifts.some(({ next }) => next !== 'left');
}

/** Those whose record must be as the last push left it: nothing of them waits, and the ledger says that they are done. */
async function settled(
  ports: Ports,
  opened: Opened,
  push: PushConfig,
  ids: readonly string[],
): Promise<Map<string, Candidate>> {
  const { connector, settingsFingerprint } = opened;
  const [known, entries, waiting] = await Promise.all([
    links(ports.db, connector.config.id, ids),
    ports.platform.entries(ids),
    undone(ports.db, connector.config.id, ids),
  ]);
  const candidates = new Map<string, Candidate>();
  for (const [datasetId, link] of known) {
    const entry = entries.get(datasetId);
    const done =
      entry !== undefined && selects(push.select, entry)
        ? fingerprintFor(entry, settingsFingerprint)
        : withdrawnAs(push.removal);
    if (link.remoteId === undefined || waiting.has(datasetId) || link.fingerprint !== done) continue;
    candidates.set(datasetId, { link, entry });
  }
  return candidates;
}

/** A page of the records that carry a mark of this connector: each must be the one that its dataset is bound to. */
async function marks(ports: Ports, { adapter, session }: Opened, at: Verification): Promise<Step> {
  const prefix = `${session.installation}/${at.connectorId}/`;
  const page = (await adapter.marked?.(session, prefix, at.place.after)) ?? { records: [] };
  const bound = page.records.map((record) => ({ ...record, datasetId: record.mark.slice(prefix.length) }));
  const ids = [...new Set(bound.map(({ datasetId }) => datasetId))];
  const [known, waiting] = await Promise.all([
    links(ports.db, at.connectorId, ids),
    undone(ports.db, at.connectorId, ids),
  ]);
  const drifts = bound.flatMap(({ datasetId, remoteId }): Drift[] => {
    const own = known.get(datasetId)?.remoteId;
    // A record that is being made at this moment is bound right after.
    if (own === remoteId || (own === undefined && waiting.has(datasetId))) return [];
    if (own === undefined) return [{ datasetId, remoteId, kind: 'orphan', next: 'left' }];
    return [{ datasetId, remoteId, kind: 'duplicate', next: 'left', reason: `its record is ${own}` }];
  });
  const count = (kind: Drift['kind']): number => drifts.filter((drift) => drift.kind === kind).length;
  return {
    next: page.next === undefined ? { side: 'end' } : { side: 'marks', after: page.next },
    counts: addVerified(at.counts, { duplicates: count('duplicate'), orphans: count('orphan') }),
    drifts,
    announced: [],
  };
}
