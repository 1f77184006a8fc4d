import type { HttpRequest } from '../../http/http.ts';
import { CSW } from './schemas.ts';
import type { Way } from './schemas.ts';

/** The part of a listing that one request asks for. */
export interface Part {
  start: number;
  size: number;
  /** The owner's condition: CQL, or a filter in XML. */
  constraint?: string | undefined;
  /** Only what changed since: ISO date-time. */
  since?: string | undefined;
  /** Only what is needed to know a record. */
  brief?: true;
}

const SPACES: Readonly<Record<string, string>> = {
  gmd: 'http://www.isotc211.org/2005/gmd',
  mdb: 'http://standards.iso.org/iso/19115/-3/mdb/2.0',
  apiso: 'http://www.opengis.net/cat/csw/apiso/1.0',
  dc: 'http://purl.org/dc/elements/1.1/',
  dct: 'http://purl.org/dc/terms/',
  ows: 'http://www.opengis.net/ows',
};

export function getRecords(way: Way, part: Part): HttpRequest {
  return way.method === 'POST' ? posted(way, part) : asked(way, part);
}

/** By GET, as every service knows it. */
export function getRecordById({ version, schema }: Way, url: string, id: string): HttpRequest {
  return {
    url,
    query: {
      service: 'CSW',
      version,
      request: 'GetRecordById',
      id,
      elementSetName: 'full',
      outputSchema: schema,
    },
  };
}

function posted(way: Way, part: Part): HttpRequest {
  const { version, schema, types, sort } = way;
  const fes = version === '3.0.0' ? 'fes' : 'ogc';
  const spaces = { csw: CSW[version], [fes]: filterSpace(version), ...SPACES };
  const declared = Object.entries(spaces).map(([prefix, uri]) => ` xmlns:${prefix}="${uri}"`);
  const reference = version === '3.0.0' ? 'fes:ValueReference' : 'ogc:PropertyName';
  const sorting =
    sort === undefined
      ? ''
      : `<${fes}:SortBy><${fes}:SortProperty><${reference}>${escaped(sort)}</${reference}><${fes}:SortOrder>ASC</${fes}:SortOrder></${fes}:SortProperty></${fes}:SortBy>`;
  const body = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<csw:GetRecords${declared.join('')} service="CSW" version="${version}"${version === '2.0.2' ? ' resultType="results"' : ''}`,
    ` startPosition="${part.start}" maxRecords="${part.size}" outputFormat="application/xml" outputSchema="${escaped(schema)}">`,
    `<csw:Query typeNames="${types}"><csw:ElementSetName>${part.brief === true ? 'brief' : 'full'}</csw:ElementSetName>`,
    `${constraintXml(way, part)}${sorting}</csw:Query></csw:GetRecords>`,
  ].join('');
  const headers = {
    accept: 'application/xml, text/xml;q=0.9',
    'content-type': 'application/xml; charset=utf-8',
  };
  // A question by POST changes nothing, so that a broken connection may be tried again.
  return { method: 'POST', url: way.url, body, headers, repeatable: true };
}

function asked(way: Way, part: Part): HttpRequest {
  const { version, schema, types, sort } = way;
  const condition = conditionText(way, part);
  const isFilter = condition?.startsWith('<') === true;
  const prefix = types.split(':')[0] ?? 'csw';
  const space = prefix === 'csw' ? CSW[version] : SPACES[prefix];
  return {
    url: way.url,
    headers: { accept: 'application/xml, text/xml;q=0.9' },
    query: {
      service: 'CSW',
      version,
      request: 'GetRecords',
      ...(version === '2.0.2' ? { resultType: 'results' } : {}),
      namespace: `xmlns(${prefix}${version === '3.0.0' ? ',' : '='}${space ?? ''})`,
      typeNames: types,
      elementSetName: part.brief === true ? 'brief' : 'full',
      outputSchema: schema,
      outputFormat: 'application/xml',
      startPosition: part.start,
      maxRecords: part.size,
      sortBy: sort === undefined ? undefined : `${sort}:A`,
      ...(condition === undefined
        ? {}
        : {
            constraintLanguage: isFilter ? 'FILTER' : 'CQL_TEXT',
            constraint_language_version: isFilter ? '1.1.0' : undefined,
            constraint: condition,
          }),
    },
  };
}

function constraintXml(way: Way, part: Part): string {
  const condition = conditionText(way, part);
  if (condition === undefined) return '';
  const version = way.version === '3.0.0' ? '2.0.0' : '1.1.0';
  const inner = condition.startsWith('<') ? condition : `<csw:CqlText>${escaped(condition)}</csw:CqlText>`;
  return `<csw:Constraint version="${version}">${inner}</csw:Constraint>`;
}

/** The owner's condition and ours as one: CQL, or a filter in XML. */
function conditionText({ version, changed }: Way, { constraint, since }: Part): string | undefined {
  // By days: services that compare text would find a time after every date.
  const day = since?.slice(0, 10);
  const ours = day === undefined || changed === undefined ? undefined : `${changed} >= '${day}'`;
  if (constraint?.startsWith('<') !== true)
    return ours === undefined || constraint === undefined
      ? (ours ?? constraint)
      : `(${constraint}) AND ${ours}`;
  const filter = filterOf(constraint, version);
  if (day === undefined || changed === undefined) return filter.whole;
  const { prefix, reference } = filter;
  const since_ = `<${prefix}PropertyIsGreaterThanOrEqualTo><${prefix}${reference}>${escaped(changed)}</${prefix}${reference}><${prefix}Literal>${day}</${prefix}Literal></${prefix}PropertyIsGreaterThanOrEqualTo>`;
  return filter.around(`<${prefix}And>${filter.inner}${since_}</${prefix}And>`);
}

interface Filter {
  whole: string;
  inner: string;
  prefix: string;
  reference: string;
  around(inner: string): string;
}

/** A filter as owners write it: `<ogc:Filter …>…</ogc:Filter>`, or only what is within. */
function filterOf(text: string, version: Way['version']): Filter {
  const usual = version === '3.0.0' ? 'fes:' : 'ogc:';
  const found = /^(<((?:[\w.-]+:)?)Filter(?:\s[^>]*)?>)([^]*)(<\/(?:[\w.-]+:)?Filter\s*>)\s*$/.exec(text);
  const [
    ,
    open = `<${usual}Filter xmlns:${usual.slice(0, -1)}="${filterSpace(version)}">`,
    prefix = usual,
    inner = text,
    close = `</${usual}Filter>`,
  ] = found ?? [];
  const around = (within: string): string => `${open}${within}${close}`;
  const reference = version === '3.0.0' ? 'ValueReference' : 'PropertyName';
  return { whole: around(inner), inner, prefix, reference, around };
}

function filterSpace(version: Way['version']): string {
  return version === '3.0.0' ? 'http://www.opengis.net/fes/2.0' : 'http://www.opengis.net/ogc';
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
