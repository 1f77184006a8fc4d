import { atOnce } from './at-once.ts';
import { judge } from './judge.ts';
import { outcomeOf } from './outcome.ts';
import { basisOf } from './plan.ts';
import type { Ports } from './ports.ts';
import { pushDataset, Superseded } from './push.ts';
import type { Opened } from './session.ts';
import { PushWriter } from './writer.ts';
import type { AppliedStep, PlannedStep } from '../src/adapters/dataset-plan.ts';
import { RemoteFault, type FaultReport } from '../src/faults.ts';
import { Busy, held } from '../src/ledger/held.ts';
import { links } from '../src/ledger/links.ts';
import { announce, type Claim } from '../src/ledger/outbox.ts';
import { recordOutcomes } from '../src/ledger/outcomes.ts';

/** Failures in a row that may be the remote's, after which no further step is begun. */
const DOUBTS_MAX = 3;

/** The dataset or its record is not as the plan saw it. */
class Moved extends Error {
  override readonly name = 'Moved';
}

/** What stops the steps that are not begun yet. */
interface Course {
  stop?: FaultReport;
  doubts: number;
}

/**
 * Writes what a plan says and nothing else: with each dataset in hand its record is read once more right before the
 * write, and where it is not as the plan saw it nothing is written. A write that was begun and failed is announced, so
 * that it is brought to its end as any change is.
 */
export async function applyPlan(
  ports: Ports,
  opened: Opened,
  steps: readonly PlannedStep[],
): Promise<AppliedStep[]> {
  const course: Course = { doubts: 0 };
  const width = opened.connector.config.push?.concurrency ?? 1;
  return atOnce(steps, width, async (step): Promise<AppliedStep> => {
    const { datasetId, action } = step;
    if (action !== 'create' && action !== 'update' && action !== 'remove')
      return { datasetId, outcome: 'skipped' };
    if (course.stop !== undefined) return { datasetId, outcome: 'waiting', fault: course.stop };
    if (opened.session.signal.aborted) return { datasetId, outcome: 'waiting' };
    return applyStep(ports, opened, step, course);
  });
}

async function applyStep(
  ports: Ports,
  opened: Opened,
  step: PlannedStep,
  course: Course,
): Promise<AppliedStep> {
  const { datasetId } = step;
  try {
    const applied = await held(
      ports.db,
      { connectorId: opened.connector.config.id, datasetId },
      (claim, token) => write(ports, opened, step, claim, token),
    );
    course.doubts = 0;
    return applied;
  } catch (error) {
    const fault = faultOf(error);
    if (error instanceof Moved) return { datasetId, outcome: 'moved', fault };
    if (opened.session.signal.aborted) return { datasetId, outcome: 'failed', fault };
    const { stop } = error instanceof RemoteFault ? judge(error, false) : { stop: 'no' };
    course.doubts = stop === 'perhaps' ? course.doubts + 1 : 0;
    if (stop === 'now' || course.doubts >= DOUBTS_MAX) course.stop = fault;
    if (fault.kind === 'internal') ports.log.error({ datasetId, error }, 'a step of a plan failed');
    return { datasetId, outcome: 'failed', fault };
  }
}

async function write(
  ports: Ports,
  opened: Opened,
  { datasetId, basis }: PlannedStep,
  claim: Claim,
  token: string,
): Promise<AppliedStep> {
  const { db } = ports;
  const connectorId = opened.connector.config.id;
  const startedAt = new Date();
  const [entry, link] = await Promise.all([
    ports.platform.entries([datasetId]).then((found) => found.get(datasetId)),
    links(db, connectorId, [datasetId]).then((found) => found.get(datasetId)),
  ]);
  const writer = new PushWriter(db, connectorId, token);
  let begun = false;
  try {
    const pushed = await pushDataset({
      opened,
      writer,
      claim,
      entry,
      link,
      planned(plan) {
        begun = false;
        if (basisOf({ opened, entry }, plan) !== basis) throw moved();
        begun = true;
      },
    });
    if (pushed.outcome === 'conflict') throw moved();
    await writer.close({
      ending: { datasetId, rev: claim.rev, end: 'done' },
      outcome: outcomeOf(claim, startedAt, pushed.outcome, pushed),
      ...(pushed.link === undefined ? {} : { link: pushed.link }),
    });
    return { datasetId, outcome: pushed.outcome };
  } catch (error) {
    if (begun) {
      const failed = outcomeOf(claim, startedAt, 'deferred', { fault: faultOf(error) });
      await db.transaction().execute(async (tx) => {
        await announce(tx, [{ connectorId, datasetId }]);
        await recordOutcomes(tx, connectorId, [failed]);
      });
    }
    throw error;
  }
}

function moved(): Moved {
  return new Moved('the remote or the dataset moved since the plan: nothing was written');
}

function faultOf(error: unknown): FaultReport {
  if (error instanceof RemoteFault) return error.report();
  if (error instanceof Moved || error instanceof Busy || error instanceof Superseded)
    return { kind: 'conflict', message: error.message };
  return { kind: 'internal', message: error instanceof Error ? error.message : String(error) };
}
