import type { Dataset } from '../src/model/dataset.ts';
import { fingerprint } from '../src/model/fingerprint.ts';
import { keepIds } from '../src/model/same-distribution.ts';

/** A dataset as the platform is to hold it. */
export interface SettledDataset {
  dataset: Dataset;
  fingerprint: string;
  /** The platform's id of a distribution → its source's, where they differ. */
  distributionIds?: Record<string, string>;
}

/**
 * Sources make all ids of files anew at their pleasure. What the platform holds keeps the ids that it has, so that
 * whatever refers to a file still finds it, and a harvest in which nothing else changed writes nothing.
 */
export function settledDistributions(
  before: Dataset | undefined,
  dataset: Dataset,
  given: string,
  named?: Readonly<Record<string, string>>,
): SettledDataset {
  if (before?.distribution === undefined || dataset.distribution === undefined)
    return { dataset, fingerprint: given };
  const { distributions, ids } = keepIds(before.distribution, dataset.distribution, named);
  if (Object.keys(ids).length === 0) return { dataset, fingerprint: given };
  const settled = { ...dataset, distribution: distributions };
  return { dataset: settled, fingerprint: fingerprint(settled), distributionIds: ids };
}
