import { z } from 'zod';
import { count, lenient, list, text, WireDataset, WireTopic } from '../../formats/data-fair/wire.ts';

/** What a look for changes reads of each dataset. */
export const WireStamp = WireDataset.pick({
  id: true,
  status: true,
  isMetaOnly: true,
  updatedAt: true,
  dataUpdatedAt: true,
  finalizedAt: true,
  visibility: true,
  public: true,
});
export type WireStamp = z.output<typeof WireStamp>;

/** A broken entry must not cost the page: it is passed over and counted as not listed. */
export const listOf = <S extends z.ZodType>(member: S) => z.object({ count: count, results: list(member) });

export const WirePermission = z.looseObject({
  type: z.string().nullish(),
  id: z.string().nullish(),
  operations: z.array(z.string()).nullish(),
  classes: z.array(z.string()).nullish(),
});
export type WirePermission = z.output<typeof WirePermission>;

/** Of a list without results: which topics datasets have. */
export const WireTopicFacet = z.object({
  facets: z.object({ topics: list(z.object({ value: WireTopic })) }),
});

/** Of a bulk of lines: the status is 200 even when none was taken. */
export const WireBulk = z.object({
  nbOk: count,
  nbErrors: count,
  nbCreated: count,
  nbModified: count,
  nbDeleted: count,
  nbNotModified: count,
  cancelled: lenient(z.boolean()),
  errors: list(z.object({ line: lenient(z.number()), error: text, status: lenient(z.number()) })),
});
export type WireBulk = z.output<typeof WireBulk>;

export const WireLines = z.object({
  total: count,
  next: text,
  results: z.array(z.record(z.string(), z.unknown())),
});
export type WireLines = z.output<typeof WireLines>;

export const WireJournal = z.array(z.object({ type: z.string(), data: z.unknown().optional() }));
