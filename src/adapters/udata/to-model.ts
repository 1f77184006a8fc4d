import { cleanName } from '../../model/clean.ts';
import type { Location, Period } from '../../model/coverage.ts';
import type { Dataset, Warning } from '../../model/dataset.ts';
import { locationsOf } from './areas.ts';
import { HVD_LEGISLATION } from '../../vocabularies/hvd.ts';
import { accessRightsOf, frequencyOf, hvdCategoriesOf, isHighValue, licenseOf } from './coded.ts';
import { peopleOf } from './contacts.ts';
import { readDate } from './dates.ts';
import { foreignExtras, identifiersOf, IRI } from './marks.ts';
import {
  isDocumentation,
  isLanding,
  pageOf,
  schemaToReference,
  toDistribution,
} from './resource-to-model.ts';
import type { WireDataset, WireService } from './wire.ts';
import { linkOf, nameIn, nonEmpty, present, proseIn } from './words.ts';
import { zoneToUri } from './zones.ts';

/** A dataset as it would be in the model: to be parsed by it. The title is missing when udata has none. */
export type Draft = Omit<Dataset, 'title'> & Partial<Pick<Dataset, 'title'>>;

export function toModel(wire: WireDataset, language: string): Draft {
  const resources = wire.resources ?? [];
  const tags = keywordsOf(wire.tags);
  const schema = schemaToReference(wire.schema);
  const { harvest } = wire;
  const landing = linkOf(harvest?.remote_url) ?? linkOf(resources.find(isLanding)?.url);
  const hvd = hvdCategoriesOf(tags);
  return {
    kind: 'dataset',
    id: wire.id,
    ...present({
      iri: iriOf(wire),
      identifier: nonEmpty(identifiersOfRecord(wire)),
      otherIdentifier: nonEmpty(
        [wire.doi, harvest?.doi].flatMap((doi) => (doi === undefined || doi === '' ? [] : [doi])),
      ),
      title: nameIn(language, wire.title),
      description: proseIn(language, wire.description),
      alternative: nameIn(language, wire.acronym),
      keyword: tags.length === 0 ? undefined : { [language]: tags },
      ...peopleOf(wire.contact_points ?? [], wire.organization ?? wire.owner, language),
      issued: readDate(harvest?.issued_at) ?? readDate(wire.created_at),
      created: readDate(harvest?.created_at),
      modified: readDate(wire.last_update) ?? readDate(wire.last_modified),
      frequency: frequencyOf(wire.frequency),
      temporal: temporalOf(wire),
      spatial: nonEmpty(spatialOf(wire)),
      license: licenseOf(wire.license),
      accessRights: accessRightsOf(wire.access_type),
      hvdCategory: nonEmpty(hvd),
      applicableLegislation: isHighValue(tags) ? [HVD_LEGISLATION] : undefined,
      landingPage: landing === undefined ? undefined : [landing],
      page: nonEmpty(resources.filter((one) => isDocumentation(one) && !isLanding(one)).map(pageOf)),
      conformsTo: schema === undefined ? undefined : [schema],
      distribution: nonEmpty(
        resources
          .filter((resource) => !isDocumentation(resource))
          .map((resource) => toDistribution(resource, language)),
      ),
      origin: originOf(wire),
      extra: extraOf(wire),
      warning: nonEmpty(warningsOf(wire)),
    }),
  };
}

export function keywordsOf(tags: readonly string[] | undefined): string[] {
  return [...new Set((tags ?? []).map(cleanName).filter((tag) => tag !== ''))];
}

function iriOf(wire: WireDataset): string | undefined {
  const own = wire.extras?.[IRI];
  return linkOf(wire.harvest?.uri) ?? (typeof own === 'string' && own !== '' ? own : undefined);
}

function identifiersOfRecord(wire: WireDataset): string[] {
  const own = identifiersOf(wire.extras);
  if (own.length > 0) return own;
  const harvested = wire.harvest?.dct_identifier ?? wire.harvest?.remote_id;
  return harvested === undefined || harvested === '' ? [] : [harvested];
}

function temporalOf(wire: WireDataset): Period[] | undefined {
  const { start, end } = wire.temporal_coverage ?? {};
  const period = present({ start: dayOf(start), end: dayOf(end) });
  return Object.keys(period).length === 0 ? undefined : [period];
}

/** Old versions answer with date-times; a year or a month is a day's place as well. */
function dayOf(text: string | undefined): string | undefined {
  if (text !== undefined && /^\d{4}(?:-(?:0[1-9]|1[0-2]))?$/.test(text)) return text;
  return readDate(text)?.slice(0, 10);
}

function spatialOf(wire: WireDataset): Location[] {
  const zones = (wire.spatial?.zones ?? []).map((zone): Location => ({ uri: zoneToUri(zone) }));
  return [...zones, ...locationsOf(wire.spatial?.geom)];
}

function originOf(wire: WireDataset): Dataset['origin'] {
  return {
    remoteId: wire.id,
    ...present({
      url: linkOf(wire.page) ?? linkOf(wire.uri),
      issued: readDate(wire.internal?.created_at_internal) ?? readDate(wire.created_at),
      modified: readDate(wire.internal?.last_modified_internal) ?? readDate(wire.last_modified),
    }),
  };
}

/** What has no place in the model. Counters and scores stay out: they change without the dataset changing. */
function extraOf(wire: WireDataset): Record<string, unknown> | undefined {
  const granularity = wire.spatial?.granularity;
  const extra = present({
    extras: foreignExtras(wire.extras),
    badges: nonEmpty((wire.badges ?? []).map(({ kind }) => kind)),
    granularity: granularity === 'other' ? undefined : granularity,
    description_short: wire.description_short === '' ? undefined : wire.description_short,
    frequency_date: wire.frequency_date,
    ...accessOf(wire),
    archived: wire.archived,
    harvest: harvestOf(wire),
  });
  return Object.keys(extra).length === 0 ? undefined : extra;
}

/** Of a harvest's notes, those that are read above, or tell of the harvest itself. */
const HARVEST_READ: ReadonlySet<string> = new Set([
  'uri',
  'remote_id',
  'remote_url',
  'dct_identifier',
  'doi',
  'issued_at',
  'created_at',
  'backend',
  'domain',
  'source_id',
  'source_url',
  'last_update',
]);

function harvestOf({ harvest }: WireDataset): Record<string, unknown> | undefined {
  const left = Object.entries(harvest ?? {}).filter(
    ([key, value]) => !HARVEST_READ.has(key) && value !== null && value !== '',
  );
  return left.length === 0 ? undefined : Object.fromEntries(left);
}

/** What udata says of access beside its kind. */
export function accessOf(wire: WireDataset | WireService): Record<string, unknown> {
  return {
    access_type_reason_category: wire.access_type_reason_category,
    access_type_reason: wire.access_type_reason,
    access_audiences: nonEmpty(wire.access_audiences ?? []),
    authorization_request_url: wire.authorization_request_url,
    private: wire.private === true ? true : undefined,
  };
}

function datesIn({
  temporal_coverage: period,
  harvest,
  ...wire
}: WireDataset): [string, string | undefined][] {
  return [
    ['temporal', period?.start],
    ['temporal', period?.end],
    ['issued', harvest?.issued_at ?? wire.created_at],
    ['created', harvest?.created_at],
    ['modified', wire.last_update ?? wire.last_modified],
  ];
}

function warningsOf(wire: WireDataset): Warning[] {
  const warnings: Warning[] = [];
  for (const [field, value] of datesIn(wire)) {
    if (value !== undefined && value !== '' && dayOf(value) === undefined)
      warnings.push({
        field,
        value: value.slice(0, 500).toWellFormed(),
        reason: 'not a date that can be read',
      });
  }
  if (wire.resources === undefined) {
    warnings.push({ field: 'distribution', reason: 'this answer leaves the resources out' });
  }
  if (wire.spatial?.geom !== undefined && locationsOf(wire.spatial.geom).length === 0) {
    warnings.push({ field: 'spatial', value: wire.spatial.geom.type, reason: 'not a usable area' });
  }
  for (const resource of wire.resources ?? []) {
    if (linkOf(resource.url) === undefined) {
      const value = (resource.url ?? '').slice(0, 500).toWellFormed();
      warnings.push({ field: 'distribution', value, reason: 'a resource without a usable address' });
    }
  }
  return warnings;
}
