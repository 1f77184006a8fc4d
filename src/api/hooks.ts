import { z } from 'zod';
import type { Control } from '../control/control.ts';
import type { Api } from './api.ts';
import { ErrorAnswer } from './errors.ts';
import { digest, isSecret } from './secret.ts';

/** Where Data Fair expects its catalogue service to hear of changes. */
export const HOOK = '/api/datasets';

/** Data Fair sends fewer than a hundred; more than this is not Data Fair. */
const IDS_MAX = 10_000;
const Ids = z.array(z.string().min(1).max(512)).max(IDS_MAX).default([]);

/** The hook of Data Fair, as it calls it: what it says is a hint, and what is true is looked up. */
export function hookRoutes(api: Api, control: Control, key: string, address = HOOK): void {
  const known = digest(key);
  api.post(
    address,
    {
      schema: {
        tags: ['changes'],
        summary: 'Data Fair tells which of its datasets changed or went (header x-secret-key)',
        // Data Fair may say more one day: it must be heard all the same.
        body: z.looseObject({ update: Ids, delete: Ids }),
        response: { 200: z.object({ accepted: z.number() }), 401: ErrorAnswer },
        security: [],
      },
      onRequest: (request, reply, done) => {
        const given = request.headers['x-secret-key'];
        if (typeof given === 'string' && isSecret(given, known)) return done();
        const message =
          'send the key in the header x-secret-key: NAVETTE_DATA_FAIR_HOOK_KEY of the server is the good one';
        void reply.code(401).send({ error: 'unauthorised', message, issues: [] });
        return undefined;
      },
    },
    async ({ body }) => {
      const ids = [...new Set([...body.update, ...body.delete])];
      if (ids.length > 0) await control.platformHinted(ids);
      return { accepted: ids.length };
    },
  );
}
