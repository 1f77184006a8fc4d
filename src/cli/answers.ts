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
  startedAt: z.string(),
  endedAt: z.string().optional(),
});
export type Run = z.infer<typeof Run>;

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
  diff: z.array(
    z.object({ field: z.string(), before: z.unknown().optional(), after: z.unknown().optional() }),
  ),
  losses: z.array(z.object({ field: z.string(), value: z.string().optional(), reason: z.string() })),
  conflicts: z.array(Conflict),
  fault: Fault.optional(),
  basis: z.string(),
});
export type DatasetPlan = z.infer<typeof DatasetPlan>;

export const Applied = z.looseObject({
  datasetId: z.string(),
  outcome: z.string(),
  fault: Fault.optional(),
});
export type Applied = z.infer<typeof Applied>;

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
      latency: z
        .looseObject({ pushes: z.number(), p50: z.number(), p95: z.number(), p99: z.number() })
        .optional(),
    })
    .optional(),
  harvest: z
    .looseObject({ lastRun: Run.optional(), next: z.array(z.string()), files: FileCounts.optional() })
    .optional(),
  workflowUrl: z.string().optional(),
});
export type Status = z.infer<typeof Status>;

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
