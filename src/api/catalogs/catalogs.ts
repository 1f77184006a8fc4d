import { onlyRecord, catalogOf } from '../../config/one-record.ts';
import type { Control } from '../../control/control.ts';
import type { Api } from '../api.ts';
import { ErrorAnswer } from '../errors.ts';
import { catalogDocument, type At } from './documents.ts';
import { listing } from './listing.ts';
import { Catalog, CatalogParams, Catalogs, CatalogsQuery, Resources, ResourcesQuery } from './shapes.ts';

/** Catalogues are connectors; those that only import one record of another's remote are imports of that one. */
export function catalogRoutes(api: Api, control: Control, { path, owner, tags }: At): void {
  api.get(
    `${path}/catalogs`,
    {
      schema: {
        tags,
        summary: 'Connectors as catalogues, with what is imported from and published to each',
        querystring: CatalogsQuery,
        response: { 200: Catalogs },
      },
    },
    async ({ query }) => {
      const [statuses, published] = await Promise.all([control.connectors(), control.publicationCounts()]);
      const configs = statuses.map(({ config }) => config);
      const imports = new Map<string, number>();
      for (const config of configs.filter((one) => onlyRecord(one) !== undefined)) {
        const { id } = catalogOf(config, configs);
        imports.set(id, (imports.get(id) ?? 0) + 1);
      }
      const all = configs
        .filter((config) => catalogOf(config, configs) === config)
        .map((config) => catalogDocument(config, owner));
      const plugins: Record<string, number> = {};
      for (const { plugin } of all) plugins[plugin] = (plugins[plugin] ?? 0) + 1;
      const shown = all.filter((one) => asked(one, query));
      const start = (query.page - 1) * query.size;
      return {
        // As there: of all of them, whatever is asked for.
        count: all.length,
        results: shown.slice(start, start + query.size).map((one) => ({
          ...one,
          importsCount: imports.get(one._id) ?? 0,
          publicationsCount: published.get(one._id) ?? 0,
        })),
        facets: { plugins, owners: [{ ...owner, count: all.length, departments: [] }] },
      };
    },
  );

  api.get(
    `${path}/catalogs/:id`,
    { schema: { tags, summary: 'One catalogue', params: CatalogParams, response: { 200: Catalog } } },
    async ({ params }) => catalogDocument((await control.connector(params.id)).config, owner),
  );

  api.get(
    `${path}/catalogs/:id/resources`,
    {
      schema: {
        tags,
        summary: 'Records of the remote, as a harvest would find them',
        params: CatalogParams,
        querystring: ResourcesQuery,
        response: { 200: Resources, 501: ErrorAnswer },
      },
    },
    async ({ params, query }, reply) => {
      const { config } = await control.connector(params.id);
      const found = await listing(control, config, query);
      if (found !== undefined) return found;
      const message = `${config.adapter} cannot be harvested: there is nothing to choose from`;
      return reply.code(501).send({ error: 'impossible' as const, message, issues: [] });
    },
  );
}

type Asked = {
  q?: string | undefined;
  plugins?: string | undefined;
  capabilities?: string | undefined;
  owners?: string | undefined;
};

function asked({ title, plugin, capabilities, owner }: Catalog, query: Asked): boolean {
  if (query.q !== undefined && !title.toLowerCase().includes(query.q.toLowerCase())) return false;
  if (query.plugins !== undefined && !query.plugins.split(',').includes(plugin)) return false;
  if (query.capabilities?.split(',').some((one) => !capabilities.includes(one)) === true) return false;
  if (query.owners === undefined) return true;
  const mine = [owner.type, owner.id, ...(owner.department === undefined ? [] : [owner.department])].join(
    ':',
  );
  return query.owners.split(',').some((one) => mine === one || mine.startsWith(`${one}:`));
}
