import { ApplicationFailure } from '@temporalio/common';
import { currentAttempt, type Attempt } from './attempt.ts';
import { fenceOff } from './fence.ts';
import { Lane } from './lane.ts';
import type { Ports } from './ports.ts';
import { openSession, type Opened } from './session.ts';
import { RemoteFault, type FaultReport } from '../src/faults.ts';
import { connector } from '../src/ledger/connectors.ts';
import { giveBack, keepOwn, ownState } from '../src/ledger/own.ts';
import type { OwnActivities, PushEnd, PushInput, RemoteStop } from '../workflows/contract.ts';

/** Tries of one connector at once in this process: what keeps failing must not crowd out what works on the same remote. */
const TRIES_AT_ONCE = 2;
/** When somebody else has the dataset, or too many are tried already. */
const TURN_MS = 3_000;
const BEAT_MS = 4_000;
/** A remote that asks for patience gets it here too; the connector's lane finds out by itself. */
const PATIENT = new Set(['throttled', 'readOnly']);
const PATIENT_MS = 60_000;
const MESSAGE_LENGTH_MAX = 500;
/** Of one try: a lane begins nothing new after it, and this one has only one dataset. */
const TRY_MS = 60_000;

export function ownActivities(ports: Ports): OwnActivities {
  const trying = new Map<string, number>();
  return {
    async pushAgain(input) {
      const attempt = currentAttempt();
      const { connectorId, datasetId } = input;
      await fenceOff(ports.db, connectorId, attempt);
      const state = await ownState(ports.db, connectorId, datasetId);
      if (state === undefined || !state.ours) return { end: 'superseded' };
      if ((await connector(ports.db, connectorId)) === undefined) {
        await giveBack(ports.db, connectorId, datasetId);
        return { end: 'retired' };
      }
      if (state.dueInMs > 0) throw failing(state.fault, state.dueInMs);
      const others = trying.get(connectorId) ?? 0;
      if (others >= TRIES_AT_ONCE) throw failing(state.fault, turnMs(ports));
      trying.set(connectorId, others + 1);
      const beating = setInterval(() => attempt.beat(), BEAT_MS);
      try {
        return await tryOnce(ports, attempt, input, state.fault);
      } finally {
        clearInterval(beating);
        trying.set(connectorId, (trying.get(connectorId) ?? 1) - 1);
      }
    },
  };
}

async function tryOnce(
  ports: Ports,
  attempt: Attempt,
  { connectorId, datasetId }: PushInput,
  lastFault: FaultReport | undefined,
): Promise<PushEnd> {
  const letGo = async (end: PushEnd['end']): Promise<PushEnd> => {
    await giveBack(ports.db, connectorId, datasetId);
    ports.nudgeDue();
    return { end };
  };
  const opened = await working(ports, connectorId, attempt);
  if (opened === undefined) return letGo('retired');
  if (opened === 'remote') return letGo('superseded');
  const { config, paused } = opened.connector;
  if (paused) return letGo('paused');
  if (config.push === undefined) return letGo('retired');
  const lane = new Lane(ports, opened, config.push, attempt, {
    proven: true,
    maxMs: TRY_MS,
    only: [datasetId],
  });
  await lane.run();
  const ending = lane.endings.get(datasetId);
  if (ending === undefined) throw failing(lastFault, turnMs(ports));
  const { stop } = lane;
  const patience = stop !== undefined && PATIENT.has(stop.kind) ? (stop.retryAfterMs ?? PATIENT_MS) : null;
  if (ending.outcome === 'waiting' && patience === null) return letGo('superseded');
  if (ending.outcome !== 'waiting' && ending.outcome !== 'deferred') return letGo(ending.outcome);
  await keepOwn(ports.db, connectorId, datasetId, patience);
  const after = await ownState(ports.db, connectorId, datasetId);
  if (after === undefined || !after.ours) return { end: 'superseded' };
  throw failing(lane.stop ?? after.fault, after.dueInMs);
}

/**
 * The connector ready to work, once its remote has shown that it does: what fails then is the dataset's own fault. A remote
 * in trouble is for the connector's lane, which waits for it.
 */
async function working(
  ports: Ports,
  connectorId: string,
  attempt: Attempt,
): Promise<Opened | 'remote' | undefined> {
  try {
    const opened = await openSession(ports, connectorId, attempt.signal);
    if (opened === undefined || opened.connector.paused) return opened;
    const { mayPush } = await opened.adapter.probe(opened.session);
    return mayPush ? opened : 'remote';
  } catch (error) {
    if (error instanceof RemoteFault) return 'remote';
    throw error;
  }
}

/** What Temporal shows of the dataset until its next try: kind and words of the fault, nothing of what was sent. */
function failing(
  fault: Pick<RemoteStop, 'kind' | 'message'> | undefined,
  nextMs: number,
): ApplicationFailure {
  const kind = fault?.kind ?? 'internal';
  const words = kind === 'internal' ? undefined : fault?.message.slice(0, MESSAGE_LENGTH_MAX);
  return ApplicationFailure.create({
    type: kind,
    message: words ?? 'a bug of Navette: its log and the timeline of the dataset say more',
    category: 'BENIGN',
    nextRetryDelay: Math.max(nextMs, 100),
  });
}

function turnMs(ports: Ports): number {
  return Math.round(TURN_MS * (0.5 + ports.random()));
}
