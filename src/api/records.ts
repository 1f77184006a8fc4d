import { z } from 'zod';
import type { Control } from '../control/control.ts';
import type { Api } from './api.ts';
import { ConnectorParams, RecordShown, Unmatched, limited } from './shapes.ts';

const tags = ['connectors'];

export function recordRoutes(api: Api, control: Control): void {
  api.get(
    '/api/v1/connectors/:id/records/:record',
    {
      schema: {
        tags,
        summary: 'One harvested record: when it was seen, and which rule changed which field from what',
        params: ConnectorParams.extend({
          record: z.string().min(1).max(2_000).describe('remote id, or id of the dataset that it became'),
        }),
        response: { 200: RecordShown },
      },
    },
    ({ params }) => control.record(params.id, params.record),
  );

  api.get(
    '/api/v1/connectors/:id/unmatched',
    {
      schema: {
        tags,
        summary: 'Values that the value maps of its rules do not have, the most frequent first',
        params: ConnectorParams,
        querystring: z.object({ limit: limited(10_000, 100) }),
        response: { 200: z.object({ unmatched: z.array(Unmatched) }) },
      },
    },
    async ({ params, query }) => ({ unmatched: await control.unmatched(params.id, query.limit) }),
  );
}
