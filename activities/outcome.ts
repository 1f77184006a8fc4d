import type { Claim } from '../src/ledger/outbox.ts';
import type { Outcome, OutcomeName } from '../src/ledger/outcomes.ts';

/** What there may be to tell of it. */
type OutcomeDetails = Partial<Pick<Outcome, 'writtenAt' | 'verifiedAt' | 'diff' | 'losses' | 'fault'>>;

/** How a push ended that began then, now. */
export function outcomeOf(
  { datasetId, rev, attempts, announcedAt }: Claim,
  startedAt: Date,
  outcome: OutcomeName,
  { writtenAt, verifiedAt, diff, losses, fault }: OutcomeDetails,
): Outcome {
  return {
    datasetId,
    rev,
    attempt: attempts + 1,
    outcome,
    announcedAt,
    startedAt,
    finishedAt: new Date(),
    ...(writtenAt === undefined ? {} : { writtenAt }),
    ...(verifiedAt === undefined ? {} : { verifiedAt }),
    ...(diff === undefined ? {} : { diff }),
    ...(losses === undefined ? {} : { losses }),
    ...(fault === undefined ? {} : { fault }),
  };
}
