import { parseXml } from '../../../src/formats/xml/parse.ts';
import { xmlOf } from '../../../src/formats/xml/serialize.ts';
import { attributeOf, elementsOf, firstOf, textIn, within } from '../../../src/formats/xml/tree.ts';
import type { XmlElement } from '../../../src/formats/xml/tree.ts';
import type { Said } from '../../support/scripted.ts';
import { DC, exception, GMD } from './catalogue.ts';
import type { Catalogue, Entry } from './catalogue.ts';

/** In the order of gmd:MD_Metadata's schema. */
const ROOT =
  'fileIdentifier language characterSet parentIdentifier hierarchyLevel hierarchyLevelName contact dateStamp metadataStandardName metadataStandardVersion dataSetURI locale spatialRepresentationInfo referenceSystemInfo metadataExtensionInfo identificationInfo contentInfo distributionInfo dataQualityInfo portrayalCatalogueInfo metadataConstraints applicationSchemaInfo metadataMaintenance'.split(
    ' ',
  );
/** Of gmd:MD_DataIdentification. */
const IDENTIFICATION =
  'citation abstract purpose credit status pointOfContact resourceMaintenance graphicOverview resourceFormat descriptiveKeywords resourceSpecificUsage resourceConstraints aggregationInfo spatialRepresentationType spatialResolution language characterSet topicCategory environmentDescription extent supplementalInformation'.split(
    ' ',
  );
const CITATION = 'title alternateTitle date edition editionDate identifier citedResponsibleParty'.split(' ');

/** What a service does with a transaction: one verb after the other, refused as a whole by the first that is wrong. */
export function transaction(catalogue: Catalogue, body: string): Said {
  const root = parseXml(body);
  if (root === undefined || root.uri !== DC[catalogue.version])
    return exception('InvalidParameterValue', 'Transaction', 'no transaction of this version');
  if (attributeOf(root, 'service') !== 'CSW' || attributeOf(root, 'version') !== catalogue.version)
    return exception('MissingParameterValue', 'service', 'service and version are needed');
  const totals = { Inserted: 0, Updated: 0, Deleted: 0 };
  for (const verb of elementsOf(root)) {
    const wrong =
      verb.name === 'Insert'
        ? inserted(catalogue, verb, totals)
        : verb.name === 'Update'
          ? updated(catalogue, verb, totals)
          : verb.name === 'Delete'
            ? deleted(catalogue, verb, totals)
            : exception('InvalidParameterValue', verb.name, 'no such verb');
    if (wrong !== undefined) return wrong;
  }
  const counts = Object.entries(totals).map(
    ([what, count]) => `<csw:total${what}>${count}</csw:total${what}>`,
  );
  return {
    headers: { 'content-type': 'application/xml' },
    body: `<?xml version="1.0"?><csw:TransactionResponse xmlns:csw="${DC[catalogue.version]}" version="${catalogue.version}"><csw:TransactionSummary>${counts.join('')}</csw:TransactionSummary></csw:TransactionResponse>`,
  };
}

interface Totals {
  Inserted: number;
  Updated: number;
  Deleted: number;
}

function inserted({ entries }: Catalogue, verb: XmlElement, totals: Totals): Said | undefined {
  for (const record of elementsOf(verb)) {
    const breach = breachIn(record);
    if (breach !== undefined) return exception('InvalidParameterValue', 'Insert', breach);
    const entry = entryOf(record);
    if (entries.some(({ id }) => id === entry.id))
      return exception('NoApplicableCode', 'insert', `UNIQUE constraint failed: ${entry.id}`);
    entries.push(entry);
    totals.Inserted += 1;
  }
  return undefined;
}

function updated({ entries }: Catalogue, verb: XmlElement, totals: Totals): Said | undefined {
  const [record] = elementsOf(verb);
  const breach = record === undefined ? 'no record' : breachIn(record);
  if (record === undefined || breach !== undefined)
    return exception('InvalidParameterValue', 'Update', breach ?? '');
  const entry = entryOf(record);
  const at = entries.findIndex(({ id }) => id === entry.id);
  if (at < 0) return undefined;
  entries[at] = entry;
  totals.Updated += 1;
  return undefined;
}

function deleted(catalogue: Catalogue, verb: XmlElement, totals: Totals): Said | undefined {
  const property = textIn(within(verb, 'PropertyName', 'ValueReference')[0]);
  if (property !== 'apiso:Identifier')
    return exception('InvalidParameterValue', 'Constraint', `no property ${property}`);
  const id = textIn(within(verb, 'Literal')[0]);
  const before = catalogue.entries.length;
  catalogue.entries = catalogue.entries.filter((entry) => entry.id !== id);
  totals.Deleted += before - catalogue.entries.length;
  return undefined;
}

export function entryOf(record: XmlElement): Entry {
  const title = within(record, 'CI_Citation').flatMap((one) => elementsOf(one, 'title'))[0];
  return {
    id: textIn(firstOf(record, 'fileIdentifier')).trim(),
    title: textIn(firstOf(title, 'CharacterString', 'Anchor')),
    modified: textIn(firstOf(record, 'dateStamp')).trim(),
    xml: xmlOf(record),
  };
}

/** What the schema would not take. */
function breachIn(record: XmlElement): string | undefined {
  if (record.name !== 'MD_Metadata' || record.uri !== GMD) return `a ${record.name} is no gmd:MD_Metadata`;
  if (textIn(firstOf(record, 'fileIdentifier')).trim() === '') return 'no fileIdentifier';
  const identification = within(record, 'MD_DataIdentification')[0];
  for (const [element, order] of [
    [record, ROOT],
    [identification, IDENTIFICATION],
    [within(identification, 'CI_Citation')[0], CITATION],
  ] as const) {
    const places = elementsOf(element).map(({ name }) => order.indexOf(name));
    if (places.includes(-1) || places.some((place, index) => place < (places[index - 1] ?? 0)))
      return `${element?.name ?? 'it'} has ${elementsOf(element)
        .map(({ name }) => name)
        .join(', ')}`;
    for (const mandatory of element === record ? ['contact', 'dateStamp', 'identificationInfo'] : [])
      if (firstOf(element, mandatory) === undefined) return `no ${mandatory}`;
  }
  return undefined;
}
