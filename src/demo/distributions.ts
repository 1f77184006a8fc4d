import { createHash } from 'node:crypto';
import type { Coded } from '../model/coded.ts';
import type { Distribution } from '../model/distribution.ts';
import { matchFormat } from '../vocabularies/formats.ts';
import { matchAvailability } from '../vocabularies/status.ts';
import { DEMO_SITE } from './places.ts';
import type { DemoFormat, DemoSubject } from './subjects.ts';

// oxfmt-ignore
const TITLES: Record<DemoFormat, { fr: string; en: string }> = {
  csv: { fr: 'Tableau CSV', en: 'CSV table' },
  geojson: { fr: 'Carte GeoJSON', en: 'GeoJSON map' },
  json: { fr: 'API JSON', en: 'JSON API' },
  parquet: { fr: 'Table Parquet', en: 'Parquet table' },
  pdf: { fr: 'Notice et dictionnaire des champs', en: 'Guide and dictionary of fields' },
  xlsx: { fr: 'Classeur Excel', en: 'Excel workbook' },
  gtfs: { fr: 'Archive GTFS', en: 'GTFS archive' },
};

interface DistributionOf {
  id: string;
  subject: DemoSubject;
  license: Coded;
  modified: string;
  languages: readonly ('fr' | 'en')[];
}

/** One form of a dataset: a file with size and checksum, or an API with its description. */
export function demoDistribution(format: DemoFormat, of: DistributionOf): Distribution {
  const digest = createHash('sha256').update(`${of.id}/${format}`).digest();
  const page = `${DEMO_SITE}/datasets/${of.id}`;
  const title = Object.fromEntries(of.languages.map((language) => [language, TITLES[format][language]]));
  const { id, modified, license } = of;
  const common: Distribution = {
    id: `${id}-${format}`,
    title,
    ...matchFormat({ format }),
    modified,
    license,
  };
  if (format === 'json') {
    const api = `${DEMO_SITE}/api/v1/datasets/${of.id}`;
    return {
      ...common,
      accessURL: [`${api}/lines`],
      availability: matchAvailability('STABLE'),
      accessService: [
        { title, endpointURL: [`${api}/lines`], endpointDescription: [`${api}/api-docs.json`] },
      ],
    };
  }
  return {
    ...common,
    accessURL: [page],
    downloadURL: [`${page}/files/${of.subject.slug}.${format === 'gtfs' ? 'zip' : format}`],
    byteSize: 4_096 + (digest.readUInt32BE(0) % 25_000_000),
    checksum: { algorithm: 'sha256', value: digest.toString('hex') },
  };
}
