import type { Agent } from '../../../model/agent.ts';
import type { Coded } from '../../../model/coded.ts';
import type { Dataset } from '../../../model/dataset.ts';
import {
  accessRightsOf,
  frequencyOf,
  hvdCategoryOf,
  licenseOf,
  themeOf,
  typeOf,
} from '../../values/terms.ts';
import type { TermParts } from '../../values/terms.ts';
import { agentValue, attributionValue, contactValue } from './agents.ts';
import { codedValue, inUnion } from './coded.ts';
import type { CodedManner } from './coded.ts';
import { distributionValue } from './distribution.ts';
import { languageValue, named, referenceValue, statementValue } from './documents.ts';
import { extraSaid } from './extra.ts';
import { periodValue, placeValue } from './places.ts';
import type { Telling } from './shared.ts';
import type { Said, Thing, Value } from './tree.ts';
import { plain, thing } from './tree.ts';
import { date, decimal, duration, iriRef, keywords, linkRef, texts } from './values.ts';

const TYPES: Readonly<Record<Dataset['kind'], string>> = {
  dataset: 'dcat:Dataset',
  series: 'dcat:DatasetSeries',
  service: 'dcat:DataService',
};

/** A record in the words of DCAT-AP 3. What they cannot say is added later. */
export function recordThing(dataset: Dataset, iri: string | undefined, telling: Telling): Thing {
  return thing(
    iri,
    [TYPES[dataset.kind]],
    ...identitySaid(dataset),
    ...wordsSaid(dataset, telling),
    ...peopleSaid(dataset, telling),
    ...coverageSaid(dataset, telling),
    ...rightsSaid(dataset, telling),
    ...linksSaid(dataset, telling),
    ['dcat:distribution', ...(dataset.distribution ?? []).map((one) => distributionValue(one, telling))],
    ...(dataset.kind === 'service' ? endpointsSaid(dataset) : []),
    ...extraSaid(dataset.extra, 'extra', telling),
  );
}

function identitySaid(dataset: Dataset): Said[] {
  const others = (dataset.otherIdentifier ?? []).map((one) =>
    thing(undefined, ['adms:Identifier'], ['skos:notation', plain(one)]),
  );
  return [
    ['dct:identifier', ...(dataset.identifier ?? []).map(plain)],
    ['adms:identifier', ...others.filter(({ said }) => said.size > 0)],
    ['dcat:inSeries', ...(dataset.inSeries ?? []).map(named)],
    ['dcat:version', dataset.version === undefined ? undefined : plain(dataset.version)],
    ['adms:versionNotes', ...texts(dataset.versionNotes)],
  ];
}

function wordsSaid(dataset: Dataset, telling: Telling): Said[] {
  const concepts = (
    field: string,
    list: readonly Coded[] | undefined,
    match: (parts: TermParts) => Coded | undefined,
    isNamed: boolean,
  ): (Value | undefined)[] =>
    (list ?? []).map((coded) => codedValue(coded, conceptManner(field, match, isNamed), telling));
  return [
    ['dct:title', ...texts(dataset.title)],
    ['dct:description', ...texts(dataset.description)],
    ['dct:alternative', ...texts(dataset.alternative)],
    ['dcat:keyword', ...keywords(dataset.keyword)],
    ['dcat:theme', ...concepts('theme', dataset.theme, themeOf, true)],
    ['dct:type', ...concepts('type', dataset.type, typeOf, false)],
    ['dcatap:hvdCategory', ...concepts('hvdCategory', dataset.hvdCategory, hvdCategoryOf, true)],
    ['dct:language', ...(dataset.language ?? []).map(languageValue)],
  ];
}

function conceptManner(
  field: string,
  match: (parts: TermParts) => Coded | undefined,
  isNamed: boolean,
): CodedManner {
  return {
    field,
    type: 'skos:Concept',
    label: 'skos:prefLabel',
    known: ({ uri }) => match({ uri }),
    named: isNamed,
  };
}

function peopleSaid(dataset: Dataset, telling: Telling): Said[] {
  const agents = (field: string, list: readonly (Agent | undefined)[] = []): (Value | undefined)[] =>
    list.map((agent) => (agent === undefined ? undefined : agentValue(agent, field, telling)));
  return [
    ['dct:publisher', ...agents('publisher', [dataset.publisher])],
    ['dct:creator', ...agents('creator', dataset.creator)],
    ['dct:contributor', ...agents('contributor', dataset.contributor)],
    ['dct:rightsHolder', ...agents('rightsHolder', dataset.rightsHolder)],
    [
      'dcat:contactPoint',
      ...(dataset.contactPoint ?? []).map((agent) => contactValue(agent, 'contactPoint', telling)),
    ],
    [
      'prov:qualifiedAttribution',
      ...(dataset.qualifiedAttribution ?? []).map((one) => attributionValue(one, telling)),
    ],
  ];
}

function coverageSaid(dataset: Dataset, telling: Telling): Said[] {
  const manner = { field: 'frequency', type: 'dct:Frequency', label: 'rdfs:label' };
  return [
    ['dct:issued', date(dataset.issued)],
    ['dct:modified', date(dataset.modified)],
    ['dct:created', date(dataset.created)],
    [
      'dct:accrualPeriodicity',
      codedValue(dataset.frequency, { ...manner, known: ({ uri }) => frequencyOf({ uri }) }, telling),
    ],
    ['dct:temporal', ...(dataset.temporal ?? []).map(periodValue)],
    ['dct:spatial', ...(dataset.spatial ?? []).map((place) => placeValue(place, telling))],
    ['dcat:temporalResolution', duration(dataset.temporalResolution)],
    // DCAT-AP has one.
    ['dcat:spatialResolutionInMeters', decimal(dataset.spatialResolutionInMeters?.[0])],
  ];
}

function rightsSaid(dataset: Dataset, telling: Telling): Said[] {
  const license = { field: 'license', type: 'dct:LicenseDocument', label: 'dct:title' };
  const access = { field: 'accessRights', type: 'dct:RightsStatement', label: 'rdfs:label' };
  return [
    [
      'dct:license',
      codedValue(inUnion(dataset.license), { ...license, known: ({ uri }) => licenseOf({ uri }) }, telling),
    ],
    [
      'dct:rights',
      ...(dataset.rights ?? []).map((text) => statementValue(text, 'dct:RightsStatement', 'rights', telling)),
    ],
    [
      'dct:accessRights',
      codedValue(dataset.accessRights, { ...access, known: ({ uri }) => accessRightsOf({ uri }) }, telling),
    ],
    ['dcatap:applicableLegislation', ...(dataset.applicableLegislation ?? []).map(iriRef)],
  ];
}

function linksSaid(dataset: Dataset, telling: Telling): Said[] {
  return [
    ['dcat:landingPage', ...(dataset.landingPage ?? []).map(linkRef)],
    [
      'foaf:page',
      ...(dataset.page ?? []).map((one) => referenceValue(one, 'foaf:Document', 'page', telling)),
    ],
    [
      'dct:conformsTo',
      ...(dataset.conformsTo ?? []).map((one) => referenceValue(one, 'dct:Standard', 'conformsTo', telling)),
    ],
    ['dct:relation', ...(dataset.relation ?? []).map(named)],
    ['dct:source', ...(dataset.source ?? []).map(named)],
    ['dct:isReferencedBy', ...(dataset.isReferencedBy ?? []).map(named)],
    ['adms:sample', ...(dataset.sample ?? []).map(iriRef)],
    [
      'dct:provenance',
      ...(dataset.provenance ?? []).map((text) =>
        statementValue(text, 'dct:ProvenanceStatement', 'provenance', telling),
      ),
    ],
  ];
}

function endpointsSaid(dataset: Dataset): Said[] {
  return [
    ['dcat:endpointURL', ...(dataset.endpointURL ?? []).map(iriRef)],
    ['dcat:endpointDescription', ...(dataset.endpointDescription ?? []).map(iriRef)],
    ['dcat:servesDataset', ...(dataset.servesDataset ?? []).map(iriRef)],
  ];
}
