import { look } from './plan.ts';
import type { Ports } from './ports.ts';
import type { Target } from './push.ts';
import type { DatasetPlan } from '../src/adapters/dataset-plan.ts';
import type { PushConfig } from '../src/config/connector.ts';
import { FAULTS, RemoteFault } from '../src/faults.ts';
import type { Drift } from '../src/ledger/drift.ts';
import type { VerifiedPart } from '../src/model/counts.ts';

/** How one record differs from what was last pushed, and how that counts. */
export interface Found {
  datasetId: string;
  drifts: Drift[];
  counts: VerifiedPart;
}

/** Reads the record of a dataset and tells how it is not as it was left. A fault of the whole remote is thrown. */
export async function compare(
  ports: Ports,
  target: Pick<Target, 'opened' | 'datasetId' | 'entry' | 'link'>,
  push: PushConfig,
): Promise<Found> {
  const { datasetId, link } = target;
  const place = { datasetId, remoteId: link?.remoteId ?? '' };
  try {
    const seen = await look({ ...target, forced: true, asking: true });
    return { datasetId, ...judged(seen, place, push) };
  } catch (error) {
    if (error instanceof RemoteFault && FAULTS[error.kind].scope === 'remote') throw error;
    if (!(error instanceof RemoteFault)) ports.log.error({ datasetId, error }, 'a record was not compared');
    const reason = error instanceof Error ? error.message : String(error);
    return {
      datasetId,
      drifts: [{ ...place, kind: 'unreadable', next: 'left', reason }],
      counts: { unreadable: 1 },
    };
  }
}

function judged(
  { action, diff = [], conflicts = [] }: Partial<DatasetPlan>,
  place: Pick<Drift, 'datasetId' | 'remoteId'>,
  push: PushConfig,
): Pick<Found, 'drifts' | 'counts'> {
  if (action === 'remove') {
    const drifts = diff.map(({ field, before, after }): Drift => ({
      ...place,
      kind: 'inSight',
      field,
      pushed: after,
      shown: before,
      next: 'push',
    }));
    return { drifts, counts: { inSight: 1 } };
  }
  if (conflicts.some(({ gone }) => gone === true)) {
    const next = push.gone === 'ask' ? 'ask' : 'push';
    return { drifts: [{ ...place, kind: 'gone', next }], counts: { gone: { [push.gone]: 1 } } };
  }
  const edited = conflicts.map(({ field, ours, theirs }): Drift => ({
    ...place,
    kind: 'edited',
    field,
    pushed: ours,
    shown: theirs,
    next: NEXT[push.edits],
  }));
  // What differs and was nobody's edit is written again by any policy.
  const others = diff
    .filter(({ field }) => !conflicts.some((conflict) => conflict.field === field))
    .map(({ field, before, after }): Drift => ({
      ...place,
      kind: 'edited',
      field,
      pushed: after,
      shown: before,
      next: 'push',
    }));
  const drifts = [...edited, ...others];
  if (drifts.length === 0) return { drifts, counts: { same: 1 } };
  return { drifts, counts: { edited: { [edited.length === 0 ? 'overwrite' : push.edits]: 1 } } };
}

const NEXT = { overwrite: 'push', keep: 'left', ask: 'ask' } as const;
