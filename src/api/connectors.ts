import { z } from 'zod';
import type { Control } from '../control/control.ts';
import type { Api } from './api.ts';
import {
  ConnectorParams,
  ConnectorStatus,
  DatasetId,
  Outcome,
  Plan,
  Probe,
  Waiting,
  limited,
} from './shapes.ts';

/** As many as one person can wait for. */
const PUSH_NOW_MAX = 100;
const RETRY_MAX = 10_000;
const CONNECTORS_MAX = 1_000;
const SECRET_LENGTH_MAX = 16_384;
const LIST_MAX = 10_000;
const LIST_USUAL = 100;

const tags = ['connectors'];

const Wanted = z.object({
  connectors: z.array(z.unknown()).max(CONNECTORS_MAX).describe('connectors as in connectors.yaml'),
  retireOthers: z
    .boolean()
    .default(false)
    .describe('whether connectors that are not in the list are retired'),
});

export function connectorRoutes(api: Api, control: Control): void {
  api.get(
    '/api/v1/connectors',
    {
      schema: {
        tags,
        summary: 'All connectors and how they are',
        response: { 200: z.object({ connectors: z.array(ConnectorStatus) }) },
      },
    },
    async () => ({ connectors: await control.connectors() }),
  );

  api.get(
    '/api/v1/connectors/:id',
    {
      schema: {
        tags,
        summary: 'One connector and how it is',
        params: ConnectorParams,
        response: { 200: ConnectorStatus },
      },
    },
    (request) => control.connector(request.params.id),
  );

  api.post(
    '/api/v1/connectors/plan',
    {
      schema: {
        tags,
        summary: 'What applying these connectors would change',
        body: Wanted,
        response: { 200: z.object({ plan: z.array(Plan) }) },
      },
    },
    async ({ body }) => {
      const plan = await control.plan(body.connectors);
      return { plan: body.retireOthers ? plan : plan.filter((step) => step.action !== 'retire') };
    },
  );

  api.post(
    '/api/v1/connectors/apply',
    {
      schema: {
        tags,
        summary: 'Makes the connectors so',
        body: Wanted,
        response: { 200: z.object({ plan: z.array(Plan) }) },
      },
    },
    async ({ body }) => ({ plan: await control.apply(body.connectors, { retireOthers: body.retireOthers }) }),
  );

  api.post(
    '/api/v1/connectors/:id/probe',
    {
      schema: {
        tags,
        summary: 'Looks whether the remote answers and what it lets us do',
        params: ConnectorParams,
        response: { 200: Probe },
      },
    },
    (request) => control.probe(request.params.id),
  );

  api.post(
    '/api/v1/connectors/:id/pause',
    {
      schema: {
        tags,
        summary: 'Stops pushes and harvests until resumed; changes wait',
        params: ConnectorParams,
        response: { 204: z.undefined() },
      },
    },
    async (request, reply) => {
      await control.pause(request.params.id);
      return reply.code(204).send();
    },
  );

  api.post(
    '/api/v1/connectors/:id/resume',
    {
      schema: {
        tags,
        summary: 'Goes on after a pause',
        params: ConnectorParams,
        response: { 204: z.undefined() },
      },
    },
    async (request, reply) => {
      await control.resume(request.params.id);
      return reply.code(204).send();
    },
  );

  api.post(
    '/api/v1/connectors/:id/retry',
    {
      schema: {
        tags,
        summary: 'Makes what was deferred, refused or failed due again: these datasets, or all',
        params: ConnectorParams,
        body: z.object({ datasets: z.array(DatasetId).max(RETRY_MAX).optional() }).optional(),
        response: { 200: z.object({ retried: z.number() }) },
      },
    },
    async ({ params, body }) => ({ retried: await control.retry(params.id, body?.datasets) }),
  );

  api.post(
    '/api/v1/connectors/:id/push',
    {
      schema: {
        tags,
        summary: 'Pushes these datasets before everything else and answers with the outcomes',
        params: ConnectorParams,
        body: z.object({ datasets: z.array(DatasetId).min(1).max(PUSH_NOW_MAX) }),
        response: { 200: z.object({ outcomes: z.array(Outcome) }) },
      },
    },
    async ({ params, body }) => ({ outcomes: await control.pushNow(params.id, [...new Set(body.datasets)]) }),
  );

  api.post(
    '/api/v1/connectors/:id/push-all',
    {
      schema: {
        tags,
        summary: 'Announces everything that the connector selects',
        params: ConnectorParams,
        response: { 202: z.object({ datasets: z.number() }) },
      },
    },
    async (request, reply) => reply.code(202).send({ datasets: await control.pushAll(request.params.id) }),
  );

  api.post(
    '/api/v1/connectors/:id/reconcile',
    {
      schema: {
        tags,
        summary: 'Compares all datasets with what was last pushed and announces the differences',
        params: ConnectorParams,
        body: z
          .object({
            verify: z
              .boolean()
              .default(false)
              .describe('whether every record on the remote is read and compared too'),
          })
          .optional(),
        response: { 202: z.object({ workflowId: z.string() }) },
      },
    },
    async ({ params, body }, reply) =>
      reply
        .code(202)
        .send({ workflowId: await control.reconcile(params.id, { verify: body?.verify ?? false }) }),
  );

  api.post(
    '/api/v1/connectors/:id/harvest',
    {
      schema: {
        tags,
        summary: 'Starts a harvest now',
        params: ConnectorParams,
        body: z
          .object({
            mode: z
              .enum(['auto', 'full', 'incremental', 'forced', 'validate'])
              .default('auto')
              .describe(
                'auto: as the configuration says; forced: maps and writes everything again; validate: stores nothing',
              ),
          })
          .optional(),
        response: { 202: z.object({ workflowId: z.string() }) },
      },
    },
    async ({ params, body }, reply) =>
      reply.code(202).send({ workflowId: await control.harvest(params.id, body?.mode) }),
  );

  api.post(
    '/api/v1/connectors/:id/backfill',
    {
      schema: {
        tags,
        summary: 'Makes up for the harvests that fell due between two times',
        params: ConnectorParams,
        body: z.object({
          from: z.iso.datetime({ offset: true }),
          to: z.iso.datetime({ offset: true }),
        }),
        response: { 202: z.object({ scheduleId: z.string() }) },
      },
    },
    async ({ params, body }, reply) => {
      const span = { from: new Date(body.from), to: new Date(body.to) };
      return reply.code(202).send({ scheduleId: await control.backfill(params.id, span) });
    },
  );

  api.get(
    '/api/v1/connectors/:id/waiting',
    {
      schema: {
        tags,
        summary: 'What waits or fails, oldest change first',
        params: ConnectorParams,
        querystring: z.object({ limit: limited(LIST_MAX, LIST_USUAL) }),
        response: { 200: z.object({ waiting: z.array(Waiting) }) },
      },
    },
    async ({ params, query }) => ({ waiting: await control.waiting(params.id, query.limit) }),
  );

  api.put(
    '/api/v1/connectors/:id/secrets/:field',
    {
      schema: {
        tags,
        summary: 'Stores a secret, sealed; the settings name it as ledger:',
        params: ConnectorParams.extend({
          field: z.string().regex(/^[A-Za-z][\w.]{0,99}$/, 'the name of a settings field'),
        }),
        body: z.object({ secret: z.string().min(1).max(SECRET_LENGTH_MAX).meta({ secret: true }) }),
        response: { 204: z.undefined() },
      },
    },
    async (request, reply) => {
      await control.storeSecret(request.params.id, request.params.field, request.body.secret);
      return reply.code(204).send();
    },
  );

  api.get(
    '/api/v1/connectors/:id/datasets/:dataset/timeline',
    {
      schema: {
        tags,
        summary: 'How the pushes of one dataset went, newest first',
        params: ConnectorParams.extend({ dataset: DatasetId }),
        querystring: z.object({ limit: limited(1_000, LIST_USUAL) }),
        response: { 200: z.object({ outcomes: z.array(Outcome) }) },
      },
    },
    async ({ params, query }) => ({
      outcomes: await control.timeline(params.id, params.dataset, query.limit),
    }),
  );
}
