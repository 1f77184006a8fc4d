import { z } from 'zod';
import { ConnectorId } from '../config/connector.ts';
import { FAULTS } from '../faults.ts';
import type { ImportState } from '../ledger/import-list.ts';
import { OUTCOMES } from '../ledger/outcomes.ts';
import { Dataset, ID_BYTES_MAX } from '../model/dataset.ts';

/** What the API takes and gives. Answers are described here and checked by the compiler against what control gives. */

/** A platform's id of a dataset. Dots alone would be folded away by clients that tidy addresses. */
export const DatasetId = z
  .string()
  .min(1)
  .refine((id) => Buffer.byteLength(id, 'utf8') <= ID_BYTES_MAX, `at most ${ID_BYTES_MAX} bytes`)
  // oxlint-disable-next-line no-control-regex
  .refine((id) => id.isWellFormed() && !/[\u0000-\u001f\u007f]/.test(id), 'no control characters')
  .refine((id) => id !== '.' && id !== '..', 'not dots alone');

export const ConnectorParams = z.object({ id: ConnectorId });

export function limited(most: number, usual: number) {
  return z.coerce.number<string>().int().min(1).max(most).default(usual);
}

export const Fault = z.object({
  kind: z
    .enum([...Object.keys(FAULTS).filter(isFaultKind), 'internal'])
    .describe('internal: a bug of Navette, not of the remote'),
  message: z.string(),
  status: z.number().optional(),
  retryAfterMs: z.number().optional(),
  fields: z
    .array(z.object({ path: z.string(), message: z.string() }))
    .optional()
    .describe('fields that the remote refused, in its words'),
});

export const Outcome = z.object({
  datasetId: z.string(),
  outcome: z.enum(OUTCOMES),
  rev: z.number(),
  attempt: z.number(),
  announcedAt: z.date(),
  startedAt: z.date(),
  writtenAt: z.date().optional().describe('when the remote had acknowledged the last write'),
  verifiedAt: z.date().optional().describe('when it was known what the remote shows after it'),
  finishedAt: z.date(),
  diff: z.array(z.unknown()).optional(),
  losses: z.array(z.unknown()).optional(),
  fault: Fault.optional(),
});

export const Waiting = z.object({
  datasetId: z.string(),
  state: z.enum(['due', 'working', 'deferred', 'refused', 'failed', 'conflict']),
  attempts: z.number(),
  announcedAt: z.date(),
  nextAt: z.date().optional(),
  workflowId: z
    .string()
    .optional()
    .describe('the workflow that tries this dataset alone, because it kept failing'),
  fault: Fault.optional(),
});

const COUNTS = {
  received: z.number(),
  added: z.number(),
  updated: z.number(),
  unchanged: z.number(),
  pinned: z.number().optional().describe('of the unchanged: left as a person took them back'),
  returned: z.number(),
  own: z.number(),
  setAside: z.number(),
  nonconforming: z
    .number()
    .optional()
    .describe('of those read in this run: they break rules of the connector’s profile'),
  filtered: z.number(),
  repeated: z.number(),
  missing: z.number(),
  outOfScope: z.number(),
  removed: z.number(),
  renamed: z.number(),
  held: z.number(),
};

export const Run = z.object({
  id: z.string(),
  connectorId: z.string(),
  workflowId: z.string(),
  mode: z.string(),
  state: z.enum(['running', 'complete', 'partial', 'failed', 'cancelled']),
  scopeFingerprint: z.string(),
  mappingFingerprint: z.string().optional(),
  cursor: z.string().optional(),
  pages: z.number(),
  counts: z.object(COUNTS),
  announcedFirst: z.number().optional(),
  announcedLast: z.number().optional(),
  verdict: z
    .object({
      state: z.string(),
      reason: z.string().optional(),
      announced: z.number().optional(),
      received: z.number(),
    })
    .optional(),
  reason: z.string().optional(),
  fault: Fault.optional(),
  since: z.string().optional().describe('incremental: what changed since, by the remote’s clock'),
  modeReason: z.string().optional().describe('why this mode and not the one that was asked for'),
  startedAt: z.date(),
  endedAt: z.date().optional(),
});

export const RunParams = z.object({ id: z.string().min(1).max(512) });

export const Hold = z.object({
  runId: z.string(),
  connectorId: z.string(),
  state: z
    .enum(['open', 'approved', 'rejected', 'expired', 'withdrawn'])
    .describe('expired: nobody decided in time, which is a no; withdrawn: nothing of it was left'),
  removals: z.number().describe('when it opened'),
  renames: z.number().describe('when it opened'),
  applied: z.number().describe('carried out so far'),
  createdAt: z.date(),
  expiresAt: z.date(),
  decidedAt: z.date().optional(),
  decidedBy: z.string().optional(),
  endedAt: z.date().optional(),
});

export const SetAside = z.object({
  remoteId: z.string().optional(),
  stage: z.string(),
  field: z.string().optional(),
  value: z.string().optional(),
  reason: z.string(),
  raw: z.string().optional(),
});

export const RecordShown = z.object({
  connectorId: z.string(),
  remoteId: z.string(),
  datasetId: z.string(),
  seenRun: z.string(),
  changedRun: z.string(),
  absences: z.number().describe('complete listings in a row that did not hold it'),
  missingSince: z.date().optional(),
  removedAt: z.date().optional(),
  rules: z
    .object({
      touched: z.array(
        z.object({
          rule: z.string(),
          field: z.string(),
          from: z.string().optional().describe('absent: nothing was there'),
          to: z.string().optional().describe('absent: it was taken away'),
        }),
      ),
      unmatched: z.array(z.object({ rule: z.string(), field: z.string(), value: z.string() })).optional(),
      more: z.number().optional().describe('how many more there are than are kept'),
    })
    .optional()
    .describe('what mapping rules changed; absent when none did'),
});

export const Unmatched = z.object({
  rule: z.string(),
  field: z.string(),
  value: z.string(),
  records: z.number(),
});

export const Plan = z.object({
  id: z.string(),
  action: z.enum(['create', 'update', 'unchanged', 'retire']),
  changes: z.array(z.string()),
});

const Percentiles = z.object({ p50: z.number(), p95: z.number(), p99: z.number() });
const Latency = z.object({
  pushes: z.number(),
  written: Percentiles.describe('milliseconds from a change announced until the remote had acknowledged it'),
  verified: Percentiles.optional().describe('the same until it was known what the remote shows'),
});
/** Conditions hold conditions, which an OpenAPI document without references cannot say: the rest is in docs/connectors.md. */
const ShownConfig = z
  .looseObject({
    id: ConnectorId,
    adapter: z.string().describe('kind of remote'),
    title: z.string().optional().describe('name for people'),
    settings: z.record(z.string(), z.unknown()).describe('settings of the adapter, secrets as references'),
    push: z.looseObject({}).optional().describe('as in connectors.yaml, with all defaults'),
    harvest: z.looseObject({}).optional().describe('as in connectors.yaml, with all defaults'),
  })
  .describe('the connector as in connectors.yaml');
export const IMPORT_STATES = [
  'due',
  'working',
  'deferred',
  'nextRun',
  'refused',
  'failed',
  'held',
  'done',
] as const satisfies readonly ImportState[];

export const Import = z.object({
  datasetId: z.string(),
  distribution: z.string(),
  state: z
    .enum(IMPORT_STATES)
    .describe('nextRun: the budget of its harvest is used up; held: it waits for a decision'),
  url: z.string().optional(),
  format: z.string().optional(),
  attempts: z.number(),
  bytesGot: z.number(),
  bytesTotal: z.number().optional(),
  nextAt: z.date().optional(),
  checkedAt: z.date().optional(),
  fault: Fault.optional(),
  held: z
    .object({
      sha256: z.string(),
      bytes: z.number(),
      format: z.string().optional(),
      compress: z.enum(['gzip', 'zip']).optional(),
      rows: z.number().optional(),
      columns: z.array(z.string()).optional(),
      reason: z.string(),
      at: z.string(),
    })
    .optional(),
  remarks: z.array(z.string()),
  runId: z.string(),
});

const FILE_COUNTS = {
  due: z.number(),
  working: z.number(),
  deferred: z.number(),
  nextRun: z.number(),
  refused: z.number(),
  failed: z.number(),
  held: z.number(),
  done: z.number(),
  bytesOfRun: z.number(),
};

export const DataFile = z.object({
  datasetId: z.string(),
  distribution: z.string(),
  version: z.number(),
  sha256: z.string(),
  bytes: z.number(),
  rows: z.number().optional(),
  columns: z.array(z.string()).optional(),
  format: z.string().optional(),
  mediaType: z.string(),
  compressFormat: z.string().optional(),
  name: z.string(),
  url: z.string().optional().describe('where it came from'),
  at: z.date(),
});

export const ConnectorStatus = z.object({
  config: ShownConfig,
  paused: z.boolean(),
  state: z.enum(['idle', 'working', 'waiting', 'paused', 'unknown']),
  fault: Fault.optional(),
  faultSince: z.string().optional(),
  push: z
    .object({
      outbox: z.object({
        waiting: z.number(),
        deferred: z.number(),
        refused: z.number(),
        failed: z.number(),
        conflict: z.number(),
        oldest: z.date().optional(),
      }),
      linked: z.number(),
      outcomes: z.partialRecord(z.enum(OUTCOMES), z.number()).describe('of the last 24 hours'),
      latency: z
        .object({ hour: Latency.optional(), recent: Latency.optional() })
        .optional()
        .describe('of the last hour, and of the last 1,000 pushes that wrote something'),
    })
    .optional(),
  harvest: z
    .object({
      lastRun: Run.optional(),
      next: z.array(z.string()),
      paused: z.boolean(),
      files: z.object(FILE_COUNTS).optional(),
      undecided: z
        .array(z.string())
        .optional()
        .describe('runs whose removals or renames wait for a decision'),
    })
    .optional(),
  workflowUrl: z.string().optional(),
});

export const Probe = z.object({
  software: z.string(),
  title: z.string().optional(),
  identity: z.string().optional(),
  rights: z.array(z.string()),
  mayPush: z.boolean(),
  reason: z.string().optional(),
  records: z.number().optional(),
});

export const Visibility = z.enum(['public', 'private']);
export const State = z.enum(['active', 'archived', 'deleted']);

export const Entry = z.object({
  id: z.string(),
  dataset: Dataset,
  visibility: Visibility,
  owner: z.string().optional(),
  state: State,
  harvestedBy: z.string().optional(),
  missingSince: z.date().optional().describe('its record is gone from the source since then'),
  rev: z.number(),
  updatedAt: z.date(),
});

export const Written = z.object({
  id: z.string(),
  action: z.enum(['created', 'updated', 'unchanged']),
  rev: z.number(),
});

export const Version = z.object({
  rev: z.number(),
  dataset: Dataset,
  state: z.string(),
  by: z.string(),
  at: z.date(),
});

function isFaultKind(kind: string): kind is keyof typeof FAULTS {
  return kind in FAULTS;
}
