import { z } from 'zod';
import { ConnectorId } from '../config/connector.ts';
import type { Control } from '../control/control.ts';
import { RUNGS } from '../model/aliases.ts';
import type { Api } from './api.ts';
import { ConnectorParams, Hold, RunParams, limited } from './shapes.ts';

const LIST_MAX = 10_000;
const LIST_USUAL = 100;

const tags = ['removals'];

const Candidate = z.object({
  remoteId: z.string(),
  datasetId: z.string(),
  title: z.string(),
  state: z
    .enum(['absent', 'held', 'spared', 'removed'])
    .describe('held: it waits for a decision; spared: somebody rejected its removal'),
  missingSince: z.date(),
  absences: z.number().describe('complete listings in a row that did not hold it'),
  heldBy: z.string().optional().describe('the run whose decision it waits for'),
});
const Rename = z.object({
  from: z.string().describe('the id that is gone'),
  to: z.string().describe('the id that came'),
  datasetId: z.string(),
  title: z.string(),
  rung: z.enum(RUNGS).describe('what both records have in common'),
});
const Group = z.object({
  rung: z
    .enum(['identifier', 'address', 'item', 'page', 'source'])
    .describe('what they share; source: one names the other as what it was copied from'),
  records: z.array(
    z.object({
      connectorId: z.string(),
      remoteId: z.string(),
      datasetId: z.string(),
      title: z.string(),
    }),
  ),
});
const Decision = z
  .object({ by: z.string().min(1).max(200).optional().describe('who decided, for the record') })
  .optional();

export function holdRoutes(api: Api, control: Control): void {
  api.get(
    '/api/v1/holds',
    {
      schema: {
        tags,
        summary: 'Removals and renames that wait for a decision, oldest first',
        querystring: z.object({
          connector: ConnectorId.optional(),
          ended: z
            .enum(['true', 'false'])
            .default('false')
            .describe('true: those that are over as well, newest first'),
          limit: limited(500, 50),
        }),
        response: { 200: z.object({ holds: z.array(Hold) }) },
      },
    },
    async ({ query }) => ({
      holds: await control.holds({
        connectorId: query.connector,
        ended: query.ended === 'true',
        limit: query.limit,
      }),
    }),
  );

  api.get(
    '/api/v1/runs/:id/held',
    {
      schema: {
        tags,
        summary: 'What one harvest wants to remove or rename, with titles',
        params: RunParams,
        querystring: z.object({ limit: limited(LIST_MAX, LIST_USUAL) }),
        response: {
          200: z.object({ hold: Hold, removals: z.array(Candidate), renames: z.array(Rename) }),
        },
      },
    },
    ({ params, query }) => control.held(params.id, query.limit),
  );

  for (const [word, approve] of [
    ['approve', true],
    ['reject', false],
  ] as const) {
    api.post(
      `/api/v1/runs/:id/${word}`,
      {
        schema: {
          tags,
          summary: approve
            ? 'Lets a harvest carry out what it holds back, as far as it still holds'
            : 'Spares what a harvest wants to remove; renames become datasets of their own',
          params: RunParams,
          body: Decision,
          response: { 200: Hold },
        },
      },
      ({ params, body }) => control.decideHold(params.id, { approve, by: body?.by ?? 'api' }),
    );
  }

  api.get(
    '/api/v1/connectors/:id/absent',
    {
      schema: {
        tags,
        summary: 'Records that their source lists no longer, longest missing first',
        params: ConnectorParams,
        querystring: z.object({ limit: limited(LIST_MAX, LIST_USUAL) }),
        response: { 200: z.object({ absent: z.array(Candidate) }) },
      },
    },
    async ({ params, query }) => ({ absent: await control.absent(params.id, query.limit) }),
  );

  api.get(
    '/api/v1/duplicates',
    {
      schema: {
        tags,
        summary: 'Records of several connectors that are likely the same; nothing is merged',
        querystring: z.object({ connector: ConnectorId.optional(), limit: limited(LIST_MAX, LIST_USUAL) }),
        response: { 200: z.object({ duplicates: z.array(Group) }) },
      },
    },
    async ({ query }) => ({
      duplicates: await control.duplicates({ connectorId: query.connector, limit: query.limit }),
    }),
  );
}
