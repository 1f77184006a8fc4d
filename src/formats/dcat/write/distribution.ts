import type { Checksum, Distribution } from '../../../model/distribution.ts';
import { matchFormat } from '../../../vocabularies/formats.ts';
import { availabilityOf, licenseOf, statusOf } from '../../values/terms.ts';
import { codedValue, inUnion } from './coded.ts';
import { languageValue, mediaValue, named, referenceValue } from './documents.ts';
import { extraSaid } from './extra.ts';
import type { Telling } from './shared.ts';
import type { Value } from './tree.ts';
import { plain, ref, thing, typed } from './tree.ts';
import { date, iriRef, linkRef, safeIri, texts } from './values.ts';

const SPDX = 'http://spdx.org/rdf/terms#checksumAlgorithm_';
const FIELD = 'distribution';

export function distributionValue(one: Distribution, telling: Telling): Value | undefined {
  const iri = safeIri(one.iri);
  const access = (one.accessURL ?? []).map(linkRef);
  const downloads = (one.downloadURL ?? []).map(linkRef);
  const made = thing(
    iri,
    ['dcat:Distribution'],
    ['dct:identifier', one.iri === undefined && one.id !== undefined ? plain(one.id) : undefined],
    ['dct:title', ...texts(one.title)],
    ['dct:description', ...texts(one.description)],
    // DCAT-AP asks for one; a file is as good a way in as any.
    ['dcat:accessURL', ...(access.length > 0 ? access : downloads)],
    ['dcat:downloadURL', ...downloads],
    ['dcat:mediaType', mediaValue(one.mediaType, telling)],
    [
      'dct:format',
      codedValue(
        one.format,
        {
          field: FIELD,
          type: 'dct:MediaTypeOrExtent',
          label: 'rdfs:label',
          known: ({ uri = '' }) => matchFormat({ uri }).format,
        },
        telling,
      ),
    ],
    ['dcat:compressFormat', mediaValue(one.compressFormat, telling)],
    ['dcat:packageFormat', mediaValue(one.packageFormat, telling)],
    [
      'dcat:byteSize',
      one.byteSize === undefined ? undefined : typed(String(one.byteSize), 'xsd:nonNegativeInteger'),
    ],
    ['spdx:checksum', one.checksum === undefined ? undefined : checksumValue(one.checksum)],
    ['dct:issued', date(one.issued)],
    ['dct:modified', date(one.modified)],
    [
      'dct:license',
      codedValue(
        inUnion(one.license),
        {
          field: FIELD,
          type: 'dct:LicenseDocument',
          label: 'dct:title',
          known: ({ uri }) => licenseOf({ uri }),
        },
        telling,
      ),
    ],
    ['dct:rights', rightsValue(one, telling)],
    [
      'adms:status',
      codedValue(
        one.status,
        {
          field: FIELD,
          type: 'skos:Concept',
          label: 'skos:prefLabel',
          known: ({ uri }) => statusOf({ uri }),
        },
        telling,
      ),
    ],
    [
      'dcatap:availability',
      codedValue(
        one.availability,
        {
          field: FIELD,
          type: 'skos:Concept',
          label: 'skos:prefLabel',
          known: ({ uri }) => availabilityOf({ uri }),
        },
        telling,
      ),
    ],
    ['dct:language', ...(one.language ?? []).map(languageValue)],
    [
      'dct:conformsTo',
      ...(one.conformsTo ?? []).map((it) => referenceValue(it, 'dct:Standard', FIELD, telling)),
    ],
    ['foaf:page', ...(one.page ?? []).map((it) => referenceValue(it, 'foaf:Document', FIELD, telling))],
    ['dcat:accessService', ...(one.accessService ?? []).map((it) => serviceValue(it, telling))],
    ...extraSaid(one.extra, FIELD, telling),
  );
  return telling.of(made, FIELD);
}

/** DCAT-AP has one statement of rights for a file: it holds all that is said. */
function rightsValue({ rights = [] }: Distribution, telling: Telling): Value | undefined {
  const said = rights.flatMap(texts);
  const [only] = said;
  if (only === undefined) return undefined;
  const iri = said.length === 1 && only.language === undefined ? iriRef(only.value) : undefined;
  if (iri !== undefined) return telling.of(thing(iri.id, ['dct:RightsStatement']), FIELD);
  return thing(undefined, ['dct:RightsStatement'], ['rdfs:label', ...said]);
}

function checksumValue({ algorithm, value }: Checksum): Value {
  const isHex = /^(?:[0-9a-f]{2})+$/i.test(value);
  return thing(
    undefined,
    isHex ? ['spdx:Checksum'] : [],
    ['spdx:algorithm', /^[a-z0-9]+$/.test(algorithm) ? ref(`${SPDX}${algorithm}`) : named(algorithm)],
    ['spdx:checksumValue', isHex ? typed(value, 'xsd:hexBinary') : plain(value)],
  );
}

function serviceValue(
  service: NonNullable<Distribution['accessService']>[number],
  telling: Telling,
): Value | undefined {
  const title = texts(service.title);
  const endpoints = (service.endpointURL ?? []).map(iriRef);
  // DCAT-AP has no data service without a title and an endpoint.
  const isWhole = title.length > 0 && endpoints.some((endpoint) => endpoint !== undefined);
  return telling.of(
    thing(
      safeIri(service.iri),
      isWhole ? ['dcat:DataService'] : [],
      ['dct:title', ...title],
      ['dcat:endpointURL', ...endpoints],
      ['dcat:endpointDescription', ...(service.endpointDescription ?? []).map(iriRef)],
      [
        'dct:conformsTo',
        ...(service.conformsTo ?? []).map((it) => referenceValue(it, 'dct:Standard', FIELD, telling)),
      ],
    ),
    FIELD,
  );
}
