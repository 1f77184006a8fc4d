import type { Coded } from '../../model/coded.ts';
import type { Distribution } from '../../model/distribution.ts';
import { endpointOf, isCapabilities } from '../values/access.ts';
import type { Online } from '../values/online.ts';
import { linkOf } from '../values/links.ts';
import { some, unique } from '../values/record.ts';
import { attributeOf, firstOf } from '../xml/tree.ts';
import type { XmlElement } from '../xml/tree.ts';
import { identifierOf } from './citation.ts';
import { leftovers, plainObject } from './leftovers.ts';
import { codeOf, hrefOf, objectOf, objectsOf, propertiesOf, textOf } from './reading.ts';
import type { Reading } from './reading.ts';

export interface Service {
  type?: Coded[] | undefined;
  endpointURL?: string[] | undefined;
  endpointDescription?: string[] | undefined;
  servesDataset?: string[] | undefined;
  extra: [string, unknown][];
}

const SERVICE_TYPES = new Set(['discovery', 'view', 'download', 'transformation', 'invoke', 'other']);
const INSPIRE = 'http://inspire.ec.europa.eu/metadata-codelist/SpatialDataServiceType';

/** Where a service answers, what describes it and what it serves. Its links stand in for operations that nobody described. */
export function serviceOf(identification: XmlElement, links: readonly Online[], reading: Reading): Service {
  const operations = objectsOf(identification, 'containsOperations');
  const endpoints: string[] = [];
  const descriptions: string[] = [];
  const names: string[] = [];
  for (const operation of operations) {
    const name = textOf(firstOf(operation, 'operationName'), reading);
    if (name !== undefined) names.push(name);
    for (const point of objectsOf(operation, 'connectPoint')) {
      const url = linkOf(
        textOf(firstOf(point, 'linkage'), reading),
        'endpointURL',
        reading.warn,
        reading.base,
      );
      if (url === undefined) continue;
      if (isCapabilities(url) || (/getcapabilities/i.test(name ?? '') && /\?./.test(url)))
        descriptions.push(url);
      endpoints.push(endpointOf(url));
    }
  }
  for (const { url } of links) {
    if (isCapabilities(url)) descriptions.push(url);
    endpoints.push(endpointOf(url));
  }
  const { served, coupled } = servedBy(identification, reading);
  return {
    type: typeOf(identification, reading),
    endpointURL: some(unique(endpoints)),
    endpointDescription: some(unique(descriptions)),
    servesDataset: some(served),
    extra: [
      ['operations', unique(names)],
      ['operatesOn', coupled],
      ['operatesOnTitle', titlesOf(identification)],
      ['operationDetails', operations.filter(isDetailed).map(plainObject)],
      [
        'serviceTypeVersion',
        unique(
          propertiesOf(identification, 'serviceTypeVersion').flatMap((one) => textOf(one, reading) ?? []),
        ),
      ],
      ['couplingType', codeOf(firstOf(identification, 'couplingType'))],
    ],
  };
}

const OPERATION_READ: ReadonlySet<string> = new Set([
  'operationName',
  'DCP',
  'distributedComputingPlatform',
  'connectPoint',
]);
const LINKAGE: ReadonlySet<string> = new Set(['linkage']);

/** Whether an operation says more than its name and where it is. */
function isDetailed(operation: XmlElement): boolean {
  return (
    leftovers(operation, OPERATION_READ).length > 0 ||
    objectsOf(operation, 'connectPoint').some((point) => leftovers(point, LINKAGE).length > 0)
  );
}

/** What the data that are served are called beside their ids. */
function titlesOf(identification: XmlElement): string[] {
  return propertiesOf(identification, 'operatesOn').flatMap((one) => attributeOf(one, 'title') ?? []);
}

function typeOf(identification: XmlElement, reading: Reading): Coded[] | undefined {
  const property = firstOf(identification, 'serviceType');
  const raw = textOf(property, reading);
  if (raw === undefined) return undefined;
  const code = raw.toLowerCase();
  const href = hrefOf(property);
  if (SERVICE_TYPES.has(code))
    return [{ uri: `${INSPIRE}/${code}`, code, raw, method: 'code', confidence: 1 }];
  return href === undefined
    ? [{ raw, method: 'none', confidence: 0 }]
    : [{ uri: href, raw, method: 'uri', confidence: 1 }];
}

/** The ids of the records that a service serves; addresses that lead to them beside. */
function servedBy(identification: XmlElement, reading: Reading): { served: string[]; coupled: string[] } {
  const served: string[] = [];
  const coupled: string[] = [];
  for (const property of propertiesOf(identification, 'operatesOn')) {
    const object = firstOf(property, 'MD_DataIdentification');
    const href = attributeOf(property, 'href');
    const cited = identifierOf(objectOf(objectOf(object, 'citation'), 'identifier'), reading).identifier;
    const id =
      attributeOf(property, 'uuidref') ?? cited ?? (href === undefined ? undefined : (idIn(href) ?? href));
    if (id !== undefined) served.push(id);
    if (href !== undefined && href !== id) coupled.push(href);
  }
  for (const coupling of objectsOf(identification, 'coupledResource')) {
    const reference = propertiesOf(coupling, 'resourceReference', 'resource')[0];
    const id =
      textOf(firstOf(coupling, 'identifier'), reading) ??
      (reference === undefined ? undefined : attributeOf(reference, 'uuidref'));
    if (id !== undefined) served.push(id);
  }
  return { served: unique(served), coupled: unique(coupled) };
}

/** The id that a link to a record asks for: `…?request=GetRecordById&id=…`, `…/metadata/…`. */
function idIn(href: string): string | undefined {
  const query = /[?&](?:id|uuid|identifier|fileidentifier)=([^&#]+)/i.exec(href)?.[1];
  const path = /\/(?:metadata|records?|items)\/([\w{}.:-]{6,})(?:[/?#]|$)/i.exec(href)?.[1];
  const found = query ?? path;
  if (found === undefined) return undefined;
  try {
    return decodeURIComponent(found);
  } catch {
    return found;
  }
}

type File = Partial<Distribution>;

/** A link to the service that the record is about is its endpoint. */
export function isOfService({ accessService }: File): boolean {
  return accessService !== undefined;
}

/** What such links are called. */
export function linkWords({ title, description, accessURL, extra }: File): unknown[] {
  if (title === undefined && description === undefined) return [];
  return [{ url: accessURL?.[0], title, description, ...extra }];
}
