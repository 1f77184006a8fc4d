import type { HarvestConfig } from '../src/config/connector.ts';
import { durationMs } from '../src/config/duration.ts';
import { ageAbsent, countDue, holdDue, type Missing, type Patience } from '../src/ledger/absences.ts';
import { openHold, withdrawEmptied } from '../src/ledger/holds.ts';
import type { Tx } from '../src/ledger/ledger.ts';
import type { Run } from '../src/ledger/runs.ts';
import type { RunCounts } from '../src/ledger/schema/runs.ts';
import type { Ports } from './ports.ts';
import { removalBudget } from './removal-budget.ts';
import { removeDue } from './removals.ts';
import { settleRenames, type Renames } from './renames.ts';

export interface Settled {
  counts: Pick<RunCounts, 'missing' | 'outOfScope' | 'removed' | 'renamed' | 'held' | 'added'>;
  /** In words of the catalogue's owner. */
  reasons: string[];
}

interface Scene {
  run: Run;
  harvest: HarvestConfig;
  live: number;
  seen: number;
  /** The listing was complete. */
  proved: boolean;
}

/** A run that lists only some of the records says nothing of the others. */
export const WHOLE: ReadonlySet<string> = new Set(['full', 'forced']);

/**
 * What a listing means for the records that it did not hold. Only a complete one ages them, and only those that were last
 * seen by a run with the same settings that the remote took for the same. What was absent often enough and long enough
 * goes by the connector's policy, within the removal budget; over it nothing goes, and all of it waits for a person.
 */
export async function settleAbsences(ports: Ports, tx: Tx, scene: Scene): Promise<Settled> {
  const { run, harvest } = scene;
  const whole = scene.proved && WHOLE.has(run.mode);
  const renames = await settleRenames(ports, tx, { run, harvest, live: scene.live, proved: whole });
  const settled: Settled = {
    counts: {
      missing: 0,
      outOfScope: 0,
      removed: 0,
      renamed: renames.renamed,
      held: renames.waiting,
      added: run.counts.added + renames.added,
    },
    reasons: [...renames.reasons],
  };
  if (whole) await settleMissing(ports, tx, scene, renames, settled);
  await withdrawEmptied(tx, run.connectorId);
  return settled;
}

async function settleMissing(
  ports: Ports,
  tx: Tx,
  scene: Scene,
  renames: Renames,
  settled: Settled,
): Promise<void> {
  const { run, harvest } = scene;
  const { counts, reasons } = settled;
  const found = await ageAbsent(tx, run);
  counts.missing = found.missing;
  counts.outOfScope = found.otherScope + found.otherIdentity;
  reasons.push(...inWords(found));
  const patience = patienceOf(harvest);
  const due = harvest.removed === 'keep' ? { count: 0, spared: 0 } : await countDue(tx, run, patience);
  const budget = removalBudget(harvest, scene);
  const removals = due.count > budget || due.spared > 0 ? due.count : 0;
  if (removals > 0) {
    await holdDue(tx, run, patience);
    counts.held += removals;
    reasons.push(
      due.count > budget
        ? `${due.count} of ${scene.live} records are gone from the remote, more than the ${budget} that one run may remove: nothing was removed, the removals wait for approval`
        : `${due.count} records are gone from the remote, of which ${due.spared} were spared before: nothing was removed, the removals wait for approval`,
    );
  } else if (due.count > 0) {
    counts.removed = await removeDue(ports, tx, run, patience, harvest.removed);
  }
  if (removals + renames.proposed === 0) return;
  await openHold(tx, {
    runId: run.id,
    connectorId: run.connectorId,
    removals,
    renames: renames.proposed,
    waitMs: durationMs(harvest.decideWithin),
  });
}

function patienceOf({ absences, grace, decideWithin }: HarvestConfig): Patience {
  return { absences, graceMs: durationMs(grace), againMs: durationMs(decideWithin) };
}

function inWords({ otherScope, otherIdentity, unclear }: Missing): string[] {
  const words: string[] = [];
  if (otherScope > 0)
    words.push(
      `${otherScope} records were last listed with other settings: they are out of scope, which is not removed`,
    );
  if (otherIdentity > 0)
    words.push(
      `${otherIdentity} records were last listed when the remote took us for somebody else: nothing was counted as absent`,
    );
  if (unclear > 0)
    words.push(
      `${unclear} records are missing, while records without a readable id came that did not before: they may be the same, so nothing was counted as absent`,
    );
  return words;
}
