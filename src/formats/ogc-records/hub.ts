import type { Dataset } from '../../model/dataset.ts';
import { matchLanguage } from '../../vocabularies/languages.ts';
import { matchLicense } from '../../vocabularies/licenses.ts';
import { isServiceFormat, matchFormat } from '../../vocabularies/formats.ts';
import { matchTheme } from '../../vocabularies/themes.ts';
import type { Read, ReadOptions } from '../format.ts';
import { take } from '../values/access.ts';
import type { Access } from '../values/access.ts';
import { agentOf } from '../values/agents.ts';
import { dateIn } from '../values/dates.ts';
import { extraOf } from '../values/extra.ts';
import { shapeOfJson } from '../values/geometry.ts';
import { isJson, momentOf, textOf, textsOf } from '../values/json.ts';
import type { Json } from '../values/json.ts';
import { linkOf } from '../values/links.ts';
import { mayBeLicense } from '../values/licensing.ts';
import { onlineIn } from '../values/online.ts';
import { recordOf, some, unique } from '../values/record.ts';
import { accessRightsOf } from '../values/terms.ts';
import { langKeywords, oneText } from '../values/texts.ts';
import { Warnings } from '../values/warn.ts';
import type { Warn } from '../values/warn.ts';

const READ = new Set(
  'id name title description snippet summary tags categories created modified owner orgName source publisher license licenseInfo access url extent culture type links itemExtent boundary'.split(
    ' ',
  ),
);
const EXPORTS = { csv: 'CSV', geojson: 'GeoJSON', shapefile: 'Shapefile', kml: 'KML' } as const;

/** ArcGIS Hub answers features whose properties are an item of ArcGIS Online. */
export function isHubItem(record: Json): boolean {
  const { properties } = record;
  return (
    isJson(properties) && 'owner' in properties && ('tags' in properties || 'typeKeywords' in properties)
  );
}

export function hubRecord(record: Json, options: ReadOptions): Read {
  const warnings = new Warnings();
  const { warn } = warnings;
  const properties = isJson(record['properties']) ? record['properties'] : {};
  const language = matchLanguage(textOf(properties['culture']) ?? '') ?? options.language ?? 'und';
  const id = textOf(record['id']) ?? textOf(properties['id']);
  if (id === undefined) warn('id', undefined, 'the item has no identifier');
  const site = siteOf(record, options.base);
  const created = dateIn(momentOf(properties['created']), 'created', warn);
  const modified = dateIn(momentOf(properties['modified']), 'modified', warn);
  const publisher = textOf(properties['source']) ?? textOf(properties['orgName']);
  const owner = textOf(properties['owner']);
  const type = textOf(properties['type']);
  const categories = textsOf(properties['categories']);
  const tags = textsOf(properties['tags']);
  const draft = {
    kind: 'dataset' as Dataset['kind'],
    id: id ?? 'unidentified',
    title: oneText(textOf(properties['title'] ?? properties['name']), language),
    description: oneText(textOf(properties['description']) ?? textOf(properties['snippet']), language),
    keyword: langKeywords(tags.map((value) => ({ value, language }))),
    theme: some(unique(categories.flatMap(themeOf))),
    type: type === undefined ? undefined : [{ raw: type, method: 'none' as const, confidence: 0 }],
    language: some([matchLanguage(textOf(properties['culture']) ?? '')]),
    publisher: agentOf({ name: oneText(publisher ?? owner, language) }),
    created,
    modified,
    spatial: placesOf(record, properties, warn),
    ...rightsOf(properties, language),
    ...accessOf(properties, { id, site, warn, base: options.base }),
    origin: { catalog: site, remoteId: id, issued: created, modified },
    extra: extraOf([
      ...Object.entries(properties).filter(([key]) => !READ.has(key)),
      ['categories', categories],
      ['owner', owner],
      ...(properties['description'] === undefined ? [] : [['snippet', properties['snippet']] as const]),
    ]),
  };
  const moment = modified === undefined ? Number.NaN : Date.parse(modified);
  return recordOf(draft, {
    warnings,
    raw: record,
    modified: Number.isNaN(moment) ? undefined : new Date(moment).toISOString(),
  });
}

/** The site that answers: the record's own links say, or where it was read. */
function siteOf(record: Json, base: string | undefined): string | undefined {
  const links = Array.isArray(record['links']) ? record['links'] : [];
  const own = links
    .map((link: unknown) => (isJson(link) ? textOf(link['href']) : undefined))
    .find((href) => href !== undefined && /\/api\/search\/v1\//.test(href));
  const told = own ?? base;
  return told !== undefined && URL.canParse(told) ? new URL(told).origin : undefined;
}

/** `/Categories/Environment/Water`: the most particular name that is a theme. */
function themeOf(category: string): NonNullable<Dataset['theme']> {
  for (const name of category.split('/').toReversed()) {
    const match = name === '' || name === 'Categories' ? undefined : matchTheme(name);
    if (match !== undefined && match.method !== 'none' && match.method !== 'fuzzy') return [{ ...match }];
  }
  return [];
}

function placesOf(record: Json, properties: Json, warn: Warn): Dataset['spatial'] {
  for (const told of [record['geometry'], properties['extent'], properties['itemExtent']]) {
    if (told === undefined || told === null || (Array.isArray(told) && told.length === 0)) continue;
    const shape = shapeOfJson(told, (value, reason) => warn('spatial', value, reason));
    if (shape !== undefined) return [shape];
  }
  return undefined;
}

/** The licence's id where the site has one, else the sentence that the owner wrote. */
function rightsOf(properties: Json, language: string): Record<string, unknown> {
  const info = textOf(properties['licenseInfo']);
  const id = textOf(properties['license']);
  const named = id === undefined || /^(?:none|custom|null)$/i.test(id) ? undefined : id;
  const match =
    named === undefined && info === undefined ? undefined : matchLicense({ id: named, title: info });
  const license =
    match === undefined || !mayBeLicense(match) || (match.method === 'none' && named === undefined)
      ? undefined
      : match;
  const access = textOf(properties['access']);
  return {
    license,
    accessRights: access === undefined ? undefined : accessRightsOf({ code: access }),
    rights: some([
      info === undefined || license?.raw?.includes(info) === true ? undefined : oneText(info, language),
    ]),
  };
}

/** The item's own address, the downloads that Hub makes of layers, and the item's page. */
function accessOf(
  properties: Json,
  {
    id,
    site,
    warn,
    base,
  }: { id: string | undefined; site: string | undefined; warn: Warn; base: string | undefined },
): Record<string, unknown> {
  const access: Access = { distribution: [], landingPage: [], page: [], services: [], extra: [] };
  const url = linkOf(textOf(properties['url']), 'distribution', warn, base);
  const type = textOf(properties['type']);
  if (url !== undefined)
    take(
      onlineIn({ url, protocol: type !== undefined && /service$/i.test(type) ? `ESRI:${type}` : undefined }),
      [],
      undefined,
      access,
    );
  const format = url === undefined ? undefined : matchFormat({ url }).format;
  const isLayer =
    format !== undefined && isServiceFormat(format) && /feature service|feature layer/i.test(type ?? '');
  const [item, layer] = id === undefined ? [] : (/^([0-9a-f]{32})(?:_(\d+))?$/.exec(id)?.slice(1) ?? []);
  if (site !== undefined && item !== undefined && isLayer)
    for (const [key, name] of Object.entries(EXPORTS)) {
      const download = `${site}/api/download/v1/items/${item}/${key}?layers=${layer ?? '0'}`;
      access.distribution.push({
        title: { en: name },
        accessURL: [download],
        ...matchFormat({ format: name }),
      });
    }
  const page = site === undefined || id === undefined ? [] : [`${site}/datasets/${encodeURIComponent(id)}`];
  return {
    distribution: access.distribution,
    landingPage: unique([...page, ...access.landingPage]),
    page: access.page,
  };
}
