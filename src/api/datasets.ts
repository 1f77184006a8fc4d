import { z } from 'zod';
import { ConnectorId } from '../config/connector.ts';
import type { Control } from '../control/control.ts';
import { Dataset, KINDS } from '../model/dataset.ts';
import type { Api } from './api.ts';
import { mergePatch } from './merge-patch.ts';
import { DatasetId, Entry, State, Version, Visibility, Written, limited } from './shapes.ts';
import { strictly } from './strict.ts';
import { Turns } from './turns.ts';

const WRITE_MAX = 1_000;
const LIST_MAX = 500;
const CURSOR_LENGTH_MAX = 4_096;
/** Who wrote, in the versions of a dataset. */
const BY = 'api';
/** A connector's id never starts with a hyphen. */
const MADE_HERE = '-';

const tags = ['datasets'];
const DatasetParams = z.object({ id: DatasetId });

/** A dataset made here has its own id and is of the usual kind unless it says otherwise. */
const DatasetInput = Dataset.extend({
  id: Dataset.shape.id.optional(),
  kind: z.enum(KINDS).default('dataset'),
});
const Write = z.object({
  dataset: DatasetInput,
  visibility: Visibility.optional(),
  owner: z.string().min(1).optional(),
});
const Patch = z.object({
  dataset: z
    .record(z.string(), z.unknown())
    .optional()
    .describe('merge patch: objects merge, null takes a field away'),
  visibility: Visibility.optional(),
  owner: z.string().min(1).optional(),
});

export function datasetRoutes(api: Api, control: Control): void {
  const turns = new Turns();

  api.get(
    '/api/v1/datasets',
    {
      schema: {
        tags,
        summary: 'Datasets of the platform, in order of id',
        querystring: z.object({
          cursor: z.string().max(CURSOR_LENGTH_MAX).optional().describe('next of the page before'),
          limit: limited(LIST_MAX, 100),
          text: z.string().max(200).optional().describe('words that the title holds'),
          harvestedBy: z
            .union([ConnectorId, z.literal(MADE_HERE)])
            .optional()
            .describe('a connector, or - for those made here'),
          state: State.optional(),
        }),
        response: { 200: z.object({ entries: z.array(Entry), next: z.string().optional() }) },
      },
    },
    ({ query: { cursor, limit, text, harvestedBy, state } }) =>
      control.datasets({
        cursor,
        limit,
        filter: {
          ...(text === undefined ? {} : { text }),
          ...(state === undefined ? {} : { state }),
          ...(harvestedBy === undefined
            ? {}
            : { harvestedBy: harvestedBy === MADE_HERE ? null : harvestedBy }),
        },
      }),
  );

  api.post(
    '/api/v1/datasets',
    {
      schema: {
        tags,
        summary:
          'Creates or replaces many datasets: all of them or, when one is wrong, none. After an answer of 500 or more, send them again',
        body: z.object({
          datasets: z
            .array(Write.extend({ id: DatasetId }))
            .min(1)
            .max(WRITE_MAX),
        }),
        response: { 200: z.object({ written: z.array(Written) }) },
      },
    },
    async ({ body }) => {
      const writes = body.datasets.map((write) => ({
        ...write,
        dataset: { ...write.dataset, id: write.dataset.id ?? write.id },
      }));
      return { written: await control.writeDatasets(writes, BY) };
    },
  );

  api.get(
    '/api/v1/datasets/:id',
    { schema: { tags, summary: 'One dataset', params: DatasetParams, response: { 200: Entry } } },
    (request) => control.dataset(request.params.id),
  );

  api.put(
    '/api/v1/datasets/:id',
    {
      schema: {
        tags,
        summary: 'Creates or replaces a dataset',
        params: DatasetParams,
        body: Write,
        response: { 200: Written },
      },
    },
    ({ params: { id }, body: { dataset, visibility, owner } }) =>
      turns.take(id, () =>
        control.writeDataset(id, { dataset: { ...dataset, id: dataset.id ?? id }, visibility, owner }, BY),
      ),
  );

  api.patch(
    '/api/v1/datasets/:id',
    {
      schema: {
        tags,
        summary: 'Changes fields of a dataset',
        params: DatasetParams,
        body: Patch,
        response: { 200: Written },
      },
    },
    ({ params: { id }, body: { dataset: patch = {}, visibility, owner } }) =>
      turns.take(id, async () => {
        const entry = await control.dataset(id);
        const dataset = strictly(Dataset, mergePatch(entry.dataset, patch), ['dataset']);
        return control.writeDataset(
          id,
          { dataset, visibility: visibility ?? entry.visibility, owner: owner ?? entry.owner },
          BY,
        );
      }),
  );

  api.delete(
    '/api/v1/datasets/:id',
    {
      schema: {
        tags,
        summary: 'Takes a dataset away; remotes follow',
        params: DatasetParams,
        querystring: z.object({
          state: z
            .enum(['archived', 'deleted'])
            .default('deleted')
            .describe('archived keeps it here, out of sight'),
        }),
        response: { 204: z.undefined() },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      await turns.take(id, () => control.setDatasetState(id, request.query.state, BY));
      return reply.code(204).send();
    },
  );

  api.get(
    '/api/v1/datasets/:id/versions',
    {
      schema: {
        tags,
        summary: 'Versions of a dataset, newest first',
        params: DatasetParams,
        querystring: z.object({ limit: limited(100, 20) }),
        response: { 200: z.object({ versions: z.array(Version) }) },
      },
    },
    async ({ params, query }) => ({ versions: await control.datasetVersions(params.id, query.limit) }),
  );
}
