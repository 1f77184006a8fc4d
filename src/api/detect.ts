import { z } from 'zod';
import { SURENESS } from '../adapters/look.ts';
import type { Control } from '../control/control.ts';
import type { Api } from './api.ts';

const ADDRESS_LENGTH_MAX = 2_000;

const Asked = z.object({
  address: z
    .string()
    .min(1)
    .max(ADDRESS_LENGTH_MAX)
    .describe('of a portal, of a page on it, or of a feed; https:// may be left out'),
});

const Detection = z.object({
  address: z.string().describe('as it was asked'),
  fits: z
    .array(
      z.object({
        adapter: z.string(),
        title: z.string(),
        settings: z.record(z.string(), z.unknown()).describe('settings of a connector to begin with'),
        evidence: z.string().describe('what was seen where'),
        sureness: z
          .enum(SURENESS)
          .describe('an interface of its own, a standard, a file, or what a page says'),
      }),
    )
    .describe('the surest first; empty when nothing fits'),
  notes: z.array(z.string()).describe('what else was seen, that no adapter harvests'),
  requests: z.number().describe('requests that it took'),
});

export function detectRoutes(api: Api, control: Control): void {
  api.post(
    '/api/v1/detect',
    {
      schema: {
        tags: ['connectors'],
        summary: 'Which adapters fit an address, and with what settings; the remote is only looked at',
        body: Asked,
        response: { 200: Detection },
      },
    },
    ({ body }) => control.detect(body.address),
  );
}
