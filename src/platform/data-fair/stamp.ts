import type { WireStamp } from './wire.ts';

/** Data Fair works on a dataset in steps; these are the two ends. */
const AT_REST = new Set(['finalized', 'error']);

/** Whether nothing goes on with it. What is metadata only is never worked on. */
export function isSettled({ status, isMetaOnly }: Pick<WireStamp, 'status' | 'isMetaOnly'>): boolean {
  return isMetaOnly === true || status === undefined || AT_REST.has(status);
}

/** Another one is a change. No date tells of who may see a dataset. */
export function stampOf(wire: WireStamp): string {
  const { updatedAt = '', dataUpdatedAt = '', finalizedAt = '', status = '' } = wire;
  return [updatedAt, dataUpdatedAt, finalizedAt, status, isPublic(wire) ? PUBLIC : ''].join(' ');
}

/** How stamps of public datasets end. */
export const PUBLIC = 'public';

/** «Protected» is for some: for catalogues that is private. */
export function isPublic({ visibility, public: open }: Pick<WireStamp, 'visibility' | 'public'>): boolean {
  return visibility === undefined ? open === true : visibility === 'public';
}

/** When it last changed in any way. */
export function changedAt({
  updatedAt,
  dataUpdatedAt,
  finalizedAt,
}: Pick<WireStamp, 'updatedAt' | 'dataUpdatedAt' | 'finalizedAt'>): Date {
  const times = [updatedAt, dataUpdatedAt, finalizedAt]
    .map((at) => Date.parse(at ?? ''))
    .filter(Number.isFinite);
  return new Date(times.length === 0 ? 0 : Math.max(...times));
}
