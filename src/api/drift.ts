import { z } from 'zod';
import type { Control } from '../control/control.ts';
import { KINDS, NEXTS } from '../ledger/drift.ts';
import type { Api } from './api.ts';
import { ConnectorParams, Fault, limited } from './shapes.ts';

const LIST_MAX = 20_000;
const LIST_USUAL = 1_000;

const VerifyCounts = z.object({
  read: z.number(),
  skipped: z.number().describe('not read: a push waits, or a person let it go'),
  same: z.number(),
  edited: z
    .object({ overwrite: z.number(), keep: z.number(), ask: z.number() })
    .describe('records with fields that somebody edited, by push.edits'),
  gone: z
    .object({ recreate: z.number(), stop: z.number(), ask: z.number() })
    .describe('records that somebody deleted, by push.gone'),
  inSight: z.number().describe('records that shall be out of sight and are shown again'),
  unreadable: z.number(),
  duplicates: z.number().describe('records with the mark of a dataset that has another record'),
  orphans: z.number().describe('records with a mark of this connector that no dataset is bound to'),
});

const Verification = z.object({
  id: z.string(),
  state: z.enum(['running', 'complete', 'failed']),
  counts: VerifyCounts,
  fault: Fault.optional(),
  startedAt: z.date(),
  endedAt: z.date().optional(),
});

const Drift = z.object({
  datasetId: z.string(),
  remoteId: z.string(),
  kind: z.enum(KINDS),
  field: z.string().optional(),
  pushed: z.unknown().optional().describe('as our last push left it'),
  shown: z.unknown().optional().describe('as it is on the remote'),
  next: z.enum(NEXTS).describe('pushed again, left as it is, or a person is asked'),
  reason: z.string().optional(),
});

export function driftRoutes(api: Api, control: Control): void {
  api.get(
    '/api/v1/connectors/:id/drift',
    {
      schema: {
        tags: ['connectors'],
        summary: 'How the remote differed from what was pushed, when it was last looked at',
        params: ConnectorParams,
        querystring: z.object({ limit: limited(LIST_MAX, LIST_USUAL) }),
        response: { 200: z.object({ verification: Verification.optional(), drift: z.array(Drift) }) },
      },
    },
    async ({ params, query }) => {
      const { verification, drift } = await control.drift(params.id, query.limit);
      if (verification === undefined) return { drift };
      const { place: _place, connectorId: _asked, ...shown } = verification;
      return { verification: shown, drift };
    },
  );
}
