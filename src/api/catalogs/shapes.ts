import { z } from 'zod';
import { ConnectorId } from '../../config/connector.ts';
import { DataFairRule } from '../../config/data-fair-scheduling.ts';
import { DatasetId } from '../shapes.ts';

/** Documents of Data Fair's catalogue service, as far as its pages and Data Fair read them. */

/** Fields of such a request that say nothing here are no mistake: its pages send them. */
const Words = z.string().max(2_000);
const Place = z.looseObject({
  id: z.string().min(1).max(2_000),
  title: Words.optional(),
  url: Words.optional(),
});
const Owner = z.object({
  type: z.enum(['user', 'organization']),
  id: z.string(),
  name: z.string(),
  department: z.string().optional(),
});
export type Owner = z.infer<typeof Owner>;

/** At most a thousand, and none of them for the count alone. */
export const Page = {
  size: z.coerce.number<string>().int().min(0).max(1_000).default(10),
  page: z.coerce.number<string>().int().min(1).max(10_000).default(1),
};

export const CatalogParams = z.object({ id: ConnectorId });

export const CatalogsQuery = z.looseObject({
  ...Page,
  q: Words.optional().describe('words that the title holds'),
  plugins: Words.optional().describe('kinds of connector, with commas'),
  capabilities: Words.optional().describe('only those that have all of these, with commas'),
  owners: Words.optional().describe('type:id, with commas; all connectors have one owner'),
});

export const Catalog = z.object({
  _id: z.string(),
  title: z.string(),
  plugin: z.string(),
  capabilities: z.array(z.string()),
  owner: Owner,
  config: z.record(z.string(), z.unknown()).describe('settings; secrets are shown as asterisks'),
});
export type Catalog = z.infer<typeof Catalog>;

export const Catalogs = z.object({
  count: z.number(),
  results: z.array(Catalog.extend({ importsCount: z.number(), publicationsCount: z.number() })),
  facets: z.object({
    plugins: z.record(z.string(), z.number()),
    owners: z.array(Owner.extend({ count: z.number(), departments: z.array(z.unknown()) })),
  }),
});

export const ResourcesQuery = z.looseObject({ ...Page, q: Words.optional() });
export const Resources = z.object({
  count: z.number(),
  results: z.array(z.object({ id: z.string(), title: z.string(), type: z.literal('resource') })),
  path: z.array(z.unknown()),
});

const Reference = z.object({ id: z.string(), title: z.string().optional() });
const Log = z.object({ type: z.enum(['info', 'error']), msg: z.string(), date: z.date() });
const Status = z.enum(['waiting', 'running', 'error', 'done']);

export const PublicationId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}:./s, 'an id that GET /publications shows')
  .describe('id of the connector, a colon, id of the dataset');

export const ListQuery = z.looseObject({
  ...Page,
  catalogId: ConnectorId.optional(),
  dataFairDatasetId: DatasetId.optional(),
});

export const PublicationBody = z.looseObject({
  catalog: z.looseObject({ id: ConnectorId }),
  dataFairDataset: z.looseObject({ id: DatasetId }),
  action: z.enum([
    'createFolderInRoot',
    'createFolder',
    'createResource',
    'replaceFolder',
    'replaceResource',
  ]),
  remoteFolder: Place.optional(),
  remoteResource: Place.optional(),
});

export const Publication = z.object({
  _id: z.string(),
  catalog: Reference,
  dataFairDataset: Reference,
  owner: Owner,
  status: Status,
  action: z.enum(['createFolderInRoot', 'replaceFolder', 'delete']),
  remoteFolder: z.object({ id: z.string(), title: z.string(), url: z.string().optional() }).optional(),
  lastPublicationDate: z.date().optional(),
  logs: z.array(Log),
});
export type Publication = z.infer<typeof Publication>;

export const ImportBody = z.looseObject({
  catalog: z.looseObject({ id: ConnectorId }),
  remoteResource: Place,
  scheduling: z.array(DataFairRule).max(50).default([]),
  isSchedulingActive: z.boolean().default(true),
  dataFairDataset: z.looseObject({ id: DatasetId }).optional(),
});

export const ImportPatch = z.object({
  status: z.literal('waiting').optional().describe('imports now'),
  scheduling: z.array(DataFairRule).max(50).optional(),
  isSchedulingActive: z.boolean().optional(),
});

export const Import = z.object({
  _id: z.string(),
  catalog: Reference,
  remoteResource: z.object({ id: z.string(), title: z.string() }),
  dataFairDataset: Reference.optional(),
  owner: Owner,
  status: Status,
  scheduling: z.array(z.record(z.string(), z.unknown())),
  isSchedulingActive: z.boolean(),
  shouldUpdateMetadata: z.boolean(),
  shouldUpdateSchema: z.boolean(),
  lastImportDate: z.date().optional(),
  nextImportDate: z.string().optional(),
  logs: z.array(Log),
});
export type Import = z.infer<typeof Import>;
