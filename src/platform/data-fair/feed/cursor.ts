import { z } from 'zod';

/** Dates by which Data Fair sorts, none of which alone shows every change. */
export const CLOCKS = ['updatedAt', 'dataUpdatedAt', 'finalizedAt'] as const;
export type Clock = (typeof CLOCKS)[number];

const Digests = z.record(z.string(), z.string());

/** Where a look at the changes goes on. */
const Cursor = z.object({
  /** Newest date seen of each clock. */
  marks: z.partialRecord(z.enum(CLOCKS), z.string()).default({}),
  /** When everything was last gone through. */
  sweptAt: z.string().optional(),
  /** How many more datasets Data Fair counted than were known, all and public, when everything was last gone through. */
  surplus: z.object({ all: z.number(), public: z.number() }).optional(),
  /** Settings that decide how datasets look, by digest. */
  settings: z.object({ site: Digests, topics: Digests, licenses: Digests }).optional(),
  /** Public applications by id: how each looked, and which datasets it showed; `fresh`: it was just being saved. */
  applications: z
    .record(
      z.string(),
      z.object({ digest: z.string(), datasets: z.array(z.string()), fresh: z.literal(true).optional() }),
    )
    .optional(),
});
export type Cursor = z.infer<typeof Cursor>;

export function cursorText(cursor: Cursor): string {
  return JSON.stringify(cursor);
}

/** One that cannot be read is none: everything is looked at anew. */
export function cursorIn(text: string | undefined): Cursor | undefined {
  if (text === undefined) return undefined;
  try {
    const read = Cursor.safeParse(JSON.parse(text));
    return read.success ? read.data : undefined;
  } catch {
    return undefined;
  }
}

/** Replicas' clocks differ, and a list may be some seconds old. */
export const OVERLAP_MS = 120_000;

/** From when on a clock is read again; undefined: it was never read. */
export function sinceMark(cursor: Cursor, clock: Clock): string | undefined {
  const mark = Date.parse(cursor.marks[clock] ?? '');
  return Number.isFinite(mark) ? new Date(mark - OVERLAP_MS).toISOString() : undefined;
}

/** A mark only moves forward. */
export function laterMark(
  before: string | undefined,
  stamps: readonly { [K in Clock]?: string | undefined }[],
  clock: Clock,
): string | undefined {
  return stamps
    .map((stamp) => stamp[clock])
    .filter((at) => at !== undefined)
    .reduce<string | undefined>((latest, at) => (latest === undefined || at > latest ? at : latest), before);
}
