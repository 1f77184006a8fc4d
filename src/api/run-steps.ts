import { Readable } from 'node:stream';
import { z } from 'zod';
import { PAGE_SIZE_MAX } from '../config/connector.ts';
import type { Control } from '../control/control.ts';
import type { ReportRow } from '../control/run-control.ts';
import type { Api } from './api.ts';
import { csvLine } from './csv.ts';
import { DatasetId, limited } from './shapes.ts';

const REMOTE_IDS_MAX = 1_000;
const REMOTE_ID_LENGTH_MAX = 2_048;
const CONCURRENCY_MAX = 16;
const LIST_MAX = 1_000;
const LIST_USUAL = 100;

const tags = ['runs'];
const RunParams = z.object({ id: z.string().min(1).max(512) });
const Diff = z.object({
  field: z.string(),
  before: z.unknown().optional(),
  after: z.unknown().optional(),
});

const Tuning = z
  .object({
    pageSize: z.int().min(1).max(PAGE_SIZE_MAX).optional().describe('records asked for in one page'),
    concurrency: z.int().min(1).max(CONCURRENCY_MAX).optional().describe('pages read ahead'),
  })
  .refine(
    ({ pageSize, concurrency }) => pageSize !== undefined || concurrency !== undefined,
    'give pageSize, concurrency or both',
  );

const Progress = z.object({
  state: z.string(),
  paused: z.boolean(),
  stopping: z.boolean(),
  pages: z.number(),
  received: z.number(),
  total: z.number().optional().describe('as the remote announces it'),
  perSecond: z.number().optional(),
  msLeft: z.number().optional(),
});

const Undo = z.object({
  run: z.string(),
  undoRun: z.string().optional().describe('the run that it is recorded as; absent in a dry run'),
  counts: z.object({ revert: z.number(), restore: z.number(), remove: z.number(), refused: z.number() }),
  steps: z
    .array(
      z.object({
        datasetId: z.string(),
        action: z.enum(['revert', 'restore', 'remove']),
        title: z.string(),
        diff: z.array(Diff),
        refused: z.string().optional().describe('why it is left alone without force'),
      }),
    )
    .describe('the first thousand'),
});

export function runStepRoutes(api: Api, control: Control): void {
  for (const [action, summary] of [
    ['pause', 'Holds a running harvest after the page at hand'],
    ['resume', 'Goes on with a paused harvest'],
    ['stop', 'Ends a running harvest after the page at hand; what was stored stays'],
  ] as const) {
    api.post(
      `/api/v1/runs/:id/${action}`,
      { schema: { tags, summary, params: RunParams, response: { 204: z.undefined() } } },
      async ({ params }, reply) => {
        await control.steer(params.id, { action });
        return reply.code(204).send();
      },
    );
  }

  api.post(
    '/api/v1/runs/:id/skip',
    {
      schema: {
        tags,
        summary: 'Leaves records out of a running harvest',
        params: RunParams,
        body: z.object({
          records: z.array(z.string().min(1).max(REMOTE_ID_LENGTH_MAX)).min(1).max(REMOTE_IDS_MAX),
        }),
        response: { 204: z.undefined() },
      },
    },
    async ({ params, body }, reply) => {
      await control.steer(params.id, { action: 'skip', remoteIds: body.records });
      return reply.code(204).send();
    },
  );

  api.post(
    '/api/v1/runs/:id/tune',
    {
      schema: {
        tags,
        summary: 'Changes how a running harvest reads its listing, from the next page on',
        params: RunParams,
        body: Tuning,
        response: { 204: z.undefined() },
      },
    },
    async ({ params, body }, reply) => {
      await control.steer(params.id, { action: 'tune', ...definedOf(body) });
      return reply.code(204).send();
    },
  );

  api.get(
    '/api/v1/runs/:id/progress',
    {
      schema: {
        tags,
        summary: 'How far a harvest is, how fast, and how long it will take',
        params: RunParams,
        response: { 200: Progress },
      },
    },
    ({ params }) => control.progress(params.id),
  );

  api.get(
    '/api/v1/runs/:id/diff',
    {
      schema: {
        tags,
        summary: 'What a run changed; with to, what changed from its end to the end of a later run',
        params: RunParams,
        querystring: z.object({
          to: z.string().min(1).max(512).optional(),
          after: z.string().optional().describe('next of the page before'),
          limit: limited(LIST_MAX, LIST_USUAL),
        }),
        response: {
          200: z.object({
            changes: z.array(
              z.object({
                datasetId: z.string(),
                action: z.enum(['added', 'updated', 'removed', 'returned']),
                title: z.string(),
                diff: z.array(Diff),
              }),
            ),
            next: z.string().optional(),
          }),
        },
      },
    },
    ({ params, query }) => control.runDiff(params.id, query.to, { after: query.after, limit: query.limit }),
  );

  api.post(
    '/api/v1/runs/:id/undo',
    {
      schema: {
        tags,
        summary: 'Takes back what a run changed, as a run of its own',
        params: RunParams,
        body: z
          .object({
            dryRun: z.boolean().default(false).describe('only tell what would be done'),
            force: z.boolean().default(false).describe('also what somebody changed since'),
          })
          .optional(),
        response: { 200: Undo },
      },
    },
    ({ params, body }) =>
      control.undoRun(params.id, { dryRun: body?.dryRun ?? false, force: body?.force ?? false }),
  );

  api.get(
    '/api/v1/runs/:id/report',
    {
      schema: {
        tags,
        summary:
          'All that a run changed and set aside, removals first, as CSV or as one JSON document a line',
        params: RunParams,
        querystring: z.object({ format: z.enum(['json', 'csv']).default('json') }),
        response: { 200: z.unknown() },
      },
    },
    async ({ params, query }, reply) => {
      await control.run(params.id);
      const rows = control.report(params.id);
      const isCsv = query.format === 'csv';
      return reply
        .type(isCsv ? 'text/csv; charset=utf-8' : 'application/x-ndjson; charset=utf-8')
        .send(Readable.from(isCsv ? csv(rows) : json(rows), { objectMode: false }));
    },
  );

  api.get(
    '/api/v1/datasets/:id/sources',
    {
      schema: {
        tags: ['datasets'],
        summary: 'What its source said of a dataset each time a harvest stored it, newest first',
        params: z.object({ id: DatasetId }),
        querystring: z.object({ limit: limited(LIST_MAX, 20) }),
        response: {
          200: z.object({
            sources: z.array(
              z.object({
                connectorId: z.string(),
                runId: z.string(),
                fingerprint: z.string(),
                raw: z.string().optional().describe('JSON text'),
                at: z.date(),
              }),
            ),
          }),
        },
      },
    },
    async ({ params, query }) => ({ sources: await control.sources(params.id, query.limit) }),
  );
}

const COLUMNS = [
  'what',
  'dataset',
  'record',
  'title',
  'fields',
  'stage',
  'field',
  'value',
  'reason',
] as const;

async function* csv(rows: AsyncIterable<ReportRow>): AsyncGenerator<string> {
  yield csvLine(COLUMNS);
  for await (const row of rows)
    yield csvLine(
      COLUMNS.map((name) => (name === 'fields' ? (row.fields ?? []).join(' ') : (row[name] ?? ''))),
    );
}

async function* json(rows: AsyncIterable<ReportRow>): AsyncGenerator<string> {
  for await (const row of rows) yield `${JSON.stringify(row)}\n`;
}

function definedOf(tuning: z.infer<typeof Tuning>): { pageSize?: number; concurrency?: number } {
  const { pageSize, concurrency } = tuning;
  return {
    ...(pageSize === undefined ? {} : { pageSize }),
    ...(concurrency === undefined ? {} : { concurrency }),
  };
}
