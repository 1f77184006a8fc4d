import { Cron } from 'croner';
import { z } from 'zod';
import { KINDS } from '../model/dataset.ts';

/** Identifiers that people type, and that stand in workflow ids and URLs. */
export const ConnectorId = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9-]{0,62}$/,
    'lower-case letters, digits and hyphens, at most 63, starting with a letter or digit',
  );

/** `30s`, `15m`, `6h`, `1d`, `2w`. */
const Duration = z
  .string()
  .regex(/^\d{1,6}(s|m|h|d|w)$/, 'a number and one of s, m, h, d, w: 30s, 15m, 6h, 1d, 2w');

const UNIT_MS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

/** A `Duration` in milliseconds. */
export function durationMs(duration: string): number {
  const unit = duration.at(-1);
  if (unit === 's' || unit === 'm' || unit === 'h' || unit === 'd' || unit === 'w') {
    return Number(duration.slice(0, -1)) * UNIT_MS[unit];
  }
  throw new RangeError(`not a duration: ${duration}`);
}

/** Five fields, as cron has them. */
const CronText = z
  .string()
  .refine(isCron, 'five cron fields: minute hour day month weekday, for example "0 4 * * *"');

function isCron(text: string): boolean {
  if (text.trim().split(/\s+/).length !== 5) return false;
  try {
    return new Cron(text, { paused: true }).nextRun() !== undefined;
  } catch {
    return false;
  }
}

const TimeZone = z.string().refine(isTimeZone, 'an IANA time zone, for example Europe/Paris');

function isTimeZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).format(0) !== '';
  } catch {
    return false;
  }
}

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
});
export type Selection = z.infer<typeof Selection>;

export const PushConfig = z.strictObject({
  select: Selection.prefault({}).describe('which datasets go to this remote'),
  concurrency: z.int().min(1).max(64).default(4).describe('requests at once to this remote'),
  edits: z
    .enum(['overwrite', 'keep', 'ask'])
    .default('overwrite')
    .describe('what to do with our fields when somebody edited them on the remote'),
  gone: z
    .enum(['recreate', 'stop'])
    .default('recreate')
    .describe('what to do when somebody deleted our record on the remote'),
  maxAttempts: z
    .int()
    .min(1)
    .max(100)
    .default(12)
    .describe('tries of one dataset before it waits for a person or its next change'),
  retryFirst: Duration.default('30s').describe(
    'wait before the second try of a dataset; it doubles each time',
  ),
  reconcileEvery: Duration.default('1d').describe(
    'how often all datasets are compared with what was last pushed, so that a change that nobody announced arrives too',
  ),
  retryLongest: Duration.default('6h').describe('longest wait between two tries of a dataset'),
});
export type PushConfig = z.infer<typeof PushConfig>;

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
    timezone: TimeZone.optional().describe('time zone of the cron fields; UTC when absent'),
    jitter: Duration.default('1m').describe('spread of the start, so that not all connectors start at once'),
    kinds: z.array(z.enum(KINDS)).min(1).default(['dataset']).describe('kinds of record to take'),
    take: z
      .enum(['metadata', 'links', 'data'])
      .default('links')
      .describe(
        'what to take: the description alone, with the links to the files, or with the files themselves',
      ),
    data: DataConfig.prefault({}).describe('how files are fetched, with take: data'),
    pageSize: z.int().min(1).max(1_000).default(200).describe('records asked for in one page'),
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
    removed: z
      .enum(['keep', 'archive', 'delete'])
      .default('archive')
      .describe('what happens to a dataset whose record was removed'),
    removalShare: z
      .number()
      .min(0)
      .max(0.9)
      .default(0.2)
      .describe('largest share of all records that one run may remove by itself'),
  })
  .refine((harvest) => harvest.every === undefined || harvest.cron === undefined, {
    path: ['cron'],
    message: 'give either every or cron, not both',
  })
  .refine((harvest) => harvest.every === undefined || durationMs(harvest.every) >= 10_000, {
    path: ['every'],
    message: 'at least 10s',
  });
export type HarvestConfig = z.infer<typeof HarvestConfig>;

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
  })
  .refine((connector) => connector.push !== undefined || connector.harvest !== undefined, {
    message: 'a connector needs push, harvest or both; an empty one is written push: {}',
  });
export type ConnectorConfig = z.infer<typeof ConnectorConfig>;
