import { z } from 'zod';
import type { Control } from '../control/control.ts';
import type { Api } from './api.ts';
import { ConnectorParams, DatasetId, Fault, limited } from './shapes.ts';

/** Each is a record to be read or written while somebody waits. */
const STEPS_MAX = 500;
const REMOTE_ID_LENGTH_MAX = 2_048;
const FIELDS_MAX = 1_000;
const LIST_MAX = 10_000;
const LIST_USUAL = 100;

const tags = ['plans'];

const Diff = z.object({
  field: z.string(),
  before: z.unknown().optional(),
  after: z.unknown().optional(),
});
const Loss = z.object({ field: z.string(), value: z.string().optional(), reason: z.string() });
const Conflict = z.object({
  field: z.string(),
  base: z.unknown().optional().describe('as our last push left it'),
  ours: z.unknown().optional(),
  theirs: z.unknown().optional(),
  gone: z.literal(true).optional().describe('the whole record, which somebody deleted; base is its id'),
});

const DatasetPlan = z.object({
  datasetId: DatasetId,
  action: z
    .enum(['create', 'update', 'unchanged', 'remove', 'refused', 'conflict'])
    .describe('refused and conflict: nothing would be written, fault or conflicts say why'),
  remoteId: z.string().optional(),
  removal: z.enum(['delete', 'archive', 'private']).optional().describe('how it would be taken away'),
  diff: z.array(Diff),
  losses: z.array(Loss).describe('what the remote has no place for'),
  conflicts: z.array(Conflict),
  fault: Fault.optional(),
  basis: z.string().max(100).describe('what the plan was made from: it is applied only while this holds'),
});

/** As it was planned; only what decides is needed. */
const Step = DatasetPlan.partial({ diff: true, losses: true, conflicts: true });

const Applied = z.object({
  datasetId: z.string(),
  outcome: z
    .enum(['pushed', 'removed', 'unchanged', 'skipped', 'moved', 'failed', 'waiting'])
    .describe('moved: the dataset or its record is not as planned, nothing was written'),
  fault: Fault.optional(),
});

export function planRoutes(api: Api, control: Control): void {
  api.post(
    '/api/v1/connectors/:id/plan-push',
    {
      schema: {
        tags,
        summary: 'What a push would do now; nothing is written',
        params: ConnectorParams,
        body: z
          .object({
            datasets: z
              .array(DatasetId)
              .min(1)
              .max(STEPS_MAX)
              .optional()
              .describe('without it a page of all that the connector selects or has linked'),
            limit: z.int().min(1).max(STEPS_MAX).optional(),
            after: z.string().optional().describe('next of the page before'),
          })
          .optional(),
        response: { 200: z.object({ plan: z.array(DatasetPlan), next: z.string().optional() }) },
      },
    },
    ({ params, body = {} }) => {
      const { datasets, limit, after } = body;
      const datasetIds = datasets === undefined ? undefined : [...new Set(datasets)];
      return control.planPush(params.id, { datasetIds, limit, after });
    },
  );

  api.post(
    '/api/v1/connectors/:id/apply-plan',
    {
      schema: {
        tags,
        summary: 'Writes what was planned, where everything is still as it was then',
        params: ConnectorParams,
        body: z.object({ plan: z.array(Step).min(1).max(STEPS_MAX) }),
        response: { 200: z.object({ applied: z.array(Applied) }) },
      },
    },
    async ({ params, body }) => ({
      applied: await control.applyPlan(
        params.id,
        body.plan.map(({ datasetId, action, basis }) => ({ datasetId, action, basis })),
      ),
    }),
  );

  api.post(
    '/api/v1/connectors/:id/adopt',
    {
      schema: {
        tags,
        summary:
          'Binds a dataset to a record that is on the remote already; the next push brings it up to date',
        params: ConnectorParams,
        body: z.object({ dataset: DatasetId, remoteId: z.string().min(1).max(REMOTE_ID_LENGTH_MAX) }),
        response: {
          200: z.object({ datasetId: z.string(), remoteId: z.string(), title: z.string() }),
        },
      },
    },
    ({ params, body }) => control.adopt(params.id, body.dataset, body.remoteId),
  );

  api.get(
    '/api/v1/connectors/:id/conflicts',
    {
      schema: {
        tags,
        summary: 'Fields changed on both sides, and deleted records, that wait for a decision, oldest first',
        params: ConnectorParams,
        querystring: z.object({ limit: limited(LIST_MAX, LIST_USUAL) }),
        response: {
          200: z.object({
            conflicts: z.array(
              z.object({ datasetId: z.string(), since: z.date(), conflicts: z.array(Conflict) }),
            ),
          }),
        },
      },
    },
    async ({ params, query }) => ({ conflicts: await control.conflicts(params.id, query.limit) }),
  );

  api.post(
    '/api/v1/connectors/:id/conflicts/:dataset',
    {
      schema: {
        tags,
        summary: 'Decides conflicts of one dataset and pushes it again',
        params: ConnectorParams.extend({ dataset: DatasetId }),
        body: z.object({
          take: z.enum(['ours', 'theirs']),
          fields: z.array(z.string().min(1)).min(1).max(FIELDS_MAX).optional().describe('all when absent'),
        }),
        response: {
          200: z.object({ datasetId: z.string(), resolved: z.array(z.string()), open: z.array(z.string()) }),
        },
      },
    },
    ({ params, body }) => control.resolve(params.id, params.dataset, body),
  );
}
