import { z } from 'zod';
import { KINDS } from '../model/dataset.ts';
import { neverFree } from './blackout.ts';
import { Condition } from './condition.ts';
import { Duration, durationMs } from './duration.ts';
import { Rules } from './rule.ts';
import { BlackoutWindow, Calendar, CronText, TimeZone } from './schedule.ts';

/** Identifiers that people type, and that stand in workflow ids and URLs. */
export const ConnectorId = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9-]{0,62}$/,
    'lower-case letters, digits and hyphens, at most 63, starting with a letter or digit',
  );

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
    include: Condition.optional().describe('only records that meet this condition'),
    exclude: Condition.optional().describe('no records that meet this condition'),
    rules: Rules.optional().describe('mapping rules, carried out in their order'),
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
