import { z } from 'zod';
import type { Control } from '../../control/control.ts';
import type { Api } from '../api.ts';
import { catalogRoutes } from './catalogs.ts';
import { catalogImportRoutes } from './imports.ts';
import { publicationRoutes } from './publications.ts';
import type { Owner } from './shapes.ts';

/** Stands where Data Fair expects its own catalogue service. */
export interface CatalogsOptions {
  /** Where its API begins: `/catalogs/api`. */
  path: string;
  /** The account of all connectors. */
  owner: Owner;
}

const tags = ['catalogs'];

/** What Data Fair and its pages ask of their catalogue service: catalogues are connectors. */
export function catalogsServiceRoutes(
  api: Api,
  control: Control,
  { path, owner }: CatalogsOptions,
  version: string,
): void {
  const at = { path, owner, tags };
  catalogRoutes(api, control, at);
  publicationRoutes(api, control, at);
  catalogImportRoutes(api, control, at);

  api.get(
    `${path}/ping`,
    { schema: { tags, summary: 'Whether this answers', response: { 200: z.literal('ok') }, security: [] } },
    () => 'ok' as const,
  );

  api.get(
    `${path}/admin/info`,
    {
      schema: {
        tags,
        summary: 'Which version this is',
        response: { 200: z.object({ version: z.string() }) },
      },
    },
    () => ({ version: `navette ${version}` }),
  );

  const Part = z.object({ name: z.string(), status: z.enum(['ok', 'error']) });
  api.get(
    `${path}/admin/status`,
    {
      schema: {
        tags,
        summary: 'Whether the parts answer',
        response: { 200: Part.pick({ status: true }).extend({ details: z.array(Part) }) },
      },
    },
    async () => {
      const { ok, ...parts } = await control.health();
      const word = (well: boolean): 'ok' | 'error' => (well ? 'ok' : 'error');
      const details = Object.entries(parts).map(([name, well]) => ({ name, status: word(well) }));
      return { status: word(ok), details };
    },
  );
}
