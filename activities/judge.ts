import { FAULTS, type FaultReport, type RemoteFault } from '../src/faults.ts';
import type { PushConfig } from '../src/config/connector.ts';
import type { Claim, Ending } from '../src/ledger/outbox.ts';
import type { OutcomeName } from '../src/ledger/outcomes.ts';
import { backoffMs } from './backoff.ts';

/** What a failed push means for its dataset, and for everything else that waits for the same remote. */
export type Judgement =
  /** Everything stops, at once. */
  | { stop: 'now' }
  /** It may be the remote or only this dataset: stop when nothing else succeeds. */
  | { stop: 'perhaps' }
  /** This dataset alone. */
  | { stop: 'no' };

/** `proven`: a probe has just shown that the remote works for us, so that the fault is the dataset's own. */
export function judge(fault: RemoteFault, proven: boolean): Judgement {
  if (fault.kind === 'throttled' || fault.kind === 'readOnly') return { stop: 'now' };
  if (proven) return { stop: 'no' };
  if (fault.kind === 'unreachable' || fault.kind === 'broken' || fault.kind === 'malformed')
    return { stop: 'perhaps' };
  return { stop: FAULTS[fault.kind].scope === 'remote' ? 'now' : 'no' };
}

/** How a dataset waits after its own fault: again later, or parked until somebody moves. */
export function verdictOn(
  claim: Claim,
  fault: FaultReport,
  retryable: boolean,
  push: PushConfig,
  random: number,
): { ending: Ending; outcome: OutcomeName } {
  const base = { datasetId: claim.datasetId, rev: claim.rev };
  if (!retryable) return { ending: { ...base, end: 'parked', parked: 'refused', fault }, outcome: 'refused' };
  const attempts = claim.attempts + 1;
  if (attempts >= push.maxAttempts)
    return { ending: { ...base, end: 'parked', parked: 'failed', fault }, outcome: 'failed' };
  const waitMs = backoffMs(push, attempts, fault.retryAfterMs, random);
  return { ending: { ...base, end: 'deferred', fault, waitMs }, outcome: 'deferred' };
}
