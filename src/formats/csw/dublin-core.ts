import type { Coded } from '../../model/coded.ts';
import type { Dataset } from '../../model/dataset.ts';
import type { Distribution } from '../../model/distribution.ts';
import { matchTheme } from '../../vocabularies/themes.ts';
import type { Read, ReadOptions } from '../format.ts';
import type { Access } from '../values/access.ts';
import { endpointOf, isCapabilities, take } from '../values/access.ts';
import { onlineIn } from '../values/online.ts';
import { agentOf } from '../values/agents.ts';
import { dateIn } from '../values/dates.ts';
import { extraOf } from '../values/extra.ts';
import { linkOf, referenceIn } from '../values/links.ts';
import { namesLicense } from '../values/licensing.ts';
import { readPeriod } from '../values/periods.ts';
import { recordOf, some, unique } from '../values/record.ts';
import { accessRightsOf, languageOf, licenseOf } from '../values/terms.ts';
import { langKeywords, langText, oneText } from '../values/texts.ts';
import type { Told } from '../values/texts.ts';
import { Warnings } from '../values/warn.ts';
import type { Warn } from '../values/warn.ts';
import { attributeOf, elementsOf, textIn } from '../xml/tree.ts';
import type { XmlElement } from '../xml/tree.ts';
import { KINDS_OF_PAPER } from '../iso/constraints.ts';
import { placesOf } from './places.ts';

/** What is read below; the rest goes to `extra` by its own name. */
const READ = new Set(
  'identifier title alternative abstract description type subject publisher creator contributor rightsHolder language created issued modified date temporal spatial coverage BoundingBox WGS84BoundingBox format rights license accessRights references URI source relation isPartOf hasPart isReferencedBy conformsTo provenance'.split(
    ' ',
  ),
);

/** A record in Dublin Core as catalogue services write it: `csw:Record`, or its brief and summary. */
export function dublinCoreRecord(
  record: XmlElement,
  options: ReadOptions,
  repaired: readonly string[] = [],
): Read {
  const warnings = new Warnings();
  const { warn } = warnings;
  for (const reason of repaired) warn('record', undefined, reason);
  const fields = new Fields(record, options.language ?? 'und');
  const ids = fields.texts('identifier');
  const [id, ...others] = ids;
  if (id === undefined)
    warn('id', undefined, 'the record has no identifier: it will not be known again when its title changes');
  const recordDate = dateIn(fields.text('modified'), 'modified', warn);
  const types = fields.texts('type');
  const kind = kindOf(types);
  const access = accessOf(fields, options, warn);
  const services = access.services;
  const themes = fields.texts('subject').flatMap((text) => topicOf(text));
  const topics = new Set(themes.map(({ raw }) => raw));
  const draft = {
    kind,
    id: id ?? fields.text('title') ?? 'unidentified',
    identifier: ids.length === 0 ? undefined : [others[0] ?? ids[0]],
    otherIdentifier: some(others.slice(1)),
    title: langText(fields.told('title'), { field: 'title', warn, name: true }),
    alternative: langText(fields.told('alternative'), { field: 'alternative', warn, name: true }),
    description: langText(unique([...fields.told('abstract'), ...fields.told('description')]), {
      field: 'description',
      warn,
      many: 'join',
    }),
    keyword: langKeywords(fields.told('subject').filter(({ value }) => !topics.has(value))),
    theme: some(unique(themes)),
    type: some(
      types.filter((type) => !isKind(type)).map((raw): Coded => ({ raw, method: 'none', confidence: 0 })),
    ),
    language: some(unique(fields.texts('language').flatMap((text) => languageOf(text) ?? []))),
    ...peopleOf(fields),
    issued: dateIn(undatedDate(fields, warn) ?? fields.text('issued'), 'issued', warn),
    created: dateIn(fields.text('created'), 'created', warn),
    modified: recordDate,
    temporal: fields.texts('temporal').flatMap((text) => readPeriod(text) ?? told(warn, 'temporal', text)),
    spatial: placesOf(record, fields.told('spatial'), fields.told('coverage'), warn),
    ...rightsOf(fields, warn),
    landingPage: unique(access.landingPage),
    page: unique(access.page),
    distribution:
      kind === 'service'
        ? access.distribution.filter(({ accessService }) => accessService === undefined)
        : unique(access.distribution),
    ...(kind === 'service'
      ? {
          endpointURL: some(unique(services.map(({ url }) => endpointOf(url)))),
          endpointDescription: some(unique(services.map(({ url }) => url).filter(isCapabilities))),
        }
      : {}),
    source: some(fields.texts('source')),
    relation: some([...fields.texts('relation'), ...fields.texts('hasPart')]),
    isReferencedBy: some(fields.texts('isReferencedBy')),
    inSeries: some(fields.texts('isPartOf')),
    conformsTo: fields.texts('conformsTo').map(referenceIn),
    provenance: fields.texts('provenance').map((text) => oneText(text, fields.language)),
    origin: { remoteId: id, modified: recordDate },
    extra: extraOf([
      ...fields.rest(READ),
      ['date', fields.texts('date').slice(isUndated(fields) ? 1 : 0)],
      ['thesaurus', fields.schemes('subject')],
      ['format', formatsOf(fields)],
      ...access.extra,
    ]),
  };
  return recordOf(draft, { warnings, modified: momentOf(recordDate) });
}

/** The elements of a record by their local names. */
class Fields {
  readonly language: string;
  readonly #elements: XmlElement[];

  constructor(record: XmlElement, language: string) {
    this.#elements = elementsOf(record);
    this.language = language;
  }

  elements(...names: string[]): XmlElement[] {
    return this.#elements.filter(({ name }) => names.includes(name));
  }

  told(name: string): Told[] {
    return this.elements(name).flatMap((element) => {
      const value = textIn(element).trim();
      return value === '' ? [] : [{ value, language: attributeOf(element, 'lang') ?? this.language }];
    });
  }

  texts(name: string): string[] {
    return unique(this.told(name).map(({ value }) => value));
  }

  text(name: string): string | undefined {
    return this.texts(name)[0];
  }

  /** What elements say, by the list that it is taken from. */
  schemes(name: string): Record<string, string[]> {
    const lists = new Map<string, string[]>();
    for (const element of this.elements(name)) {
      const scheme = attributeOf(element, 'scheme');
      const text = textIn(element).trim();
      if (scheme !== undefined && text !== '') lists.set(scheme, [...(lists.get(scheme) ?? []), text]);
    }
    return Object.fromEntries(lists);
  }

  rest(read: ReadonlySet<string>): [string, unknown][] {
    const names = unique(this.#elements.map(({ name }) => name)).filter((name) => !read.has(name));
    return names.map((name) => {
      const texts = this.texts(name);
      return [name, texts.length === 1 ? texts[0] : texts];
    });
  }
}

const KINDS: Readonly<Record<string, Dataset['kind']>> = {
  dataset: 'dataset',
  series: 'series',
  datasetseries: 'series',
  collection: 'series',
  service: 'service',
  services: 'service',
};

export function dublinCoreKind(record: XmlElement): Dataset['kind'] {
  return kindOf(elementsOf(record, 'type').map((element) => textIn(element).trim()));
}

function kindOf(types: readonly string[]): Dataset['kind'] {
  return types.map(kindNamed).find((kind) => kind !== undefined) ?? 'dataset';
}

function isKind(type: string): boolean {
  return kindNamed(type) !== undefined;
}

/** `dataset`, or a term of a list: `http://purl.org/dc/dcmitype/Service`. */
function kindNamed(type: string): Dataset['kind'] | undefined {
  return KINDS[type.split(/[/#]/).at(-1)?.toLowerCase() ?? ''];
}

/** ISO's topic categories are written among the subjects. */
function topicOf(text: string): Coded[] {
  if (
    !/^(?:[a-z]+(?:[A-Z][a-z]+)+|farming|biota|boundaries|economy|elevation|environment|health|location|oceans|society|structure|transportation)$|^https?:\/\//.test(
      text,
    )
  )
    return [];
  const theme = matchTheme(text);
  return theme.method === 'none' || theme.method === 'fuzzy' ? [] : [{ ...theme }];
}

function peopleOf(fields: Fields): Record<string, unknown> {
  const named = (name: string) =>
    some(fields.told(name).map(({ value, language = 'und' }) => agentOf({ name: oneText(value, language) })));
  const [publisher, ...more] = named('publisher') ?? [];
  return {
    publisher,
    creator: named('creator'),
    contributor: named('contributor'),
    rightsHolder: named('rightsHolder'),
    qualifiedAttribution: some(more.map((agent) => ({ agent, role: 'publisher' }))),
  };
}

/** `dc:date` does not say of what it is the date; without another it is taken for that of publication. */
function undatedDate(fields: Fields, warn: Warn): string | undefined {
  const date = fields.text('date');
  if (date === undefined || !isUndated(fields)) return undefined;
  warn('issued', date, 'dc:date does not say of what: taken for the date of publication');
  return date;
}

function isUndated(fields: Fields): boolean {
  return fields.text('created') === undefined && fields.text('issued') === undefined;
}

function rightsOf(fields: Fields, warn: Warn): Record<string, unknown> {
  const all = unique([...fields.texts('rights'), ...fields.texts('accessRights')]);
  const access = all
    .map((text) => accessRightsOf({ code: text }))
    .find((one) => one !== undefined && one.method !== 'none');
  const told = fields
    .elements('license')
    .map((element) => attributeOf(element, 'resource') ?? textIn(element).trim());
  // GeoNetwork writes ISO's codes among the rights: `copyright` is no licence, and nothing against an open one.
  const named = all.filter((text) => !KINDS_OF_PAPER.test(text));
  const licenses = [...told.filter((text) => text !== ''), ...named]
    .filter((text) => text !== access?.raw)
    .map((text) => licenseOf({ code: text }));
  const license =
    licenses.find((one) => one !== undefined && namesLicense(one)) ??
    licenses.slice(0, told.length).find((one) => one !== undefined);
  const rights = [...fields.told('rights'), ...fields.told('accessRights')].filter(
    ({ value }) => value !== license?.raw && value !== access?.raw,
  );
  return {
    accessRights: access,
    license,
    rights: some(unique(rights.map((one) => langText([one], { field: 'rights', warn })))),
  };
}

function accessOf(fields: Fields, options: ReadOptions, warn: Warn): Access {
  const access: Access = { distribution: [], landingPage: [], page: [], services: [], extra: [] };
  const graphics: string[] = [];
  const formats = formatsOf(fields).map((name) => ({ name }));
  for (const element of fields.elements('references', 'URI')) {
    const protocol = attributeOf(element, 'scheme') ?? attributeOf(element, 'protocol');
    const url = linkOf(
      textIn(element).trim() || attributeOf(element, 'resource'),
      'distribution',
      warn,
      options.base,
    );
    if (url === undefined) continue;
    const name = attributeOf(element, 'name');
    if (/thumbnail|^image\/|browse/i.test(`${protocol ?? ''} ${name ?? ''}`)) {
      graphics.push(url);
      continue;
    }
    const link = onlineIn({
      url,
      name,
      protocol,
      function: attributeOf(element, 'function'),
      title: oneText(name, fields.language),
      description: oneText(attributeOf(element, 'description'), fields.language),
    });
    take(link, formats, undefined, access);
  }
  access.distribution = unique<Partial<Distribution>>(access.distribution);
  access.extra = [['graphicOverview', graphics.map((url) => ({ url }))]];
  return access;
}

function formatsOf(fields: Fields): string[] {
  return fields.texts('format');
}

function told(warn: Warn, field: string, value: string): never[] {
  warn(field, value, 'not a period that can be read: left out');
  return [];
}

function momentOf(date: string | undefined): string | undefined {
  const time = date === undefined ? Number.NaN : Date.parse(date);
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}

/** Whether an element is such a record: the namespaces of 2.0.2, 3.0 and those before differ. */
export function isDublinCore({ name }: XmlElement): boolean {
  return /^(?:(?:Summary|Brief)?Record|dc|simpledc)$/.test(name);
}
