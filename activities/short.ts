import type { RunCounts } from '../src/ledger/schema/runs.ts';
import type { HarvestCounts } from '../src/model/counts.ts';

/** What a history needs to know. */
export function shortOf(counts: RunCounts): HarvestCounts {
  const { received, added, updated, unchanged, setAside, filtered, removed, held } = counts;
  return { received, added, updated, unchanged, setAside, filtered, removed, held };
}
