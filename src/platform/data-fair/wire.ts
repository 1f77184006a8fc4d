import { z } from 'zod';

/** What does not parse counts as not there: one odd field must not cost the dataset. */
const lenient = <S extends z.ZodType>(schema: S) =>
  schema
    .nullish()
    .catch(undefined)
    .transform((value) => value ?? undefined);
const text = lenient(z.string());
const moment = lenient(z.string().min(4));
const count = lenient(z.number().int().nonnegative());

const WireFile = z.object({
  name: text,
  size: count,
  mimetype: text,
  md5: text,
  schema: z.unknown().optional(),
});

const WireOwner = z.object({
  type: z.enum(['user', 'organization']),
  id: z.string().min(1),
  name: text,
  department: text,
  departmentName: text,
});

export const WireTopic = z.object({ id: z.string(), title: z.string() });
export type WireTopic = z.output<typeof WireTopic>;

export const WireLicense = z.object({ title: text, href: text });
export type WireLicense = z.output<typeof WireLicense>;

/** Attachments are written back with everything that others put there. */
export const WireAttachment = z.looseObject({
  title: z.string().optional().catch(undefined),
  description: z.string().optional().catch(undefined),
  includeInCatalogPublications: z.boolean().optional().catch(undefined),
  type: z.string().optional().catch(undefined),
  name: z.string().optional().catch(undefined),
  url: z.string().optional().catch(undefined),
  size: z.number().optional().catch(undefined),
  mimetype: z.string().optional().catch(undefined),
  updatedAt: z.string().optional().catch(undefined),
});
export type WireAttachment = z.output<typeof WireAttachment>;

const WireField = z.looseObject({
  key: z.string(),
  type: text,
  format: text,
  title: text,
  description: text,
  'x-refersTo': text,
  'x-originalName': text,
  'x-calculated': lenient(z.boolean()),
});
export type WireField = z.output<typeof WireField>;

const list = <S extends z.ZodType>(member: S) =>
  z
    .array(z.unknown())
    .nullish()
    .catch(undefined)
    .transform((members) =>
      (members ?? []).flatMap((one) => {
        const parsed = member.safeParse(one);
        return parsed.success ? [parsed.data] : [];
      }),
    );

/** A dataset as Data Fair shows it, as far as it is read here. */
export const WireDataset = z.object({
  id: z.string().min(1),
  slug: text,
  title: text,
  summary: text,
  description: text,
  image: text,
  keywords: list(z.string()),
  topics: list(WireTopic),
  license: lenient(WireLicense),
  frequency: text,
  spatial: text,
  temporal: lenient(z.object({ start: moment, end: moment })),
  creator: text,
  origin: text,
  modified: moment,
  conformsTo: lenient(z.object({ title: text, version: text, url: text })),
  customMetadata: lenient(z.record(z.string(), z.unknown())),
  extras: lenient(z.record(z.string(), z.unknown())),
  attachments: list(WireAttachment),
  file: lenient(WireFile),
  originalFile: lenient(WireFile),
  isRest: lenient(z.boolean()),
  isVirtual: lenient(z.boolean()),
  isMetaOnly: lenient(z.boolean()),
  schema: list(WireField),
  primaryKey: list(z.string()),
  count,
  bbox: lenient(z.array(z.number()).length(4)),
  timePeriod: lenient(z.object({ startDate: moment, endDate: moment })),
  status: text,
  draftReason: z.unknown().optional(),
  draft: z.unknown().optional(),
  createdAt: moment,
  updatedAt: moment,
  dataUpdatedAt: moment,
  finalizedAt: moment,
  owner: lenient(WireOwner),
  visibility: text,
  public: lenient(z.boolean()),
  publicationSites: list(z.string()),
});
export type WireDataset = z.output<typeof WireDataset>;

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
