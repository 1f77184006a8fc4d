import { z } from 'zod';
import type { Control } from '../control/control.ts';
import type { Api } from './api.ts';
import { ConnectorParams, DatasetId, IMPORT_STATES, Import, limited } from './shapes.ts';

const tags = ['data'];
const DATASETS_MAX = 10_000;

const Some = z.object({ datasets: z.array(DatasetId).max(DATASETS_MAX).optional() }).optional();
const Decided = z.object({
  decided: z.array(z.object({ datasetId: z.string(), distribution: z.string(), reason: z.string() })),
});

/** The files that the harvests of a connector bring in. */
export function importRoutes(api: Api, control: Control): void {
  api.get(
    '/api/v1/connectors/:id/imports',
    {
      schema: {
        tags,
        summary: 'Files that its harvests want: those that wait or fail first',
        params: ConnectorParams,
        querystring: z.object({ limit: limited(10_000, 100), state: z.enum(IMPORT_STATES).optional() }),
        response: { 200: z.object({ imports: z.array(Import) }) },
      },
    },
    async ({ params, query }) => ({ imports: await control.imports(params.id, query) }),
  );

  api.post(
    '/api/v1/connectors/:id/imports/retry',
    {
      schema: {
        tags,
        summary:
          'Makes files that wait or failed due at once, whatever the budgets: of these datasets, or all',
        params: ConnectorParams,
        body: Some,
        response: { 200: z.object({ retried: z.number() }) },
      },
    },
    async ({ params, body }) => ({ retried: await control.retryImports(params.id, body?.datasets) }),
  );

  for (const [decision, summary] of [
    ['accept', 'Lets versions that are held take the place of the present ones: of these datasets, or all'],
    ['reject', 'Keeps the present versions instead of those that are held: of these datasets, or all'],
  ] as const) {
    api.post(
      `/api/v1/connectors/:id/imports/${decision}`,
      { schema: { tags, summary, params: ConnectorParams, body: Some, response: { 200: Decided } } },
      async ({ params, body }) => ({
        decided: await control.decideImports(params.id, decision, body?.datasets),
      }),
    );
  }
}
