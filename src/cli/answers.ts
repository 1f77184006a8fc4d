import { z } from 'zod';

/** What the commands read of the API's answers; the rest is left alone, so that a newer API can be talked to. */

const Fault = z.object({
  kind: z.string(),
  message: z.string(),
  fields: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});

export const ApiProblem = z.object({
  error: z.string(),
  message: z.string(),
  issues: z.array(z.object({ path: z.string(), message: z.string() })).default([]),
  fault: Fault.optional(),
  id: z.string().optional(),
});
export type ApiProblem = z.infer<typeof ApiProblem>;

export const Outcome = z.looseObject({
  datasetId: z.string(),
  outcome: z.string(),
  attempt: z.number(),
  announcedAt: z.string(),
  finishedAt: z.string(),
  writtenAt: z.string().optional(),
  diff: z.array(z.looseObject({ field: z.string().optional() })).optional(),
  losses: z.array(z.unknown()).optional(),
  fault: Fault.optional(),
});
export type Outcome = z.infer<typeof Outcome>;

export const Waiting = z.looseObject({
  datasetId: z.string(),
  state: z.string(),
  attempts: z.number(),
  announcedAt: z.string(),
  nextAt: z.string().optional(),
  workflowId: z.string().optional(),
  fault: Fault.optional(),
});

export const Run = z.looseObject({
  id: z.string(),
  connectorId: z.string(),
  workflowId: z.string(),
  mode: z.string(),
  state: z.string(),
  pages: z.number(),
  counts: z.record(z.string(), z.number()),
  announcedFirst: z.number().optional(),
  announcedLast: z.number().optional(),
  verdict: z.looseObject({ state: z.string(), reason: z.string().optional() }).optional(),
  reason: z.string().optional(),
  fault: Fault.optional(),
  since: z.string().optional(),
  modeReason: z.string().optional(),
  startedAt: z.string(),
  endedAt: z.string().optional(),
});
export type Run = z.infer<typeof Run>;

const FieldChange = z.looseObject({
  field: z.string(),
  before: z.unknown().optional(),
  after: z.unknown().optional(),
});
export type FieldChange = z.infer<typeof FieldChange>;

/** A line of a preview. */
export const PreviewEvent = z.discriminatedUnion('type', [
  z.looseObject({
    type: z.literal('record'),
    action: z.string(),
    remoteId: z.string().optional(),
    datasetId: z.string().optional(),
    title: z.string().optional(),
    diff: z.array(FieldChange).default([]),
    warnings: z.array(z.looseObject({ field: z.string(), reason: z.string() })).default([]),
    reason: z
      .looseObject({
        stage: z.string(),
        field: z.string().optional(),
        value: z.string().optional(),
        reason: z.string(),
      })
      .optional(),
  }),
  z.looseObject({ type: z.literal('progress'), received: z.number(), announced: z.number().optional() }),
  z.looseObject({
    type: z.literal('summary'),
    whole: z.boolean(),
    received: z.number(),
    announced: z.number().optional(),
    verdict: z.looseObject({ state: z.string(), reason: z.string().optional() }).optional(),
  }),
  z.looseObject({ type: z.literal('fault'), kind: z.string(), message: z.string() }),
]);
export type PreviewEvent = z.infer<typeof PreviewEvent>;

export const RunProgress = z.looseObject({
  state: z.string(),
  paused: z.boolean(),
  stopping: z.boolean(),
  pages: z.number(),
  received: z.number(),
  total: z.number().optional(),
  perSecond: z.number().optional(),
  msLeft: z.number().optional(),
});

export const RunChange = z.looseObject({
  datasetId: z.string(),
  action: z.string(),
  title: z.string().default(''),
  diff: z.array(FieldChange).default([]),
});

export const Undo = z.looseObject({
  run: z.string(),
  undoRun: z.string().optional(),
  counts: z.object({ revert: z.number(), restore: z.number(), remove: z.number(), refused: z.number() }),
  steps: z.array(
    z.looseObject({
      datasetId: z.string(),
      action: z.string(),
      title: z.string().default(''),
      diff: z.array(FieldChange).default([]),
      refused: z.string().optional(),
    }),
  ),
});
export type Undo = z.infer<typeof Undo>;
export const Hold = z.looseObject({
  runId: z.string(),
  connectorId: z.string(),
  state: z.string(),
  removals: z.number(),
  renames: z.number(),
  createdAt: z.string(),
  expiresAt: z.string(),
  decidedBy: z.string().optional(),
});

export const Candidate = z.looseObject({
  remoteId: z.string(),
  datasetId: z.string(),
  title: z.string(),
  state: z.string(),
  missingSince: z.string(),
  absences: z.number(),
  heldBy: z.string().optional(),
});

export const Held = z.looseObject({
  hold: Hold,
  removals: z.array(Candidate),
  renames: z.array(
    z.looseObject({ from: z.string(), to: z.string(), datasetId: z.string(), title: z.string() }),
  ),
});
export type Held = z.infer<typeof Held>;

export const Plan = z.object({
  id: z.string(),
  action: z.enum(['create', 'update', 'unchanged', 'retire']),
  changes: z.array(z.string()),
});
export type Plan = z.infer<typeof Plan>;

export const Conflict = z.looseObject({
  field: z.string(),
  base: z.unknown().optional(),
  ours: z.unknown().optional(),
  theirs: z.unknown().optional(),
  gone: z.literal(true).optional(),
});
export type Conflict = z.infer<typeof Conflict>;

export const ConflictEntry = z.looseObject({
  datasetId: z.string(),
  since: z.string(),
  conflicts: z.array(Conflict),
});

export const DatasetPlan = z.object({
  datasetId: z.string(),
  action: z.enum(['create', 'update', 'unchanged', 'remove', 'refused', 'conflict']),
  remoteId: z.string().optional(),
  removal: z.string().optional(),
  diff: z.array(
    z.object({ field: z.string(), before: z.unknown().optional(), after: z.unknown().optional() }),
  ),
  losses: z.array(z.object({ field: z.string(), value: z.string().optional(), reason: z.string() })),
  conflicts: z.array(Conflict),
  fault: Fault.optional(),
  basis: z.string(),
});
export type DatasetPlan = z.infer<typeof DatasetPlan>;

export const Verification = z.looseObject({
  id: z.string(),
  state: z.string(),
  counts: z.looseObject({
    read: z.number(),
    skipped: z.number(),
    same: z.number(),
    edited: z.looseObject({ overwrite: z.number(), keep: z.number(), ask: z.number() }),
    gone: z.looseObject({ recreate: z.number(), stop: z.number(), ask: z.number() }),
    inSight: z.number(),
    unreadable: z.number(),
    duplicates: z.number(),
    orphans: z.number(),
  }),
  fault: Fault.optional(),
  startedAt: z.string(),
  endedAt: z.string().optional(),
});
export type Verification = z.infer<typeof Verification>;

export const Drift = z.looseObject({
  datasetId: z.string(),
  remoteId: z.string(),
  kind: z.string(),
  field: z.string().optional(),
  pushed: z.unknown().optional(),
  shown: z.unknown().optional(),
  next: z.string(),
  reason: z.string().optional(),
});
export type Drift = z.infer<typeof Drift>;

export const Applied = z.looseObject({
  datasetId: z.string(),
  outcome: z.string(),
  fault: Fault.optional(),
});
export type Applied = z.infer<typeof Applied>;

const Percentiles = z.looseObject({ p50: z.number(), p95: z.number(), p99: z.number() });
const Latency = z.looseObject({
  pushes: z.number(),
  written: Percentiles,
  verified: Percentiles.optional(),
});
export type Latency = z.infer<typeof Latency>;
export const Import = z.looseObject({
  datasetId: z.string(),
  distribution: z.string(),
  state: z.string(),
  attempts: z.number(),
  bytesGot: z.number(),
  bytesTotal: z.number().optional(),
  nextAt: z.string().optional(),
  checkedAt: z.string().optional(),
  fault: Fault.optional(),
  held: z.looseObject({ reason: z.string() }).optional(),
  remarks: z.array(z.string()),
});

export const Decided = z.object({
  decided: z.array(z.looseObject({ datasetId: z.string(), distribution: z.string(), reason: z.string() })),
});

const FileCounts = z.looseObject({
  due: z.number(),
  working: z.number(),
  deferred: z.number(),
  nextRun: z.number(),
  refused: z.number(),
  failed: z.number(),
  held: z.number(),
  done: z.number(),
  bytesOfRun: z.number(),
});

export const Status = z.looseObject({
  config: z.looseObject({ id: z.string(), adapter: z.string(), title: z.string().optional() }),
  paused: z.boolean(),
  state: z.string(),
  fault: Fault.optional(),
  faultSince: z.string().optional(),
  push: z
    .looseObject({
      outbox: z.looseObject({
        waiting: z.number(),
        deferred: z.number(),
        refused: z.number(),
        failed: z.number(),
        conflict: z.number(),
        oldest: z.string().optional(),
      }),
      linked: z.number(),
      outcomes: z.record(z.string(), z.number()),
      latency: z.looseObject({ hour: Latency.optional(), recent: Latency.optional() }).optional(),
    })
    .optional(),
  harvest: z
    .looseObject({
      lastRun: Run.optional(),
      next: z.array(z.string()),
      undecided: z.array(z.string()).optional(),
      files: FileCounts.optional(),
      paused: z.boolean().default(false),
      running: z.boolean().optional(),
    })
    .optional(),
  workflowUrl: z.string().optional(),
});
export type Status = z.infer<typeof Status>;

export const Detection = z.looseObject({
  address: z.string(),
  fits: z.array(
    z.looseObject({
      adapter: z.string(),
      title: z.string(),
      settings: z.record(z.string(), z.unknown()),
      evidence: z.string(),
    }),
  ),
  notes: z.array(z.string()),
  requests: z.number(),
});
export type Detection = z.infer<typeof Detection>;

export const Probe = z.looseObject({
  software: z.string(),
  title: z.string().optional(),
  identity: z.string().optional(),
  rights: z.array(z.string()),
  mayPush: z.boolean(),
  reason: z.string().optional(),
  records: z.number().optional(),
});

export const SetAside = z.looseObject({
  remoteId: z.string().optional(),
  stage: z.string(),
  field: z.string().optional(),
  value: z.string().optional(),
  reason: z.string(),
});

export const Entry = z.looseObject({
  id: z.string(),
  dataset: z.looseObject({ title: z.record(z.string(), z.string()), kind: z.string() }),
  visibility: z.string(),
  owner: z.string().optional(),
  state: z.string(),
  harvestedBy: z.string().optional(),
  rev: z.number(),
  updatedAt: z.string(),
});

export const Written = z.looseObject({ id: z.string(), action: z.string(), rev: z.number() });

export const Version = z.looseObject({ rev: z.number(), state: z.string(), by: z.string(), at: z.string() });

export const Health = z.object({
  ok: z.boolean(),
  database: z.boolean(),
  temporal: z.boolean(),
  workers: z.boolean(),
});

export const RecordShown = z.looseObject({
  remoteId: z.string(),
  datasetId: z.string(),
  seenRun: z.string(),
  changedRun: z.string(),
  missingSince: z.string().optional(),
  removedAt: z.string().optional(),
  rules: z
    .looseObject({
      touched: z.array(
        z.looseObject({
          rule: z.string(),
          field: z.string(),
          from: z.string().optional(),
          to: z.string().optional(),
        }),
      ),
      unmatched: z.array(z.looseObject({ field: z.string(), value: z.string() })).optional(),
      more: z.number().optional(),
    })
    .optional(),
});
export type RecordShown = z.infer<typeof RecordShown>;

export const Unmatched = z.looseObject({
  rule: z.string(),
  field: z.string(),
  value: z.string(),
  records: z.number(),
});
