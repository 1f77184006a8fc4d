import { connector } from '../src/ledger/connectors.ts';
import { alone } from '../src/ledger/absences.ts';
import { heldPairs, unhold } from '../src/ledger/held-records.ts';
import {
  countApplied,
  decideHold,
  endHold,
  heldRemovals,
  hold as findHold,
  spare,
} from '../src/ledger/holds.ts';
import type { HoldProgress, RemovalsDecision } from '../workflows/contract.ts';
import type { Ports } from './ports.ts';
import { letGo } from './removals.ts';
import { addSeparately, rename, type Writer } from './renames.ts';

/** Done in one transaction; a crash repeats none of it. */
const BATCH = 200;
/** One activity takes on so much, then the workflow asks for more. */
const BATCHES_AT_ONCE = 25;

/** Keeps what was decided; whatever was decided first counts. */
export async function keepDecision(
  ports: Ports,
  input: { runId: string; decision: RemovalsDecision | undefined },
): Promise<{ state: string }> {
  const { decision } = input;
  const state = decision === undefined ? 'expired' : decision.approve ? 'approved' : 'rejected';
  const by = decision?.by ?? (decision === undefined ? 'nobody in time' : 'a signal');
  const hold = await decideHold(ports.db, input.runId, { state, by });
  return { state: hold?.state ?? 'withdrawn' };
}

/** Carries a decision out, some of it at a time. What came back meanwhile has left the hold and stays. */
export async function carryOut(ports: Ports, input: { runId: string }): Promise<HoldProgress> {
  for (let count = 0; count < BATCHES_AT_ONCE; count += 1) {
    if (!(await step(ports, input.runId))) {
      await endHold(ports.db, input.runId);
      break;
    }
  }
  ports.nudgeDue();
  const hold = await findHold(ports.db, input.runId);
  return {
    done: hold?.endedAt !== undefined,
    applied: hold?.applied ?? 0,
    state: hold?.state ?? 'withdrawn',
  };
}

/** False when nothing is left. */
async function step(ports: Ports, runId: string): Promise<boolean> {
  const hold = await findHold(ports.db, runId);
  if (hold === undefined || hold.endedAt !== undefined || hold.state === 'open') return false;
  const harvest = (await connector(ports.db, hold.connectorId))?.config.harvest;
  return ports.db.transaction().execute(async (tx) => {
    await alone(tx, hold.connectorId);
    const writer: Writer = {
      connectorId: hold.connectorId,
      runId,
      visibility: harvest?.visibility ?? 'public',
    };
    const waiting = await heldPairs(tx, runId, BATCH);
    const keys = waiting.filter(({ still }) => still).map(({ key }) => key);
    // Its other half came back: the next harvest sees two records.
    await unhold(
      tx,
      hold.connectorId,
      waiting.filter(({ still }) => !still).map(({ key }) => key),
    );
    // Of a connector out of use, or one that is to keep everything, nothing goes.
    if (hold.state !== 'approved' || harvest === undefined) {
      await addSeparately(ports, tx, writer, keys);
      if (waiting.length > 0) return true;
      await spare(tx, runId);
      return false;
    }
    if (waiting.length > 0) {
      await countApplied(tx, runId, await rename(ports, tx, writer, keys));
      return true;
    }
    if (harvest.removed === 'keep') {
      await spare(tx, runId);
      return false;
    }
    const leaving = await heldRemovals(tx, runId, BATCH);
    if (leaving.length === 0) return false;
    await letGo(ports, tx, { connectorId: hold.connectorId, runId, removed: harvest.removed }, leaving);
    await countApplied(tx, runId, leaving.length);
    return true;
  });
}
