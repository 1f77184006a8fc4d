import { z } from 'zod';
import { LinkTemplate } from './link-template.ts';
import { KINDS } from '../model/dataset.ts';
import { isReference, REFERENCE_FORMS } from './secrets.ts';
import { neverFree } from './blackout.ts';
import { Condition } from './condition.ts';
import { Conformance } from './conformance.ts';
import { Duration, durationMs } from './duration.ts';
import { Rules } from './rule.ts';
import { BlackoutWindow, Calendar, CronText, TimeZone } from './schedule.ts';

/** Records in one page; larger ones cost more memory than they save time. */
export const PAGE_SIZE_MAX = 1_000;

/** Identifiers that people type, and that stand in workflow ids and URLs. */
export const ConnectorId = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9-]{0,62}$/,
    'lower-case letters, digits and hyphens, at most 63, starting with a letter or digit',
  );

const isDuration = (text: string): boolean => Duration.safeParse(text).success;

/** Which datasets of the platform go to this remote. All conditions that are given must hold. */
export const Selection = z.strictObject({
  visibility: z
    .array(z.enum(['public', 'private']))
    .min(1)
    .default(['public'])
    .describe('visibility of the datasets to push'),
  ids: z.array(z.string()).optional().describe('only these datasets'),
  exclude: z.array(z.string()).optional().describe('never these datasets'),
  keywords: z
    .array(z.string())
    .optional()
    .describe('only datasets with one of these keywords, in any language'),
  themes: z.array(z.string()).optional().describe('only datasets with one of these theme codes'),
  owners: z.array(z.string()).optional().describe('only datasets of these owners'),
  kinds: z.array(z.enum(KINDS)).min(1).default(['dataset']).describe('kinds of record to push'),
  harvested: z.boolean().default(false).describe('whether datasets that a harvest brought are pushed on'),
  where: Condition.optional().describe('a condition that datasets must also meet'),
});
export type Selection = z.infer<typeof Selection>;

/** Addresses on the platform, for datasets that have none of their own. */
export const LinksConfig = z.strictObject({
  page: LinkTemplate.optional().describe(
    'public page of a dataset without a landing page: https://data.example.org/datasets/{id}; NAVETTE_PUBLIC_URL when absent',
  ),
  download: LinkTemplate.optional().describe(
    'file of a distribution without an address: https://data.example.org/datasets/{id}/files/{distribution}',
  ),
  api: LinkTemplate.optional().describe(
    'API of a dataset that has data and names no service: https://data.example.org/api/datasets/{id}',
  ),
});
export type LinksConfig = z.infer<typeof LinksConfig>;

export const PushConfig = z.strictObject({
  select: Selection.prefault({}).describe('which datasets go to this remote'),
  concurrency: z.int().min(1).max(64).default(4).describe('requests at once to this remote'),
  edits: z
    .enum(['overwrite', 'keep', 'ask'])
    .default('overwrite')
    .describe('what to do with our fields when somebody edited them on the remote'),
  gone: z
    .enum(['recreate', 'stop', 'ask'])
    .default('recreate')
    .describe('what to do when somebody deleted our record on the remote'),
  removal: z
    .enum(['delete', 'archive', 'private'])
    .default('delete')
    .describe(
      'what happens on the remote to the record of a dataset that was deleted, hidden, or is selected no longer',
    ),
  data: z
    .enum(['links', 'upload'])
    .default('links')
    .describe(
      'what goes along of the data: links to the platform, or copies of the files where the remote takes them',
    ),
  uploadFormats: z
    .array(z.string().trim().min(1))
    .min(1)
    .optional()
    .describe('upload only files in these formats: csv, geojson, text/csv; the others stay links'),
  uploadBytesMax: z
    .int()
    .min(1)
    .max(10_000_000_000)
    .default(100_000_000)
    .describe('largest file to upload, in bytes; a larger one stays a link'),
  conformance: Conformance.prefault({}).describe('what becomes of datasets that break the rules of DCAT-AP'),
  links: LinksConfig.default({}).describe('addresses on the platform where a dataset has none of its own'),
  maxAttempts: z
    .int()
    .min(1)
    .max(100)
    .default(12)
    .describe('tries of one dataset before it waits for a person or its next change'),
  ownWorkflowAfter: z
    .int()
    .min(1)
    .max(100)
    .default(5)
    .describe(
      'failed tries of one dataset after which it gets a workflow of its own, where its trouble shows',
    ),
  retryFirst: Duration.default('30s').describe(
    'wait before the second try of a dataset; it doubles each time',
  ),
  reconcileEvery: Duration.default('1d').describe(
    'how often all datasets are compared with what was last pushed, so that a change that nobody announced arrives too',
  ),
  verifyEvery: Duration.refine((every) => !isDuration(every) || durationMs(every) >= 60_000, 'at least 1m')
    .optional()
    .describe(
      'how often the records on the remote are read and compared with what was last pushed; only when asked when absent',
    ),
  retryLongest: Duration.default('6h').describe('longest wait between two tries of a dataset'),
});
export type PushConfig = z.infer<typeof PushConfig>;

/** How an incremental harvest reaches back, and how often it is none. */
export const Incremental = z.strictObject({
  overlap: Duration.default('1h').describe(
    'how far before the last change that was seen an incremental harvest begins',
  ),
  fullEvery: Duration.default('1w').describe('how often a full pass is made all the same'),
});
export type Incremental = z.infer<typeof Incremental>;

export const Versions = z.strictObject({
  keep: z.int().min(1).max(1_000).default(10).describe('superseded versions of a dataset that are kept'),
  days: z.int().min(1).max(3_650).default(365).describe('days for which superseded versions are kept'),
  raw: z.boolean().default(true).describe('whether what the source said is kept with each version'),
});
export type Versions = z.infer<typeof Versions>;
/** Sizes as people write them: `500 kB`, `2 GiB`. */
const Size = z
  .string()
  .regex(
    /^\d{1,9}(\.\d{1,3})? ?(B|kB|MB|GB|TB|KiB|MiB|GiB|TiB)$/,
    'a number and one of B, kB, MB, GB, TB, KiB, MiB, GiB, TiB: 500 MB, 2 GiB',
  );

const UNIT_BYTES: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
};

/** A `Size` in bytes. */
export function sizeBytes(size: string): number {
  const [, number = '', unit = ''] = /^([\d.]+) ?([A-Za-z]+)$/.exec(size) ?? [];
  const factor = UNIT_BYTES[unit];
  if (factor === undefined) throw new RangeError(`not a size: ${size}`);
  return Math.round(Number(number) * factor);
}

/** How the data behind harvested datasets is brought in; only with `take: data`. */
export const DataConfig = z.strictObject({
  formats: z
    .array(
      z.string().regex(/^[a-z0-9-]{1,20}$/, 'a format’s short name in lower case: csv, parquet, geojson'),
    )
    .min(1)
    .default(['csv', 'parquet', 'geojson', 'json', 'jsonl', 'xlsx', 'ods', 'xml', 'zip'])
    .describe('formats that are fetched, the preferred one first; others never are'),
  all: z
    .boolean()
    .default(false)
    .describe('every distribution in one of the formats, instead of the best one of each dataset'),
  table: z
    .enum(['never', 'fallback', 'prefer'])
    .default('fallback')
    .describe(
      'use of the table that a remote keeps beside a file (CKAN DataStore): when the file cannot be had, or first of all',
    ),
  bytesMax: Size.default('2 GiB').describe('largest file that is fetched'),
  bytesPerRun: Size.default('20 GiB').describe(
    'bytes fetched for one harvest at most; what is over waits for the next one',
  ),
  bytesPerHostPerRun: Size.default('10 GiB').describe('the same for each host'),
  rowsDropShare: z
    .number()
    .min(0)
    .max(1)
    .default(0.3)
    .describe(
      'share of its rows that a table may lose before its new version is held for a decision; 1 never holds',
    ),
  concurrency: z.int().min(1).max(16).default(2).describe('files fetched at once'),
  stallSeconds: z
    .int()
    .min(1)
    .max(3_600)
    .default(30)
    .describe('silence in the middle of a file after which the connection is given up and resumed'),
  bytesPerSecondMin: z
    .int()
    .min(0)
    .max(1_000_000_000)
    .default(1_000)
    .describe('slowest rate, over a minute, that is borne'),
  hoursMax: z.number().min(0.01).max(48).default(6).describe('longest time for one try of one file'),
  checkEvery: Duration.default('1d').describe(
    'how often a file whose record did not change is asked for again; only a changed one is sent',
  ),
  verifyEvery: Duration.default('30d').describe(
    'how often a file is fetched whole although the remote says that it did not change',
  ),
  maxAttempts: z
    .int()
    .min(1)
    .max(100)
    .default(12)
    .describe('tries of one file before it waits for a person or its next change'),
});
export type DataConfig = z.infer<typeof DataConfig>;

export const HarvestConfig = z
  .strictObject({
    every: Duration.optional().describe('interval between two harvests'),
    cron: CronText.optional().describe('when to harvest, in cron fields'),
    timezone: TimeZone.optional().describe('time zone of cron and calendar; UTC when absent'),
    calendar: z
      .union([Calendar, z.array(Calendar).min(1).max(50)])
      .optional()
      .describe('when to harvest, by wall-clock fields with names'),
    jitter: Duration.default('1m').describe('spread of the start, so that not all connectors start at once'),
    blackout: z
      .array(BlackoutWindow)
      .min(1)
      .max(50)
      .optional()
      .describe('times in which no harvest starts: what falls due in them is done once, right after'),
    overlap: z
      .enum(['skip', 'buffer-one'])
      .default('skip')
      .describe(
        'what happens to a harvest that falls due while another runs: skipped, or one waits for its end',
      ),
    catchUp: Duration.default('1h').describe(
      'how late a harvest that fell due while nothing ran may still start',
    ),
    kinds: z.array(z.enum(KINDS)).min(1).default(['dataset']).describe('kinds of record to take'),
    take: z
      .enum(['metadata', 'links', 'data'])
      .default('links')
      .describe(
        'what to take of a record: without its distributions, with their addresses, or with their data',
      ),
    data: DataConfig.prefault({}).describe('how files are fetched, with take: data'),
    include: Condition.optional().describe('only records that meet this condition'),
    exclude: Condition.optional().describe('no records that meet this condition'),
    conformance: Conformance.prefault({}).describe('what becomes of records that break the rules of DCAT-AP'),
    rules: Rules.optional().describe('mapping rules, carried out in their order'),
    pageSize: z
      .int()
      .min(1)
      .max(PAGE_SIZE_MAX)
      .default(200)
      .describe('records asked for in one page; up to five times as many while nothing is new'),
    visibility: z
      .enum(['public', 'private'])
      .default('public')
      .describe('visibility of harvested datasets in the platform'),
    absences: z
      .int()
      .min(1)
      .max(100)
      .default(2)
      .describe('complete listings in a row that must miss a record before it counts as removed'),
    grace: Duration.default('1d').describe(
      'how long a record must have been missing before it counts as removed; 0s for no wait',
    ),
    removed: z
      .enum(['keep', 'mark', 'archive', 'delete'])
      .default('archive')
      .describe('what happens to a dataset whose record was removed; mark: it stays and says so'),
    removalShare: z
      .number()
      .min(0)
      .max(0.9)
      .default(0.2)
      .describe('largest share of all records that one run may remove by itself'),
    removalMax: z
      .int()
      .min(0)
      .optional()
      .describe('largest number of records that one run may remove by itself; 0: always ask'),
    decideWithin: Duration.default('7d').describe(
      'how long removals and renames wait for a decision; then they count as rejected, and are asked again after as long',
    ),
    incremental: Incremental.optional().describe(
      'ask only for what changed; `incremental: {}` takes every default',
    ),
    versions: Versions.prefault({}).describe('how much of the past is kept'),
  })
  .refine((harvest) => harvest.every === undefined || harvest.cron === undefined, {
    path: ['cron'],
    message: 'give either every or cron, not both',
  })
  .refine(
    (harvest) =>
      harvest.calendar === undefined || (harvest.every === undefined && harvest.cron === undefined),
    { path: ['calendar'], message: 'give one of every, cron and calendar' },
  )
  .refine((harvest) => harvest.blackout === undefined || harvest.overlap === 'skip', {
    path: ['overlap'],
    message:
      'with a blackout only skip: one that waits would do again what was done at the end of the blackout',
  })
  .refine((harvest) => harvest.blackout === undefined || !neverFree(harvest.blackout), {
    path: ['blackout'],
    message: 'these windows leave no time in a week at which a harvest could start: make them shorter',
  })
  .refine((harvest) => harvest.every === undefined || durationMs(harvest.every) >= 10_000, {
    path: ['every'],
    message: 'at least 10s',
  });
export type HarvestConfig = z.infer<typeof HarvestConfig>;

/** Who is told when harvests begin to fail, work again, or wait for a decision. */
export const Notify = z.strictObject({
  webhook: z
    .strictObject({
      url: z.url({ protocol: /^https?$/ }).describe('address that is called with a signed POST'),
      secret: z
        .string()
        .refine(isReference, `the key of the signature is written ${REFERENCE_FORMS}`)
        .describe('where the key of the signature is'),
    })
    .optional()
    .describe('a program that is called'),
  email: z.array(z.email()).max(50).optional().describe('people who are written to'),
});
export type Notify = z.infer<typeof Notify>;

/**
 * One connector as its owner wrote it. `settings` belong to the adapter; a secret in them is a reference:
 * `env:NAME`, `file:/path`, or `ledger:` for one that was stored through the API.
 */
export const ConnectorConfig = z
  .strictObject({
    id: ConnectorId,
    adapter: z.string().min(1).describe('kind of remote: see `navette adapters`'),
    title: z.string().min(1).max(200).optional().describe('name for people'),
    settings: z.record(z.string(), z.unknown()).default({}).describe('settings of the adapter'),
    requestsPerMinute: z
      .int()
      .min(1)
      .max(60_000)
      .optional()
      .describe('requests a minute to this remote at most; as many as it takes when absent'),
    push: PushConfig.optional(),
    harvest: HarvestConfig.optional(),
    notify: Notify.optional().describe(
      'who is told when harvests begin to fail, work again or wait for a decision; the installation’s default when absent',
    ),
  })
  .refine((connector) => connector.push !== undefined || connector.harvest !== undefined, {
    message: 'a connector needs push, harvest or both; an empty one is written push: {}',
  });
export type ConnectorConfig = z.infer<typeof ConnectorConfig>;
