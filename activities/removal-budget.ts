import type { HarvestConfig } from '../src/config/connector.ts';

/**
 * How many records one run may remove by itself: the smaller of its share and its number, never everything. A share
 * above nothing lets one record of a small catalogue go.
 */
export function removalBudget(
  { removalShare, removalMax }: Pick<HarvestConfig, 'removalShare' | 'removalMax'>,
  { live, seen }: { live: number; seen: number },
): number {
  if (seen === 0 || removalShare === 0) return 0;
  const share = Math.max(1, Math.floor(live * removalShare));
  return Math.max(0, Math.min(share, removalMax ?? share, live - 1));
}
