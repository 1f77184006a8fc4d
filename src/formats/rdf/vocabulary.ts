import { USUAL_PREFIXES, iriOf } from './names.ts';

/** Terms that JSON-LD without a context, or with one that is not at hand, is read by: those of DCAT-AP, DCAT-US and their like. */
const TERMS: Readonly<Record<string, string>> = {
  dct: 'title description alternative abstract issued modified created identifier language publisher creator contributor rightsHolder license rights accessRights spatial temporal conformsTo provenance accrualPeriodicity isPartOf hasPart isVersionOf hasVersion relation source isReferencedBy references format subject replaces isReplacedBy requires isRequiredBy',
  dcat: 'dataset service record catalog datasetSeries distribution keyword theme themeTaxonomy contactPoint landingPage accessURL downloadURL mediaType byteSize compressFormat packageFormat accessService endpointURL endpointDescription servesDataset startDate endDate bbox centroid spatialResolutionInMeters temporalResolution inSeries seriesMember version previousVersion hasCurrentVersion qualifiedRelation hadRole first last prev next',
  foaf: 'name homepage mbox page primaryTopic isPrimaryTopicOf',
  vcard: 'fn hasEmail hasTelephone hasURL hasUID',
  adms: 'status sample versionNotes',
  spdx: 'checksum algorithm checksumValue',
  locn: 'geometry',
  dcatap: 'availability applicableLegislation hvdCategory',
  prov: 'qualifiedAttribution agent wasGeneratedBy',
  skos: 'prefLabel altLabel notation inScheme',
  rdfs: 'label seeAlso comment',
  org: 'subOrganizationOf',
  pod: 'accessLevel bureauCode programCode dataQuality describedBy describedByType primaryITInvestmentUII systemOfRecords',
};
const TYPES: Readonly<Record<string, string>> = {
  dcat: 'Catalog Dataset DatasetSeries DataService Distribution CatalogRecord Relationship',
  dct: 'Location PeriodOfTime LicenseDocument RightsStatement Standard MediaType MediaTypeOrExtent Frequency ProvenanceStatement',
  foaf: 'Agent Document',
  vcard: 'Kind Contact Individual',
  spdx: 'Checksum',
  skos: 'Concept ConceptScheme',
  adms: 'Identifier',
  org: 'Organization',
  prov: 'Attribution',
};

/** Other words for the same in contexts of the Union and of the United States. */
const OTHER_WORDS: Readonly<Record<string, string>> = {
  otherIdentifier: 'adms:identifier',
  titleMap: 'dct:title',
  descriptionMap: 'dct:description',
  keywordMap: 'dcat:keyword',
  releaseDate: 'dct:issued',
  modificationDate: 'dct:modified',
  creationDate: 'dct:created',
  geographicalCoverage: 'dct:spatial',
  temporalCoverage: 'dct:temporal',
  frequency: 'dct:accrualPeriodicity',
  licence: 'dct:license',
  documentation: 'foaf:page',
  linkedSchemas: 'dct:conformsTo',
  accessUrl: 'dcat:accessURL',
  downloadUrl: 'dcat:downloadURL',
  endpointUrl: 'dcat:endpointURL',
  datasetDistribution: 'dcat:distribution',
  compressionFormat: 'dcat:compressFormat',
  packagingFormat: 'dcat:packageFormat',
  spatialResolution: 'dcat:spatialResolutionInMeters',
  previous: 'dcat:prev',
  start: 'dcat:startDate',
  end: 'dcat:endDate',
  boundingBox: 'dcat:bbox',
  email: 'foaf:mbox',
  checksumAlgorithm: 'spdx:algorithm',
};

function addresses(table: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(table).flatMap(([prefix, words]) =>
    words.split(' ').map((word): [string, string] => [word, `${USUAL_PREFIXES[prefix]}${word}`]),
  );
}

/** What a term without any context is taken for; it stays recognisable as the source's own word. */
export const UNMAPPED = 'urn:unmapped:';

/** `geo` is a word of schema.org. Prefixes that nobody declared are recognised later, by `nameOf`. */
const { geo: _geo, ...PREFIXES } = USUAL_PREFIXES;

/** A context in which usual prefixes are known and no word is lost. */
export const PLAIN_CONTEXT: Record<string, string> = { ...PREFIXES, '@vocab': UNMAPPED };

/** Stands for contexts that are not fetched. */
export const DCAT_CONTEXT: Record<string, string> = {
  ...PLAIN_CONTEXT,
  ...Object.fromEntries(addresses(TERMS)),
  ...Object.fromEntries(addresses(TYPES)),
  Catalogue: `${USUAL_PREFIXES['dcat']}Catalog`,
  CatalogueRecord: `${USUAL_PREFIXES['dcat']}CatalogRecord`,
  ...Object.fromEntries(Object.entries(OTHER_WORDS).map(([word, name]) => [word, iriOf(name)])),
  id: '@id',
  type: '@type',
};

export const SCHEMA_CONTEXT: Record<string, string> = {
  ...PREFIXES,
  schema: 'http://schema.org/',
  '@vocab': 'http://schema.org/',
  id: '@id',
  type: '@type',
};
