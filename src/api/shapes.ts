import { z } from 'zod';
import { ConnectorConfig, ConnectorId } from '../config/connector.ts';
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
  writtenAt: z.date().optional(),
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
  fault: Fault.optional(),
});

const COUNTS = {
  received: z.number(),
  added: z.number(),
  updated: z.number(),
  unchanged: z.number(),
  returned: z.number(),
  own: z.number(),
  setAside: z.number(),
  repeated: z.number(),
  missing: z.number(),
  removed: z.number(),
  held: z.number(),
};

export const Run = z.object({
  id: z.string(),
  connectorId: z.string(),
  workflowId: z.string(),
  mode: z.string(),
  state: z.enum(['running', 'complete', 'partial', 'failed', 'cancelled']),
  scopeFingerprint: z.string(),
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
  startedAt: z.date(),
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

export const Plan = z.object({
  id: z.string(),
  action: z.enum(['create', 'update', 'unchanged', 'retire']),
  changes: z.array(z.string()),
});

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
  config: ConnectorConfig,
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
        .object({ pushes: z.number(), p50: z.number(), p95: z.number(), p99: z.number() })
        .optional()
        .describe('milliseconds, of the last 24 hours'),
    })
    .optional(),
  harvest: z
    .object({
      lastRun: Run.optional(),
      files: z.object(FILE_COUNTS).optional(),
      next: z.array(z.string()),
      paused: z.boolean(),
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
