import { z } from 'zod';
import { ConnectorId } from '../config/connector.ts';
import type { Control } from '../control/control.ts';
import type { Api } from './api.ts';
import { Run, RunParams, SetAside, limited } from './shapes.ts';

const tags = ['runs'];

export function runRoutes(api: Api, control: Control): void {
  api.get(
    '/api/v1/runs',
    {
      schema: {
        tags,
        summary: 'Harvests, newest first',
        querystring: z.object({ connector: ConnectorId.optional(), limit: limited(500, 20) }),
        response: { 200: z.object({ runs: z.array(Run) }) },
      },
    },
    async ({ query }) => ({ runs: await control.runs({ connectorId: query.connector, limit: query.limit }) }),
  );

  api.get(
    '/api/v1/runs/:id',
    { schema: { tags, summary: 'One harvest', params: RunParams, response: { 200: Run } } },
    (request) => control.run(request.params.id),
  );

  api.get(
    '/api/v1/runs/:id/set-aside',
    {
      schema: {
        tags,
        summary: 'Records that a harvest could not take, each with its reason',
        params: RunParams,
        querystring: z.object({ limit: limited(10_000, 100) }),
        response: { 200: z.object({ setAside: z.array(SetAside) }) },
      },
    },
    async ({ params, query }) => ({ setAside: await control.setAside(params.id, query.limit) }),
  );
}
