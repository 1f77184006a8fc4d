import type { Condition } from '../config/condition.ts';
import type { HarvestConfig } from '../config/connector.ts';

/** Whether a connector makes the same of a record today and tomorrow: `90d` is another day each day. */
export function isTimeless({
  include,
  exclude,
  rules = [],
}: Pick<HarvestConfig, 'include' | 'exclude' | 'rules'>): boolean {
  const conditions = [include, exclude, ...rules.map(({ when }) => when)];
  return !conditions.some((condition) => condition !== undefined && goesByTime(condition));
}

function goesByTime({ modifiedSince, any = [], all = [], not }: Condition): boolean {
  return (
    (modifiedSince !== undefined && /^\d+[dw]$/.test(modifiedSince)) ||
    [...any, ...all, ...(not === undefined ? [] : [not])].some(goesByTime)
  );
}
