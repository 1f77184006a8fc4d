import { z } from 'zod';
import { ConnectorId } from '../config/connector.ts';
import type { Control } from '../control/control.ts';
import type { Api } from './api.ts';
import { DatasetId } from './shapes.ts';

/** A larger change is sent in several calls: each is one statement on the outbox. */
const CHANGES_MAX = 10_000;
const CONNECTORS_MAX = 1_000;

export function changeRoutes(api: Api, control: Control): void {
  api.post(
    '/api/v1/changes',
    {
      schema: {
        tags: ['changes'],
        summary: 'Announces that datasets changed or went; once answered, nothing of it can be lost',
        body: z.object({
          datasets: z.array(DatasetId).min(1).max(CHANGES_MAX),
          connectors: z
            .array(ConnectorId)
            .min(1)
            .max(CONNECTORS_MAX)
            .optional()
            .describe('all that push when absent'),
        }),
        response: { 202: z.object({ accepted: z.number() }) },
      },
    },
    async ({ body }, reply) => {
      const ids = [...new Set(body.datasets)];
      await control.announce(ids, body.connectors);
      return reply.code(202).send({ accepted: ids.length });
    },
  );
}
