import { z } from 'zod';
import { ControlError, type Control } from '../../control/control.ts';
import type { Api } from '../api.ts';
import { publicationDocument, type At } from './documents.ts';
import { ListQuery, Publication, PublicationBody, PublicationId } from './shapes.ts';

const Params = z.object({ id: PublicationId });

/** A publication is a dataset that a connector is told to push. */
export function publicationRoutes(api: Api, control: Control, { path, owner, tags }: At): void {
  const address = `${path}/publications`;
  const titles = async (): Promise<Map<string, string | undefined>> =>
    new Map((await control.connectors()).map(({ config }) => [config.id, config.title]));

  api.get(
    address,
    {
      schema: {
        tags,
        summary: 'Datasets on remotes, of all connectors, of one, or of one dataset',
        querystring: ListQuery,
        response: { 200: z.object({ count: z.number(), results: z.array(Publication) }) },
      },
    },
    async ({ query: { catalogId, dataFairDatasetId, size, page } }) => {
      const [named, found] = await Promise.all([
        titles(),
        control.publications({
          connectorId: catalogId,
          platformId: dataFairDatasetId,
          limit: size,
          offset: (page - 1) * size,
        }),
      ]);
      const results = found.publications.map((one) =>
        publicationDocument(one, named.get(one.connectorId), owner),
      );
      return { count: found.count, results };
    },
  );

  api.post(
    address,
    {
      schema: {
        tags,
        summary: 'Publishes a dataset of Data Fair, as a record of its own or in place of one that is there',
        body: PublicationBody,
        response: { 201: Publication },
      },
    },
    async ({ body }, reply) => {
      const made = await control.publish(body.catalog.id, body.dataFairDataset.id, {
        remoteId: remoteIdIn(body),
      });
      const { config } = await control.connector(body.catalog.id);
      return reply.code(201).send(publicationDocument(made, config.title, owner));
    },
  );

  api.post(
    `${address}/:id`,
    {
      schema: { tags, summary: 'Publishes it again', params: Params, response: { 204: z.undefined() } },
    },
    async ({ params }, reply) => {
      await control.publishAgain(...coupleIn(params.id));
      return reply.code(204).send();
    },
  );

  api.delete(
    `${address}/:id`,
    {
      schema: {
        tags,
        summary: 'Takes it off the remote, or with onlyLink leaves the record there and forgets it',
        params: Params,
        querystring: z.object({ onlyLink: z.enum(['true', 'false']).default('false') }),
        response: { 204: z.undefined() },
      },
    },
    async ({ params, query }, reply) => {
      await control.unpublish(...coupleIn(params.id), { keepRecord: query.onlyLink === 'true' });
      return reply.code(204).send();
    },
  );
}

/** Undefined for a record of its own. Navette pushes records with all their files, never one file into another's record. */
function remoteIdIn({ action, remoteFolder }: z.output<typeof PublicationBody>): string | undefined {
  if (action === 'createFolderInRoot') return undefined;
  if (action !== 'replaceFolder')
    throw new ControlError(
      'invalid',
      `action: ${action} is not possible here: a dataset is published as a record of its own (createFolderInRoot) or in place of one (replaceFolder)`,
      [{ path: 'action', message: `${action} is not possible here` }],
    );
  if (remoteFolder !== undefined) return remoteFolder.id;
  const message = 'missing: with replaceFolder the record whose place it takes';
  throw new ControlError('invalid', `remoteFolder: ${message}`, [{ path: 'remoteFolder', message }]);
}

/** Ids of connectors have no colon. */
function coupleIn(id: string): [connectorId: string, datasetId: string] {
  const colon = id.indexOf(':');
  return [id.slice(0, colon), id.slice(colon + 1)];
}
