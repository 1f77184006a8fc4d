import type { Distribution } from '../../model/distribution.ts';
import { matchFormat } from '../../vocabularies/formats.ts';
import { objectsOf, textOf, textsOf } from '../values/json.ts';
import type { Json } from '../values/json.ts';
import { linkOf } from '../values/links.ts';
import { oneText } from '../values/texts.ts';
import type { Warn } from '../values/warn.ts';

/** A portal and what it calls the dataset. */
export interface Portal {
  origin: string;
  dataset: string;
}

const EXPORTS = { csv: 'CSV', json: 'JSON', xlsx: 'XLSX', parquet: 'Parquet' } as const;
const GEOGRAPHIC = { geojson: 'GeoJSON', shp: 'Shapefile', kml: 'KML' } as const;

/** The exports that every dataset with records has, once it is known where. */
export function exportsOf(dataset: Json, portal: Portal | undefined): Partial<Distribution>[] {
  if (portal === undefined || dataset['has_records'] === false) return [];
  const isGeographic =
    textsOf(dataset['features']).includes('geo') ||
    objectsOf(dataset['fields']).some(({ type }) => /^geo_(?:point|shape)/.test(textOf(type) ?? ''));
  const kinds = { ...EXPORTS, ...(isGeographic ? GEOGRAPHIC : {}) };
  return Object.entries(kinds).map(([key, name]) => ({
    id: key,
    title: { en: name },
    downloadURL: [`${apiOf(portal)}/exports/${key}`],
    ...matchFormat({ format: name }),
  }));
}

/** Files beside the records, and other ways to have them. An address within the portal needs to know which. */
export function attachmentsOf(
  dataset: Json,
  portal: Portal | undefined,
  language: string,
  warn: Warn,
): { distribution: Partial<Distribution>[]; left: Json[] } {
  const distribution: Partial<Distribution>[] = [];
  const left: Json[] = [];
  for (const [place, file] of [
    ...placed(dataset, 'attachments'),
    ...placed(dataset, 'alternative_exports'),
  ]) {
    const id = textOf(file['id']);
    const told = textOf(file['url']);
    const inside =
      portal === undefined || id === undefined
        ? undefined
        : `${apiOf(portal)}/${place}/${encodeURIComponent(id)}`;
    const outside =
      told === undefined || /^odsfile:/i.test(told)
        ? undefined
        : linkOf(told, `distribution.${place}`, warn, portal?.origin);
    const url = outside ?? inside;
    if (url === undefined) {
      left.push(file);
      continue;
    }
    const title = oneText(textOf(file['title'] ?? file['name']), language);
    const description = oneText(textOf(file['description']), language);
    distribution.push({
      ...(id === undefined ? {} : { id }),
      ...(title === undefined ? {} : { title }),
      ...(description === undefined ? {} : { description }),
      downloadURL: [url],
      // A stored file keeps its name, with its ending, in the portal's own address.
      ...matchFormat({ url: told ?? url, mediaType: textOf(file['mimetype']) }),
    });
  }
  return { distribution, left };
}

export function pageOf({ origin, dataset }: Portal): string {
  return `${origin}/explore/dataset/${encodeURIComponent(dataset)}/`;
}

function apiOf({ origin, dataset }: Portal): string {
  return `${origin}/api/explore/v2.1/catalog/datasets/${encodeURIComponent(dataset)}`;
}

function placed(dataset: Json, place: string): [string, Json][] {
  return objectsOf(dataset[place]).map((file) => [place, file]);
}
