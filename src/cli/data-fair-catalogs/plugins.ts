import type { Condition } from '../../config/condition.ts';

/** What becomes of catalogues of one plugin of Data Fair. */
export interface Plugin {
  adapter: string;
  settings(config: Readonly<Record<string, unknown>>): Record<string, unknown>;
  /** Field of the settings with the secret that pushing needs; without it nothing is pushed there. */
  secret?: string;
  /** What the record is called that its imports take from. */
  record(resourceId: string): string;
  /** Whether the record's own id may be an address here, and that the plugin knows it by is an identifier of it. */
  identifier?: true;
}

const withUrl = ({ url }: Readonly<Record<string, unknown>>): Record<string, unknown> => ({ url });
const beforeThe =
  (mark: string) =>
  (id: string): string =>
    id.split(mark)[0] ?? id;

const PLUGINS: Readonly<Record<string, Plugin>> = {
  udata: { adapter: 'udata', settings: withOrganization, secret: 'apiKey', record: beforeThe(':') },
  ckan: { adapter: 'ckan', settings: withOrganization, secret: 'apiToken', record: beforeThe(':') },
  ods: { adapter: 'opendatasoft', settings: withUrl, record: (id) => id },
  dcat: { adapter: 'dcat', settings: withUrl, record: beforeThe('_'), identifier: true },
  csw: { adapter: 'csw', settings: withUrl, record: beforeThe('|') },
  geonetwork: { adapter: 'csw', settings: withUrl, record: (id) => id },
  'data-fair': {
    adapter: 'dcat',
    settings: ({ url }) => ({
      url: typeof url === 'string' ? `${url.replace(/\/+$/, '')}/data-fair/api/v1/catalog/dcat` : url,
    }),
    record: (id) => id,
    identifier: true,
  },
};

/** Plugins are named as packages, artefacts, or artefacts with their version: `@data-fair/catalog-udata`, `data-fair-catalog-udata-1`. */
export function pluginOf(name: string): Plugin | undefined {
  const [, kind = name] = /catalog-([a-z][a-z-]*?)(?:-\d+(?:\.\d+)*)?$/.exec(name) ?? [];
  return Object.hasOwn(PLUGINS, kind) ? PLUGINS[kind] : undefined;
}

export function includeOf(plugin: Plugin, remoteId: string): Condition {
  if (plugin.identifier === undefined) return { id: remoteId };
  return { any: [{ id: remoteId }, { field: { identifier: remoteId } }] };
}

function withOrganization({ url, organization }: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const id =
    typeof organization === 'object' && organization !== null && 'id' in organization
      ? organization.id
      : undefined;
  return { url, ...(id === undefined ? {} : { organization: id }) };
}
