/** A part of a record that is compared and written by itself. */
export interface Section {
  field: string;
  /** Where it stands: names of properties, `*` for the class in one. */
  path: readonly string[];
  property: string;
  /** Whether others may add to it beside us. */
  many?: true;
}

const IDENTIFICATION = ['identificationInfo', '*'] as const;
const CITATION = [...IDENTIFICATION, 'citation', '*'] as const;
const DISTRIBUTION = ['distributionInfo', '*'] as const;
const many = true as const;

/** What of a record is ours to write, but for its files. What is in none of them is never touched. */
export const SECTIONS: readonly Section[] = [
  { field: 'metadataLanguage', path: [], property: 'language' },
  { field: 'parent', path: [], property: 'parentIdentifier' },
  { field: 'scope', path: [], property: 'hierarchyLevel' },
  { field: 'metadataContact', path: [], property: 'contact', many },
  { field: 'landingPage', path: [], property: 'dataSetURI' },
  { field: 'locale', path: [], property: 'locale', many },
  { field: 'referenceSystem', path: [], property: 'referenceSystemInfo', many },
  { field: 'quality', path: [], property: 'dataQualityInfo', many },
  { field: 'title', path: CITATION, property: 'title' },
  { field: 'alternative', path: CITATION, property: 'alternateTitle', many },
  { field: 'date', path: CITATION, property: 'date', many },
  { field: 'edition', path: CITATION, property: 'edition' },
  { field: 'identifier', path: CITATION, property: 'identifier', many },
  { field: 'description', path: IDENTIFICATION, property: 'abstract' },
  { field: 'contact', path: IDENTIFICATION, property: 'pointOfContact', many },
  { field: 'frequency', path: IDENTIFICATION, property: 'resourceMaintenance' },
  { field: 'keyword', path: IDENTIFICATION, property: 'descriptiveKeywords', many },
  { field: 'constraint', path: IDENTIFICATION, property: 'resourceConstraints', many },
  { field: 'association', path: IDENTIFICATION, property: 'aggregationInfo', many },
  { field: 'resolution', path: IDENTIFICATION, property: 'spatialResolution', many },
  { field: 'language', path: IDENTIFICATION, property: 'language', many },
  { field: 'topic', path: IDENTIFICATION, property: 'topicCategory', many },
  { field: 'extent', path: IDENTIFICATION, property: 'extent', many },
  { field: 'serviceType', path: IDENTIFICATION, property: 'serviceType' },
  { field: 'coupling', path: IDENTIFICATION, property: 'couplingType' },
  { field: 'operation', path: IDENTIFICATION, property: 'containsOperations', many },
  { field: 'operatesOn', path: IDENTIFICATION, property: 'operatesOn', many },
  { field: 'format', path: DISTRIBUTION, property: 'distributionFormat', many },
];

/** The order that the schema wants, where it is known. */
export const ORDER: readonly string[] =
  'fileIdentifier language characterSet parentIdentifier hierarchyLevel hierarchyLevelName contact dateStamp metadataStandardName metadataStandardVersion dataSetURI locale spatialRepresentationInfo referenceSystemInfo metadataExtensionInfo identificationInfo contentInfo distributionInfo dataQualityInfo portrayalCatalogueInfo metadataConstraints applicationSchemaInfo metadataMaintenance'.split(
    ' ',
  );
export const IDENTIFICATION_ORDER: readonly string[] =
  'citation abstract purpose credit status pointOfContact resourceMaintenance graphicOverview resourceFormat descriptiveKeywords resourceSpecificUsage resourceConstraints aggregationInfo serviceType serviceTypeVersion accessProperties restrictions keywords spatialRepresentationType spatialResolution language characterSet topicCategory environmentDescription extent supplementalInformation coupledResource couplingType containsOperations operatesOn'.split(
    ' ',
  );
export const CITATION_ORDER: readonly string[] =
  'title alternateTitle date edition editionDate identifier citedResponsibleParty presentationForm series otherCitationDetails collectiveTitle ISBN ISSN'.split(
    ' ',
  );
export const DISTRIBUTION_ORDER: readonly string[] = ['distributionFormat', 'distributor', 'transferOptions'];
