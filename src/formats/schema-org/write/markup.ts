import type { Agent } from '../../../model/agent.ts';
import type { Coded } from '../../../model/coded.ts';
import type { Location, Period } from '../../../model/coverage.ts';
import type { Dataset } from '../../../model/dataset.ts';
import type { Distribution } from '../../../model/distribution.ts';
import type { LangText } from '../../../model/text.ts';

type Json = Record<string, unknown>;

/** A dataset in schema.org's words. */
export function markupOf(dataset: Dataset): Json {
  return defined({
    '@type': 'Dataset',
    '@id': addressIn(dataset.iri),
    identifier: dataset.identifier ?? [dataset.id],
    name: texts(dataset.title),
    description: texts(dataset.description),
    alternateName: texts(dataset.alternative),
    keywords: Object.entries(dataset.keyword ?? {}).flatMap(([language, words]) =>
      words.map((word) => tagged(language, word)),
    ),
    about: dataset.theme?.flatMap((theme) => themeOf(theme) ?? []),
    version: dataset.version,
    url: dataset.landingPage,
    publisher: agentOf(dataset.publisher),
    creator: dataset.creator?.map(agentOf),
    contributor: dataset.contributor?.map(agentOf),
    copyrightHolder: dataset.rightsHolder?.map(agentOf),
    dateCreated: dataset.created,
    datePublished: dataset.issued,
    dateModified: dataset.modified,
    temporalCoverage: dataset.temporal?.map(periodOf),
    spatialCoverage: dataset.spatial?.map(placeOf),
    inLanguage: dataset.language,
    license: termOf(dataset.license),
    conditionsOfAccess: termOf(dataset.accessRights),
    isAccessibleForFree: dataset.accessRights?.code === 'PUBLIC' ? true : undefined,
    isBasedOn: dataset.source,
    workExample: dataset.sample?.map((url) => ({ '@id': url })),
    distribution: dataset.distribution?.map(downloadOf),
  });
}

function downloadOf(distribution: Distribution): Json {
  const { format, mediaType, byteSize, checksum } = distribution;
  return defined({
    '@type': 'DataDownload',
    '@id': distribution.id === undefined ? addressIn(distribution.iri) : undefined,
    identifier: distribution.id,
    name: texts(distribution.title),
    description: texts(distribution.description),
    contentUrl: distribution.downloadURL,
    url: distribution.accessURL,
    encodingFormat: [mediaType, format?.code ?? format?.raw].filter((one) => one !== undefined),
    contentSize: byteSize === undefined ? undefined : `${byteSize} B`,
    sha256: checksum?.algorithm === 'sha256' ? checksum.value : undefined,
    datePublished: distribution.issued,
    dateModified: distribution.modified,
    license: termOf(distribution.license),
    inLanguage: distribution.language,
  });
}

function agentOf(agent: Agent | undefined): Json | undefined {
  if (agent === undefined) return undefined;
  return defined({
    '@type': 'Organization',
    name: texts(agent.name),
    // As its own @id it would be one with whatever else a document says of it.
    sameAs: agent.url === undefined ? undefined : addressIn(agent.iri),
    email: agent.email,
    telephone: agent.telephone,
    url: agent.url,
    identifier: agent.identifier,
    parentOrganization:
      agent.memberOf === undefined ? undefined : { '@type': 'Organization', name: texts(agent.memberOf) },
  });
}

function placeOf({ uri, label, bbox, geometry }: Location): Json {
  return defined({
    '@type': 'Place',
    name: texts(label),
    sameAs: addressIn(uri),
    geo: geometry === undefined ? boxOf(bbox) : shapeOf(geometry),
  });
}

/** Latitude first, as schema.org has it. */
function boxOf(bbox: Location['bbox']): Json | undefined {
  if (bbox === undefined) return undefined;
  const [west, south, east, north] = bbox;
  return { '@type': 'GeoShape', box: `${south} ${west} ${north} ${east}` };
}

function shapeOf({ type, coordinates }: NonNullable<Location['geometry']>): Json | undefined {
  const numbers = Array.isArray(coordinates) ? coordinates : [];
  if (type === 'Point') return { '@type': 'GeoCoordinates', latitude: numbers[1], longitude: numbers[0] };
  const [ring, ...holes]: unknown[] = numbers;
  if (type !== 'Polygon' || holes.length > 0 || !Array.isArray(ring)) return undefined;
  const points = ring.map((point: unknown) => (Array.isArray(point) ? `${point[1]} ${point[0]}` : ''));
  return { '@type': 'GeoShape', polygon: points.join(' ') };
}

function periodOf({ start, end }: Period): string {
  return `${start ?? '..'}/${end ?? '..'}`;
}

function themeOf({ uri }: Coded): Json | undefined {
  const address = addressIn(uri);
  return address === undefined ? undefined : { '@id': address };
}

function termOf(coded: Coded | undefined): string | undefined {
  return coded?.uri ?? coded?.code ?? coded?.raw;
}

function texts(text: LangText | undefined): unknown {
  const all = Object.entries(text ?? {}).map(([language, value]) => tagged(language, value));
  return all.length === 1 ? all[0] : all;
}

function tagged(language: string, value: string): unknown {
  return language === 'und' ? value : { '@value': value, '@language': language };
}

function addressIn(iri: string | undefined): string | undefined {
  return iri !== undefined && /^https?:\/\/[^\s<>"{}|\\^`]+$/i.test(iri) ? iri : undefined;
}

/** Without what is absent or empty. */
function defined(object: Json): Json {
  return Object.fromEntries(
    Object.entries(object).filter(
      ([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0),
    ),
  );
}
