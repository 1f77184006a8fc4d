import { Readable } from 'node:stream';
import { z } from 'zod';
import { ConnectorId } from '../config/connector.ts';
import type { Control } from '../control/control.ts';
import type { PreviewEvent } from '../adapters/harvest-preview.ts';
import { RemoteFault } from '../faults.ts';
import type { Api } from './api.ts';

const LIMIT_MAX = 100_000;
const LIMIT_USUAL = 100;
/** Somebody is looking at it: a walk through a large catalogue ends here. */
const PREVIEW_MS = 600_000;

const Asked = z
  .object({
    connectorId: ConnectorId.optional().describe('a connector as it is'),
    connector: z.unknown().optional().describe('or one that is not saved, as in connectors.yaml'),
    limit: z
      .union([z.int().min(1).max(LIMIT_MAX), z.literal('all')])
      .default(LIMIT_USUAL)
      .describe('records looked at; all walks the whole listing and tells what would be removed'),
    unchanged: z.boolean().default(false).describe('whether records that stay as they are are told too'),
  })
  .refine(
    ({ connectorId, connector }) => (connectorId === undefined) !== (connector === undefined),
    'give either connectorId or connector',
  );

export function previewRoutes(api: Api, control: Control): void {
  api.post(
    '/api/v1/preview',
    {
      schema: {
        tags: ['runs'],
        summary:
          'What a harvest would do, one JSON document a line as it is found out: record, progress, then summary or fault; nothing is written',
        body: Asked,
        response: { 200: z.unknown() },
      },
    },
    async ({ body }, reply) => {
      const gone = new AbortController();
      reply.raw.once('close', () => gone.abort());
      const of =
        body.connectorId === undefined ? { connector: body.connector } : { connectorId: body.connectorId };
      const limit = body.limit === 'all' ? {} : { limit: body.limit };
      const signal = AbortSignal.any([gone.signal, AbortSignal.timeout(PREVIEW_MS)]);
      const preview = control.preview(of, { ...limit, unchanged: body.unchanged }, signal);
      const events = preview[Symbol.asyncIterator]();
      // What is wrong from the start is answered as any error.
      const first = await events.next();
      return reply
        .type('application/x-ndjson; charset=utf-8')
        .send(Readable.from(lines(first, events), { objectMode: false }));
    },
  );
}

async function* lines(
  first: IteratorResult<PreviewEvent>,
  events: AsyncIterator<PreviewEvent>,
): AsyncGenerator<string> {
  try {
    for (let next = first; next.done !== true; next = await events.next())
      yield `${JSON.stringify(next.value)}\n`;
  } catch (error) {
    const fault =
      error instanceof RemoteFault
        ? error.report()
        : { kind: 'internal', message: 'something went wrong here: the preview ended' };
    yield `${JSON.stringify({ type: 'fault', ...fault })}\n`;
  } finally {
    await events.return?.();
  }
}
