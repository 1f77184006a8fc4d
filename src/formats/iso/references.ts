import { attributeOf, elementsOf } from '../xml/tree.ts';
import type { XmlElement } from '../xml/tree.ts';
import type { Reading } from './reading.ts';

/** Parts that a record only refers to: what they say stands in another document. */
export function tellReferences(object: XmlElement | undefined, reading: Reading): void {
  for (const property of elementsOf(object)) {
    const href = attributeOf(property, 'href');
    if (href === undefined || !REFERRED.has(property.name) || elementsOf(property).length > 0) continue;
    const title = attributeOf(property, 'title');
    reading.warn(
      property.name,
      title === undefined ? href : `${title} <${href}>`,
      'told only by reference, which is not followed: left out',
    );
  }
}

const REFERRED: ReadonlySet<string> = new Set([
  'contact',
  'pointOfContact',
  'citedResponsibleParty',
  'citation',
  'descriptiveKeywords',
  'resourceConstraints',
  'resourceMaintenance',
  'extent',
  'distributionInfo',
  'dataQualityInfo',
  'resourceLineage',
  'referenceSystemInfo',
  'aggregationInfo',
  'associatedResource',
  'identificationInfo',
]);
