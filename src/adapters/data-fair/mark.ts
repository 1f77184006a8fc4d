import { z } from 'zod';

/** What a Navette keeps with its datasets, in the place that Data Fair leaves to whoever needs one. */
export const MARK = 'navetteMark';
export const LINKS = 'navetteLinks';

export function markIn(extras: unknown): string | undefined {
  const found = z.object({ [MARK]: z.string().min(1) }).safeParse(extras);
  return found.data?.[MARK];
}
