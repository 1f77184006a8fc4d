import { readRecords } from '../dcat/index.ts';
import type { Format } from '../format.ts';

/** JSON-LD, by itself or in pages; schema.org's words are read beside DCAT's, since many sites mix them. */
export const schemaOrg: Format = {
  kind: 'schema-org',
  title: 'schema.org datasets in JSON-LD or HTML',
  read: readRecords,
};
