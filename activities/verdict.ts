import type { Run } from '../src/ledger/runs.ts';

type Verdict = NonNullable<Run['verdict']>;

/** What the ledger knows of a listing, beside what the adapter says. */
export interface Evidence {
  /** Distinct records that came: stored, or waiting under a new id. */
  distinct: number;
  /** Records of the connector that are in use, whether they came or not. */
  live: number;
  /** The settings are those with which it began. */
  sameScope: boolean;
}

/**
 * How far a finished listing can be believed: the adapter's verdict, checked against what was stored. It can only get
 * worse here.
 */
export function verdictOf(run: Run, { distinct, live, sameScope }: Evidence): Verdict {
  const { counts } = run;
  const verdict = run.verdict ?? {
    state: 'suspicious',
    reason: 'the listing ended without a verdict',
    received: counts.received,
  };
  if (verdict.state !== 'complete') return verdict;
  const worse = (state: string, reason: string): Verdict => ({ ...verdict, state, reason });
  const { announced, received } = verdict;
  if (announced !== undefined && received < announced && run.mode !== 'incremental')
    return worse('truncated', `of ${announced} announced records ${received} came`);
  const kept = distinct + counts.own + counts.setAside + counts.filtered;
  if (kept === 0 && live > 0 && run.mode !== 'incremental')
    return worse('suspicious', `the listing is empty, although it held ${live} records before`);
  if (counts.repeated > 0 && kept < received)
    return worse('moving', `${counts.repeated} records came twice: the listing moved while it was read`);
  if (kept < received) return worse('suspicious', `${received} records came and ${kept} are accounted for`);
  if (!sameScope)
    return worse('moving', 'the settings changed while it ran: pages before and after are not one listing');
  return verdict;
}
