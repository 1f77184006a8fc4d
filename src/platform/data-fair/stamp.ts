import type { WireStamp } from './wire.ts';

/** Data Fair works on a dataset in steps; these are the two ends. */
const AT_REST = new Set(['finalized', 'error']);

/** Whether nothing goes on with it. What is metadata only is never worked on. */
export function isSettled({ status, isMetaOnly }: Pick<WireStamp, 'status' | 'isMetaOnly'>): boolean {
  return isMetaOnly === true || status === undefined || AT_REST.has(status);
}

/** Another one is a change. */
export function stampOf({
  updatedAt = '',
  dataUpdatedAt = '',
  finalizedAt = '',
  status = '',
}: WireStamp): string {
  return [updatedAt, dataUpdatedAt, finalizedAt, status].join(' ');
}

/** When it last changed in any way. */
export function changedAt({ updatedAt, dataUpdatedAt, finalizedAt }: WireStamp): Date {
  const times = [updatedAt, dataUpdatedAt, finalizedAt]
    .map((at) => Date.parse(at ?? ''))
    .filter(Number.isFinite);
  return new Date(times.length === 0 ? 0 : Math.max(...times));
}
