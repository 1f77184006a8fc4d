import { FREQUENCIES, LICENSES, TOPICS, type Made } from './data-fair-made.ts';
import type { RealPeer, RemoteRecord, Shown } from './peer.ts';
import { slug } from './udata-expected.ts';

/** What of a record tells a dataset of Data Fair. */
type Told = Record<
  | 'title'
  | 'description'
  | 'keywords'
  | 'license'
  | 'frequency'
  | 'period'
  | 'places'
  | 'themes'
  | 'resources',
  unknown
>;

/** What a portal has to show of it, after docs/data-fair.md and the adapters' readmes. `base`: address of Data Fair. */
export function expectedOf(made: Made, kind: RealPeer['kind'], base: string): Told {
  const { title, description, keywords = [], license, frequency, temporal, spatial, topic } = made;
  const resources = resourcesOf(made, base);
  const period = [temporal?.start ?? null, temporal?.end ?? null];
  if (kind === 'udata')
    return {
      title,
      // Mandatory there.
      description: description ?? title,
      keywords: keywords.map(slug).sort(),
      license: license === undefined ? 'notspecified' : LICENSES[license].udata,
      frequency: frequency ?? 'unknown',
      period,
      // It has neither names of places nor themes.
      places: null,
      themes: null,
      resources,
    };
  return {
    title,
    description: description ?? null,
    keywords: keywords.toSorted(),
    license: license === undefined ? null : LICENSES[license].ckan,
    frequency: frequency === undefined ? null : FREQUENCIES[frequency],
    period,
    places: spatial ?? null,
    themes: topic === undefined ? null : [TOPICS[topic]],
    resources,
  };
}

/** The same of a record. */
export function toldBy({ shown }: RemoteRecord, kind: RealPeer['kind']): Told {
  return kind === 'udata' ? toldByUdata(shown) : toldByCkan(shown);
}

/** A file, or rows in two forms, and what is attached for catalogues: title, address, format. */
function resourcesOf({ id, kind, attachments }: Made, base: string): unknown[] {
  const api = `${base}/api/v1/datasets/${id}`;
  const lines = (format: string) => [
    format.toUpperCase(),
    `${api}/lines?format=${format}&size=10000`,
    format,
  ];
  const data = {
    file: [['table.csv', `${api}/raw`, 'csv']],
    rows: [lines('csv'), lines('json')],
    virtual: [lines('csv'), lines('json')],
    metadata: [],
  };
  const attached = attachments
    .filter(({ isForCatalogs }) => isForCatalogs)
    .map(({ title, url, name }) => {
      const address = url ?? `${api}/metadata-attachments/${name}`;
      return [title, address, address.slice(address.lastIndexOf('.') + 1)];
    });
  return [...data[kind], ...attached];
}

function toldByUdata(shown: Shown): Told {
  const { title, description, tags, license, frequency, temporal } = shown;
  return {
    title,
    description,
    keywords: tags,
    license,
    frequency,
    period: temporal,
    places: null,
    themes: null,
    resources: listed(shown).map((one) => [one['title'], one['url'], one['format']]),
  };
}

function toldByCkan(shown: Shown): Told {
  const extras = shown['extras'] as Record<string, string>;
  return {
    title: shown['title'],
    description: shown['notes'],
    keywords: shown['tags'],
    license: shown['license_id'],
    frequency: extras['frequency'] ?? null,
    period: [extras['temporal_start'] ?? null, extras['temporal_end'] ?? null],
    places: extras['spatial_text'] ?? null,
    themes: extras['theme'] === undefined ? null : JSON.parse(extras['theme']),
    resources: listed(shown).map((one) => [one['name'], one['url'], String(one['format']).toLowerCase()]),
  };
}

function listed({ resources }: Shown): Record<string, unknown>[] {
  return resources as Record<string, unknown>[];
}
