import type { WireDataset } from '../wire.ts';

/** When it last changed in any way: metadata, data and the end of the work on them have a date each. */
export function changedAt({
  updatedAt,
  dataUpdatedAt,
  finalizedAt,
}: Pick<WireDataset, 'updatedAt' | 'dataUpdatedAt' | 'finalizedAt'>): string | undefined {
  const times = [updatedAt, dataUpdatedAt, finalizedAt]
    .map((at) => Date.parse(at ?? ''))
    .filter(Number.isFinite);
  return times.length === 0 ? undefined : new Date(Math.max(...times)).toISOString();
}
