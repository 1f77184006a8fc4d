import type { Dataset } from '../../../model/dataset.ts';
import type { Coded } from '../../../model/coded.ts';
import { frequencyDuration, toIsoFrequency } from '../../../vocabularies/frequencies.ts';
import { digest } from '../../values/digest.ts';
import type { XmlElement } from '../../xml/tree.ts';
import { MARK_PREFIX } from '../mark.ts';
import { distributionInfo } from './access.ts';
import { constraints } from './constraints.ts';
import { extents } from './extents.ts';
import { contacts, metadataContact } from './people.ts';
import { quality, referenceSystems } from './quality.ts';
import { serviceParts } from './service.ts';
import { make } from './spaces.ts';
import { keywords, topics } from './subjects.ts';
import { code, dateProperty, decimal, languageElement, nil, plainText, Writing } from './writing.ts';

/** What a record says beside what its dataset does. */
export interface AboutRecord {
  /** `fileIdentifier`; the dataset's id when absent. */
  id?: string | undefined;
  /** By which its writer knows it again. */
  mark?: string | undefined;
  /** When it was written: ISO date-time; the last date that the dataset knows when absent. */
  stamp?: string | undefined;
  /** The language that it is written in; that of the title when absent. */
  language?: string | undefined;
}

/** A dataset, series or service as a record of ISO 19139, its elements in the order that the schema wants. */
export function isoElement(dataset: Dataset, about: AboutRecord = {}): XmlElement {
  const writing = new Writing(languageOf(dataset, about.language), idPrefix(dataset.id));
  const identification = make('gmd:identificationInfo', identificationOf(dataset, writing));
  const contact = metadataContact(dataset, writing);
  const distribution = distributionInfo(dataset, writing);
  const qualityInfo = quality(dataset, writing);
  const [series] = dataset.inSeries ?? [];
  const stamp = about.stamp ?? lastDate(dataset);
  return make(
    'gmd:MD_Metadata',
    plainText('gmd:fileIdentifier', about.id ?? dataset.id),
    writing.language === 'und' ? undefined : make('gmd:language', languageElement(writing.language)),
    plainText('gmd:parentIdentifier', series),
    code('gmd:hierarchyLevel', 'gmd:MD_ScopeCode', dataset.kind),
    ...scopes(dataset).map((scope) => code('gmd:hierarchyLevel', 'gmd:MD_ScopeCode', scope)),
    contact,
    stamp === undefined ? nil('gmd:dateStamp', 'unknown') : dateProperty('gmd:dateStamp', stamp),
    plainText('gmd:dataSetURI', dataset.landingPage?.[0]),
    writing.locales(),
    referenceSystems(dataset),
    identification,
    distribution,
    qualityInfo,
    about.mark === undefined ? undefined : markElement(about.mark),
  );
}

function identificationOf(dataset: Dataset, writing: Writing): XmlElement {
  const isService = dataset.kind === 'service';
  const places = extents(dataset, writing).map((extent) =>
    make(isService ? 'srv:extent' : 'gmd:extent', extent),
  );
  const iri = dataset.iri !== undefined && /^https?:\/\/\S+$/i.test(dataset.iri) ? dataset.iri : undefined;
  const shared = [
    iri === undefined ? undefined : { uuid: iri },
    make('gmd:citation', citation(dataset, writing)),
    writing.text('gmd:abstract', dataset.description) ?? nil('gmd:abstract'),
    contacts(dataset, writing),
    maintenance(dataset.frequency),
    keywords(dataset, writing),
    constraints(dataset, writing),
    associations(dataset),
  ];
  if (isService) {
    const { before, after } = serviceParts(dataset);
    return make('srv:SV_ServiceIdentification', shared, before, places, after);
  }
  return make(
    'gmd:MD_DataIdentification',
    shared,
    (dataset.spatialResolutionInMeters ?? []).map((metres) =>
      make(
        'gmd:spatialResolution',
        make('gmd:MD_Resolution', make('gmd:distance', make('gco:Distance', { uom: 'm' }, decimal(metres)))),
      ),
    ),
    dataset.language === undefined
      ? nil('gmd:language', 'unknown')
      : dataset.language.map((tag) => make('gmd:language', languageElement(tag))),
    topics(dataset),
    places,
  );
}

function citation(dataset: Dataset, writing: Writing): XmlElement {
  const dates = (
    [
      ['creation', dataset.created],
      ['publication', dataset.issued],
      ['revision', dataset.modified],
    ] as const
  ).flatMap(([type, date]) =>
    date === undefined
      ? []
      : [
          make(
            'gmd:date',
            make(
              'gmd:CI_Date',
              dateProperty('gmd:date', date),
              code('gmd:dateType', 'gmd:CI_DateTypeCode', type),
            ),
          ),
        ],
  );
  return make(
    'gmd:CI_Citation',
    writing.text('gmd:title', dataset.title),
    writing.text('gmd:alternateTitle', dataset.alternative),
    dates.length === 0 ? nil('gmd:date', 'unknown') : dates,
    plainText('gmd:edition', dataset.version),
    (dataset.identifier ?? []).map((one) =>
      make('gmd:identifier', make('gmd:MD_Identifier', plainText('gmd:code', one))),
    ),
  );
}

function maintenance(frequency: Coded | undefined): XmlElement | undefined {
  const { id, loss } = toIsoFrequency(frequency);
  const period = loss === undefined ? undefined : frequencyDuration(frequency);
  // A code that only says that nothing is known says nothing.
  if (loss !== undefined && period === undefined) return undefined;
  if (frequency === undefined) return undefined;
  return make(
    'gmd:resourceMaintenance',
    make(
      'gmd:MD_MaintenanceInformation',
      code(
        'gmd:maintenanceAndUpdateFrequency',
        'gmd:MD_MaintenanceFrequencyCode',
        period === undefined ? id : 'unknown',
      ),
      period === undefined
        ? undefined
        : make('gmd:userDefinedMaintenanceFrequency', make('gts:TM_PeriodDuration', period)),
    ),
  );
}

/** Records beside this one, by their ids. */
function associations({ inSeries = [], source = [], relation = [] }: Dataset): XmlElement[] {
  const of = (type: string, ids: readonly string[]): XmlElement[] =>
    ids.map((id) =>
      make(
        'gmd:aggregationInfo',
        make(
          'gmd:MD_AggregateInformation',
          make('gmd:aggregateDataSetIdentifier', make('gmd:MD_Identifier', plainText('gmd:code', id))),
          code('gmd:associationType', 'gmd:DS_AssociationTypeCode', type),
        ),
      ),
    );
  return [
    ...of('isPartOfSeries', inSeries.slice(1)),
    ...of('source', source),
    ...of('crossReference', relation),
  ];
}

function markElement(mark: string): XmlElement {
  return make(
    'gmd:metadataMaintenance',
    make(
      'gmd:MD_MaintenanceInformation',
      code('gmd:maintenanceAndUpdateFrequency', 'gmd:MD_MaintenanceFrequencyCode', 'asNeeded'),
      plainText('gmd:maintenanceNote', MARK_PREFIX + mark),
    ),
  );
}

/** What else it is, in the words of ISO's own list: `nonGeographicDataset`. */
function scopes({ kind, type = [] }: Dataset): string[] {
  if (kind === 'service') return [];
  return type.flatMap(({ code: term, uri }) => (term === undefined || uri !== undefined ? [] : [term]));
}

function languageOf({ title }: Dataset, preferred: string | undefined): string {
  if (preferred !== undefined && title[preferred] !== undefined) return preferred;
  return Object.keys(title)[0] ?? 'und';
}

function lastDate({ origin, created, issued, modified }: Dataset): string | undefined {
  return origin?.modified ?? modified ?? issued ?? created;
}

/** Begins with a letter, as XML's ids do. */
function idPrefix(id: string): string {
  return `g${digest(id).replaceAll(' ', '-')}`;
}
