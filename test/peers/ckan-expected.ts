import type { Dataset } from '../../src/model/dataset.ts';
import { ORGANIZATION, type RemoteRecord, type Shown } from './peer.ts';

/** CKAN's usual list, which knows neither versions nor Etalab's licence. */
const LICENSES: Record<string, string> = {
  'etalab-2.0': 'other-at',
  'ODbL-1.0': 'odc-odbl',
  'CC0-1.0': 'cc-zero',
  'CC-BY-4.0': 'cc-by',
  'CC-BY-SA-4.0': 'cc-by-sa',
};

/** CKAN respells what its own list of formats knows. */
const FORMATS: Record<string, string> = { geojson: 'GeoJSON', parquet: 'PARQUET', gtfs: 'GTFS' };

const FRENCH = 'http://publications.europa.eu/resource/authority/language/FRA';
const SHA256 = 'http://spdx.org/rdf/terms#checksumAlgorithm_sha256';

/** The readme's table as a function. */
export function shownByCkan(dataset: Dataset, mark: string): Shown {
  const [contact] = dataset.contactPoint ?? [];
  const { publisher } = dataset;
  const [place] = dataset.spatial ?? [];
  const [period] = dataset.temporal ?? [];
  const box = place?.bbox === undefined ? undefined : JSON.stringify(rectangle(place.bbox));
  return {
    title: words(dataset.title),
    notes: words(dataset.description) ?? null,
    url: dataset.landingPage?.[0] ?? null,
    version: null,
    license_id: licenseOf(dataset) ?? null,
    maintainer: [words(contact?.name) ?? null, contact?.email ?? null],
    author: [null, null],
    private: false,
    type: 'dataset',
    state: 'active',
    organization: ORGANIZATION,
    tags: tagsOf(dataset),
    extras: present({
      navette_mark: mark,
      uri: dataset.iri,
      identifier: dataset.identifier?.[0],
      issued: dataset.issued,
      modified: dataset.modified,
      frequency: dataset.frequency?.uri,
      access_rights: dataset.accessRights?.uri,
      license_uri: dataset.license?.uri ?? dataset.license?.raw,
      theme: listed(dataset.theme?.map(({ uri }) => uri)),
      hvd_category: listed(dataset.hvdCategory?.map(({ uri }) => uri)),
      applicable_legislation: listed(dataset.applicableLegislation),
      language: dataset.language === undefined ? undefined : listed([FRENCH]),
      conforms_to: listed(dataset.conformsTo?.map(({ url }) => url)),
      temporal_start: period?.start,
      temporal_end: period?.end,
      spatial_uri: place?.uri,
      spatial_text: words(place?.label),
      spatial: place?.geometry === undefined ? box : JSON.stringify(place.geometry),
      spatial_bbox: box,
      publisher_name: words(publisher?.name),
      publisher_url: publisher?.url,
      publisher_identifier: publisher?.identifier,
      contact_name: words(contact?.name),
      contact_email: contact?.email,
      contact_url: contact?.url,
    }),
    resources: (dataset.distribution ?? []).map((one) => {
      const code = one.format?.code ?? '';
      return present({
        navette_id: one.id,
        url: one.downloadURL?.[0] ?? one.accessURL?.[0],
        download_url: one.downloadURL?.[0],
        access_url: one.accessURL?.[0],
        name: words(one.title),
        description: words(one.description),
        format: FORMATS[code] ?? code.toUpperCase(),
        mimetype: one.mediaType,
        size: one.byteSize,
        hash: one.checksum?.value,
        hash_algorithm: one.checksum === undefined ? undefined : SHA256,
        modified: one.modified,
        license: one.license?.uri ?? one.license?.raw,
        availability: one.availability?.uri,
        access_services: listed(
          one.accessService?.map((service) => ({
            title: words(service.title),
            endpoint_url: service.endpointURL,
            endpoint_description: service.endpointDescription?.[0],
          })),
        ),
      });
    }),
  };
}

/** The same dataset once it has been there and back: all of it, in one language, tags as CKAN takes them. */
export function backFromCkan(dataset: Dataset, record: RemoteRecord): Shown {
  const code = (coded: { code?: string | undefined; raw?: string | undefined } | undefined) =>
    coded?.code ?? coded?.raw;
  const tags = tagsOf(dataset);
  return present({
    ...dataset,
    id: record.id,
    title: french(dataset.title),
    description: french(dataset.description),
    keyword: tags.length === 0 ? undefined : { fr: tags },
    theme: dataset.theme?.map(code),
    publisher: dataset.publisher && { ...dataset.publisher, name: french(dataset.publisher.name) },
    contactPoint: dataset.contactPoint?.map(({ telephone: _lost, ...agent }) => ({
      ...agent,
      name: french(agent.name),
    })),
    frequency: code(dataset.frequency),
    // A rectangle is told as the box that it is.
    spatial: dataset.spatial?.map(({ geometry: _drawn, ...place }) => place),
    license: code(dataset.license),
    accessRights: code(dataset.accessRights),
    hvdCategory: dataset.hvdCategory?.map(code),
    conformsTo: dataset.conformsTo?.map(({ url }) => ({ url })),
    distribution: dataset.distribution?.map((one) =>
      present({
        ...one,
        title: french(one.title),
        description: french(one.description),
        format: code(one.format),
        license: code(one.license),
        availability: code(one.availability),
        accessService: one.accessService?.map((service) => ({ ...service, title: french(service.title) })),
      }),
    ),
  });
}

/** The site's language is French. */
function words(text: Record<string, string> | undefined): string | undefined {
  return text?.['fr'] ?? text?.['en'];
}

function french(text: Record<string, string> | undefined): Record<string, string> | undefined {
  const chosen = words(text);
  return chosen === undefined ? undefined : { fr: chosen };
}

/** Letters, digits, blanks and `-_.`, two at least. */
function tagsOf({ keyword }: Dataset): string[] {
  const keywords = keyword?.['fr'] ?? keyword?.['en'] ?? [];
  const tags = keywords.map((word) =>
    word
      .replace(/[^\p{L}\p{N} _.-]+/gu, ' ')
      .replace(/ +/g, ' ')
      .trim(),
  );
  return tags.filter((tag) => tag.length >= 2).sort();
}

function licenseOf({ license }: Dataset): string | undefined {
  return license === undefined ? undefined : (LICENSES[license.code ?? ''] ?? 'notspecified');
}

function rectangle([west, south, east, north]: [number, number, number, number]): unknown {
  const corners = [west, south, east, south, east, north, west, north, west, south];
  const ring = [0, 2, 4, 6, 8].map((index) => corners.slice(index, index + 2));
  return { type: 'Polygon', coordinates: [ring] };
}

function listed(values: readonly unknown[] | undefined): string | undefined {
  return values === undefined ? undefined : JSON.stringify(values);
}

function present(members: Record<string, unknown>): Shown {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}
