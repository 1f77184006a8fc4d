import { z } from 'zod';
import type { Control } from '../control/control.ts';
import type { Api } from './api.ts';

const Health = z.object({
  ok: z.boolean(),
  database: z.boolean(),
  temporal: z.boolean(),
  workers: z.boolean(),
});

export function healthRoutes(api: Api, control: Control): void {
  api.get(
    '/healthz',
    {
      schema: {
        tags: ['health'],
        summary: 'Whether the parts answer',
        security: [],
        response: { 200: Health, 503: Health },
      },
    },
    async (_request, reply) => {
      const health = await control.health();
      return reply.code(health.ok ? 200 : 503).send(health);
    },
  );
}
