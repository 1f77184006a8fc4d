import { z } from 'zod';
import type { Control } from '../control/control.ts';
import type { Api } from './api.ts';
import { ConnectorParams, DatasetId, Fault } from './shapes.ts';

const REMOTE_ID_LENGTH_MAX = 2_000;

const Publication = z.object({
  connectorId: z.string(),
  datasetId: z.string(),
  platformId: z.string().describe('the platform’s own id of the dataset'),
  title: z.string().optional(),
  state: z
    .enum(['waiting', 'running', 'error', 'done', 'absent'])
    .describe('absent: selected by id, and kept out by another condition'),
  leaving: z.boolean().describe('selected no longer: its record is taken away'),
  remoteId: z.string().optional(),
  remoteUrl: z.string().optional(),
  fault: Fault.optional(),
  changedAt: z.date().optional(),
  pushedAt: z.date().optional(),
});

export function selectedRoutes(api: Api, control: Control): void {
  api.post(
    '/api/v1/connectors/:id/publications',
    {
      schema: {
        tags: ['connectors'],
        summary: 'Selects one dataset more, and takes over a record that is there when one is named',
        params: ConnectorParams,
        body: z.object({
          dataset: DatasetId.describe('by the platform’s own id'),
          remoteId: z.string().min(1).max(REMOTE_ID_LENGTH_MAX).optional(),
        }),
        response: { 201: Publication },
      },
    },
    async ({ params, body }, reply) =>
      reply.code(201).send(await control.publish(params.id, body.dataset, { remoteId: body.remoteId })),
  );
}
