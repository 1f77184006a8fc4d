import type { Agent } from '../../../model/agent.ts';
import type { Location } from '../../../model/coverage.ts';
import type { Dataset } from '../../../model/dataset.ts';
import type { Distribution } from '../../../model/distribution.ts';
import { pickText } from '../../../model/text.ts';
import type { LangText } from '../../../model/text.ts';
import { PERSONAL } from '../../values/parties.ts';
import type { Json } from '../../values/json.ts';
import { FILE_KEY, MARK_PROPERTY } from '../mark.ts';

const RECORD_CORE = 'http://www.opengis.net/spec/ogcapi-records-1/1.0/conf/record-core';

/** What a record says beside what its dataset does. */
export interface AboutOgcRecord {
  /** The dataset's id when absent. */
  id?: string | undefined;
  /** By which its writer knows it again. */
  mark?: string | undefined;
  /** The language that it is written in; that of the title when absent. */
  language?: string | undefined;
}

/** A dataset, series or service as a record in GeoJSON. */
export function ogcFeature(dataset: Dataset, about: AboutOgcRecord = {}): Json {
  const language = languageOf(dataset, about.language);
  const { geometry, words } = placesOf(dataset.spatial ?? [], language);
  const record = defined({
    id: about.id ?? dataset.id,
    type: 'Feature',
    conformsTo: [RECORD_CORE],
    geometry: geometry ?? null,
    time: timeOf(dataset),
    properties: defined({
      type: dataset.kind,
      title: pickText(dataset.title, [language]),
      description: dataset.description?.[language],
      alternateTitle: dataset.alternative?.[language],
      language: language === 'und' ? undefined : { code: language },
      resourceLanguages: dataset.language?.map((code) => ({ code })),
      keywords: dataset.keyword?.[language],
      themes: themesOf(dataset, language),
      externalIds: dataset.identifier?.map((value) => ({ value })),
      version: dataset.version,
      created: dataset.created,
      updated: dataset.modified,
      issued: dataset.issued,
      updateFrequency: dataset.frequency?.uri ?? dataset.frequency?.code,
      contacts: contactsOf(dataset, language),
      license: dataset.license?.code ?? (dataset.license === undefined ? undefined : 'other'),
      rights: dataset.rights?.[0]?.[language],
      accessRights: dataset.accessRights?.uri ?? dataset.accessRights?.code,
      lineage: dataset.provenance?.[0]?.[language],
      spatial: words,
      conformsTo: dataset.conformsTo?.flatMap(({ url, title }) => url ?? title ?? []),
      formats: formatsOf(dataset),
      [MARK_PROPERTY]: about.mark,
    }),
  });
  // Mandatory, if only empty.
  return { ...record, links: linksOf(dataset, language) };
}

export function languageOf({ title }: Dataset, preferred: string | undefined): string {
  if (preferred !== undefined && title[preferred] !== undefined) return preferred;
  return Object.keys(title)[0] ?? 'und';
}

function themesOf({ theme = [], hvdCategory = [] }: Dataset, language: string): Json[] {
  const concepts = [...theme, ...hvdCategory].flatMap(({ uri, label, raw, code }) => {
    const title = label?.[language] ?? label?.['en'] ?? raw ?? code;
    return uri === undefined ? [] : [defined({ id: uri, title })];
  });
  return concepts.length === 0 ? [] : [{ concepts }];
}

function contactsOf(dataset: Dataset, language: string): Json[] {
  const inRole = (role: string, agents: readonly (Agent | undefined)[] = []): [string, Agent][] =>
    agents.flatMap((agent): [string, Agent][] => (agent === undefined ? [] : [[role, agent]]));
  const parties: [string, Agent][] = [
    ...inRole('publisher', [dataset.publisher]),
    ...inRole('pointOfContact', dataset.contactPoint),
    ...inRole('owner', dataset.rightsHolder),
    ...inRole('author', dataset.creator),
    ...inRole('contributor', dataset.contributor),
    ...(dataset.qualifiedAttribution ?? []).map(({ agent, role }): [string, Agent] => [role, agent]),
  ];
  return parties.map(([role, agent]) => {
    const name = agent.name?.[language];
    const above = agent.memberOf?.[language];
    // In the roles that people play, a name beside an organisation is a person's.
    const isPerson = PERSONAL.has(role) && above !== undefined && name !== undefined;
    return defined({
      ...(isPerson ? { name, organization: above } : { organization: name }),
      identifier: agent.identifier,
      emails: agent.email === undefined ? undefined : [{ value: agent.email }],
      phones: agent.telephone === undefined ? undefined : [{ value: agent.telephone }],
      links: agent.url === undefined ? undefined : [{ rel: 'about', href: agent.url }],
      roles: [role],
    });
  });
}

/** One shape on the map, and places that are only named. */
function placesOf(places: readonly Location[], language: string): { geometry: unknown; words: string[] } {
  const drawn = places.find(({ bbox, geometry }) => bbox !== undefined || geometry !== undefined);
  const words = places.flatMap((place) => {
    const { label, bbox, geometry, uri } = place;
    const isName = bbox === undefined && geometry === undefined && uri === undefined;
    return isName ? (label?.[language] ?? []) : [];
  });
  return {
    geometry: drawn?.geometry ?? (drawn?.bbox === undefined ? undefined : polygonOf(drawn.bbox)),
    words,
  };
}

function polygonOf([west, south, east, north]: NonNullable<Location['bbox']>): unknown {
  const ring = [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ];
  return { type: 'Polygon', coordinates: [ring] };
}

function timeOf({ temporal, temporalResolution }: Dataset): Json | undefined {
  const [period] = temporal ?? [];
  if (period === undefined) return undefined;
  return defined({
    interval: [period.start ?? '..', period.end ?? '..'],
    resolution: temporalResolution,
  });
}

function formatsOf({ distribution = [] }: Dataset): Json[] {
  const names = distribution.flatMap(({ format }) => format?.code ?? format?.raw ?? []);
  return [...new Set(names)].map((name) => ({ name }));
}

function linksOf(dataset: Dataset, language: string): Json[] {
  const license = dataset.license?.uri;
  return [
    ...(dataset.landingPage ?? []).map((href) => ({ rel: 'alternate', type: 'text/html', href })),
    ...(license !== undefined && /^https?:/i.test(license) ? [{ rel: 'license', href: license }] : []),
    ...(dataset.page ?? []).flatMap(({ url, title, description }) =>
      url === undefined ? [] : [defined({ rel: 'about', href: url, title, description })],
    ),
    ...(dataset.kind === 'service' ? servicesOf(dataset) : []),
    ...(dataset.distribution ?? []).flatMap((one) => fileLink(one, language)),
  ];
}

function servicesOf({ endpointURL = [], endpointDescription = [] }: Dataset): Json[] {
  return [
    ...endpointURL.map((href) => ({ rel: 'service', href })),
    ...endpointDescription.map((href) => ({ rel: 'service-desc', href })),
  ];
}

function fileLink(distribution: Distribution, language: string): Json[] {
  const said = (text: LangText | undefined): string | undefined => text?.[language];
  const [file] = distribution.downloadURL ?? [];
  const href = file ?? distribution.accessURL?.[0];
  if (href === undefined) return [];
  return [
    defined({
      rel: file === undefined ? 'item' : 'enclosure',
      href,
      type: file === undefined ? 'text/html' : distribution.mediaType,
      title: said(distribution.title),
      description: said(distribution.description),
      length: distribution.byteSize,
      [FILE_KEY]: distribution.id,
    }),
  ];
}

/** Without what is absent or empty. */
function defined(object: Json): Json {
  return Object.fromEntries(
    Object.entries(object).filter(
      ([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0),
    ),
  );
}
