import type { onRequestHookHandler } from 'fastify';
import { z } from 'zod';
import type { Control } from '../control/control.ts';
import type { Api } from './api.ts';
import { ErrorAnswer } from './errors.ts';
import { digest, isSecret } from './secret.ts';

/** Where Data Fair expects its catalogue service to hear of changes. */
export const HOOK = '/api/datasets';

/** Where a subscription to topics of its events service may send what happened. */
export const EVENTS = '/api/events';

/** Data Fair sends fewer than a hundred; more than this is not Data Fair. */
const IDS_MAX = 10_000;
const Ids = z.array(z.string().min(1).max(512)).max(IDS_MAX).default([]);

/** `data-fair:dataset-<event>:<id or slug>`; with a portal or a topic behind the event it names no dataset. */
const TOPIC = /^data-fair:dataset-[a-z-]+:([^:]+)$/;

/** An event as its subscribers get it: most say in `extra` which dataset it is about, all in their topic. */
const DataFairEvent = z.looseObject({
  topic: z.looseObject({ key: z.string().max(2_000) }),
  extra: z.unknown().optional(),
});
const OfDataset = z.looseObject({
  resource: z.looseObject({ type: z.literal('dataset'), id: z.string().min(1).max(512) }),
});

/** The hook of Data Fair, as it calls it: what it says is a hint, and what is true is looked up. */
export function hookRoutes(api: Api, control: Control, key: string, address = HOOK): void {
  api.post(
    address,
    {
      schema: {
        tags: ['changes'],
        summary: 'Data Fair tells which of its datasets changed or went (header x-secret-key)',
        // Data Fair may say more one day: it must be heard all the same.
        body: z.looseObject({ update: Ids, delete: Ids }),
        response: { 200: Accepted, 401: ErrorAnswer },
        security: [],
      },
      onRequest: withKey(key),
    },
    ({ body }) => hinted(control, [...body.update, ...body.delete]),
  );
}

/** The same from Data Fair's events service. It tells of much that concerns no dataset, and may be told that all was well. */
export function eventRoutes(api: Api, control: Control, key: string): void {
  api.post(
    EVENTS,
    {
      schema: {
        tags: ['changes'],
        summary: 'The events service of Data Fair tells what happened (header x-secret-key)',
        body: DataFairEvent,
        response: { 200: Accepted, 401: ErrorAnswer },
        security: [],
      },
      onRequest: withKey(key),
    },
    ({ body }) => {
      const named = OfDataset.safeParse(body.extra).data?.resource.id ?? TOPIC.exec(body.topic.key)?.[1];
      return hinted(control, named === undefined ? [] : [named]);
    },
  );
}

const Accepted = z.object({ accepted: z.number() });

async function hinted(control: Control, told: readonly string[]): Promise<z.output<typeof Accepted>> {
  const ids = [...new Set(told)];
  if (ids.length > 0) await control.platformHinted(ids);
  return { accepted: ids.length };
}

function withKey(key: string): onRequestHookHandler {
  const known = digest(key);
  return (request, reply, done) => {
    const given = request.headers['x-secret-key'];
    if (typeof given === 'string' && isSecret(given, known)) return done();
    const message =
      'send the key in the header x-secret-key: NAVETTE_DATA_FAIR_HOOK_KEY of the server is the good one';
    void reply.code(401).send({ error: 'unauthorised', message, issues: [] });
    return undefined;
  };
}
