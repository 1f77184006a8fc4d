import type { ClassRules, Rule } from './rules.ts';

/** In the tables: `1..n` is a mandatory property, `0..1` one that may be there once. */
function rule(path: string, cardinality: string, is?: Rule['is']): Rule {
  const [min, max] = cardinality.split('..');
  return {
    path,
    ...(min === '1' ? { min: 1 } : {}),
    ...(max === 'n' ? {} : { max: Number(max) }),
    ...(is === undefined ? {} : { is }),
  };
}

/** What dataset, series and service share. */
const NAMED: readonly Rule[] = [rule('dct:title', '1..n', 'literal')];

const DATED: readonly Rule[] = [rule('dct:issued', '0..1', 'date'), rule('dct:modified', '0..1', 'date')];

const COVERED: readonly Rule[] = [
  rule('dct:spatial', '0..n', 'thing'),
  rule('dct:temporal', '0..n', 'thing'),
];

const RESOLVED: readonly Rule[] = [
  rule('dcat:spatialResolutionInMeters', '0..1', 'xsd:decimal'),
  rule('dcat:temporalResolution', '0..1', 'xsd:duration'),
];

const LEGAL = rule('dcatap:applicableLegislation', '0..n', 'iri');

/** The tables of DCAT-AP 3.0 as rules, class by class. */
export const DCAT_AP: readonly ClassRules[] = [
  {
    type: 'dcat:Dataset',
    title: 'dataset',
    rules: [
      ...NAMED,
      rule('dct:description', '1..n', 'literal'),
      ...DATED,
      ...COVERED,
      ...RESOLVED,
      LEGAL,
      rule('dct:accessRights', '0..1', 'thing'),
      rule('dct:accrualPeriodicity', '0..1', 'thing'),
      rule('dct:conformsTo', '0..n', 'thing'),
      rule('dct:creator', '0..n', 'thing'),
      rule('dct:hasVersion', '0..n', 'thing'),
      rule('dct:identifier', '0..n', 'literal'),
      rule('dct:isReferencedBy', '0..n', 'thing'),
      rule('dct:language', '0..n', 'thing'),
      rule('dct:provenance', '0..n', 'thing'),
      rule('dct:publisher', '0..1', 'thing'),
      rule('dct:relation', '0..n', 'thing'),
      rule('dct:source', '0..n', 'thing'),
      rule('dct:type', '0..n', 'thing'),
      rule('dcat:contactPoint', '0..n', 'thing'),
      rule('dcat:distribution', '0..n', 'thing'),
      rule('dcat:inSeries', '0..n', 'thing'),
      rule('dcat:keyword', '0..n', 'literal'),
      rule('dcat:landingPage', '0..n', 'thing'),
      rule('dcat:qualifiedRelation', '0..n', 'thing'),
      rule('dcat:theme', '0..n', 'iri'),
      rule('dcat:version', '0..1', 'literal'),
      rule('adms:identifier', '0..n', 'thing'),
      rule('adms:sample', '0..n', 'thing'),
      rule('adms:versionNotes', '0..n', 'literal'),
      rule('foaf:page', '0..n', 'thing'),
      rule('prov:qualifiedAttribution', '0..n', 'thing'),
      rule('prov:wasGeneratedBy', '0..n', 'thing'),
    ],
  },
  {
    type: 'dcat:DatasetSeries',
    title: 'series',
    rules: [
      ...NAMED,
      rule('dct:description', '1..n', 'literal'),
      ...DATED,
      ...COVERED,
      LEGAL,
      rule('dct:accrualPeriodicity', '0..1', 'thing'),
      rule('dct:publisher', '0..1', 'thing'),
      rule('dcat:contactPoint', '0..n', 'thing'),
      { path: 'dcat:inSeries', inverse: true, min: 1, is: 'thing', advice: true },
    ],
  },
  {
    type: 'dcat:DataService',
    title: 'service',
    rules: [
      ...NAMED,
      rule('dct:description', '0..n', 'literal'),
      LEGAL,
      rule('dct:accessRights', '0..1', 'thing'),
      rule('dct:conformsTo', '0..n', 'thing'),
      rule('dct:format', '0..n', 'thing'),
      rule('dct:license', '0..1', 'thing'),
      rule('dct:publisher', '0..1', 'thing'),
      rule('dcat:contactPoint', '0..n', 'thing'),
      rule('dcat:endpointDescription', '0..n', 'thing'),
      rule('dcat:endpointURL', '1..n', 'thing'),
      rule('dcat:keyword', '0..n', 'literal'),
      rule('dcat:landingPage', '0..n', 'thing'),
      rule('dcat:servesDataset', '0..n', 'thing'),
      rule('dcat:theme', '0..n', 'iri'),
    ],
  },
  {
    type: 'dcat:Distribution',
    title: 'distribution',
    rules: [
      rule('dct:title', '0..n', 'literal'),
      rule('dct:description', '0..n', 'literal'),
      ...DATED,
      ...RESOLVED,
      LEGAL,
      rule('dct:conformsTo', '0..n', 'thing'),
      rule('dct:format', '0..1', 'thing'),
      rule('dct:language', '0..n', 'thing'),
      rule('dct:license', '0..1', 'thing'),
      rule('dct:rights', '0..1', 'thing'),
      rule('dcat:accessService', '0..n', 'thing'),
      rule('dcat:accessURL', '1..n', 'thing'),
      rule('dcat:byteSize', '0..1', 'xsd:nonNegativeInteger'),
      rule('dcat:compressFormat', '0..1', 'thing'),
      rule('dcat:downloadURL', '0..n', 'thing'),
      rule('dcat:mediaType', '0..1', 'thing'),
      rule('dcat:packageFormat', '0..1', 'thing'),
      rule('dcatap:availability', '0..1', 'thing'),
      rule('adms:status', '0..1', 'thing'),
      rule('foaf:page', '0..n', 'thing'),
      rule('odrl:hasPolicy', '0..1', 'thing'),
      rule('spdx:checksum', '0..1', 'thing'),
    ],
  },
  {
    type: 'foaf:Agent',
    title: 'agent',
    rules: [rule('foaf:name', '1..n', 'literal'), rule('dct:type', '0..1')],
  },
  {
    type: 'spdx:Checksum',
    title: 'checksum',
    rules: [rule('spdx:algorithm', '1..1'), rule('spdx:checksumValue', '1..1', 'xsd:hexBinary')],
  },
  {
    type: 'dct:Location',
    title: 'place',
    rules: ['dcat:bbox', 'dcat:centroid', 'locn:geometry'].map((path) => rule(path, '0..1', 'literal')),
  },
  {
    type: 'dct:PeriodOfTime',
    title: 'period',
    rules: [
      rule('dcat:startDate', '0..1', 'date'),
      rule('dcat:endDate', '0..1', 'date'),
      rule('time:hasBeginning', '0..1'),
      rule('time:hasEnd', '0..1'),
    ],
  },
  {
    type: 'dcat:Relationship',
    title: 'relationship',
    rules: [rule('dct:relation', '1..n'), rule('dcat:hadRole', '1..n')],
  },
  { type: 'adms:Identifier', title: 'identifier', rules: [rule('skos:notation', '0..1')] },
  { type: 'skos:Concept', title: 'concept', rules: [rule('skos:prefLabel', '1..n', 'literal')] },
  { type: 'skos:ConceptScheme', title: 'vocabulary', rules: [rule('dct:title', '1..n', 'literal')] },
];
