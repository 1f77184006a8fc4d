import { parseXml } from '../../../src/formats/xml/parse.ts';
import { attributeOf, firstOf, textIn, within } from '../../../src/formats/xml/tree.ts';
import { DC, exception, GMD, XML } from './catalogue.ts';
import type { Catalogue, Entry } from './catalogue.ts';
import { transaction } from './transactions.ts';
import type { Asked, Said } from '../../support/scripted.ts';

const QUERYABLES = ['apiso:Identifier', 'apiso:Title', 'apiso:Modified', 'dc:identifier', 'dct:modified'];

export function catalogue(count: number, more: Partial<Catalogue> = {}): Catalogue {
  const entries = Array.from({ length: count }, (_, index): Entry => {
    const number = String(index + 1).padStart(3, '0');
    return {
      id: `rec-${number}`,
      title: `Record ${number}`,
      modified: `2024-01-${String((index % 28) + 1).padStart(2, '0')}`,
    };
  });
  return {
    entries,
    version: '2.0.2',
    schemas: [GMD, DC['2.0.2'], DC['3.0.0']],
    sorts: true,
    post: true,
    maxRecords: 100,
    ...more,
  };
}

/** What a catalogue service answers, as the specification has it. */
export function answerOf(catalogue: Catalogue, asked: Asked): Said {
  if (catalogue.login !== undefined) {
    const expected = `Basic ${Buffer.from(catalogue.login).toString('base64')}`;
    if (asked.headers.authorization !== expected)
      return { status: 401, headers: { 'www-authenticate': 'Basic' }, body: 'login' };
  }
  const request = asked.method === 'POST' ? posted(asked.body) : queried(asked.query);
  if (request === undefined) return exception('NoApplicableCode', '', 'no request that can be read');
  if (request.name === 'Transaction' && catalogue.takes === true) return transaction(catalogue, asked.body);
  if (request.service !== 'CSW') return exception('MissingParameterValue', 'service', 'service must be CSW');
  if (request.name === 'GetCapabilities') return capabilities(catalogue, asked);
  if (request.version !== catalogue.version)
    return exception('InvalidParameterValue', 'version', `this service speaks ${catalogue.version}`);
  if (!catalogue.post && asked.method === 'POST') return { status: 405, body: 'GET only' };
  if (!catalogue.schemas.includes(request.schema))
    return exception('InvalidParameterValue', 'outputSchema', `no schema ${request.schema}`);
  if (request.name === 'GetRecordById') return byId(catalogue, request);
  if (request.name === 'GetRecords') return records(catalogue, request);
  return exception('OperationNotSupported', 'request', request.name);
}

interface Request {
  name: string;
  service: string;
  version: string;
  schema: string;
  types: string;
  start: number;
  size: number;
  set: string;
  sort: string;
  constraint: string;
  id: string;
}

function posted(body: string): Request | undefined {
  const root = parseXml(body);
  if (root === undefined) return undefined;
  const query = firstOf(root, 'Query');
  const sort = within(query, 'SortBy').flatMap((one) => within(one, 'PropertyName', 'ValueReference'))[0];
  const compared = within(query, 'PropertyIsGreaterThanOrEqualTo')[0];
  const cql = textIn(within(query, 'CqlText')[0]);
  const property = textIn(within(compared, 'PropertyName', 'ValueReference')[0]);
  return {
    name: root.name,
    service: attributeOf(root, 'service') ?? '',
    version: attributeOf(root, 'version') ?? '',
    schema: attributeOf(root, 'outputSchema') ?? '',
    types: attributeOf(query, 'typeNames') ?? '',
    start: Number(attributeOf(root, 'startPosition') ?? 1),
    size: Number(attributeOf(root, 'maxRecords') ?? 10),
    set: textIn(firstOf(query, 'ElementSetName')),
    sort: textIn(sort),
    constraint: compared === undefined ? cql : `${property} >= '${textIn(within(compared, 'Literal')[0])}'`,
    id: '',
  };
}

function queried(query: URLSearchParams): Request {
  const all = new Map([...query].map(([name, value]) => [name.toLowerCase(), value]));
  const value = (name: string): string => all.get(name) ?? '';
  return {
    name: value('request'),
    service: value('service'),
    version: value('version'),
    schema: value('outputschema'),
    types: value('typenames'),
    start: Number(value('startposition') || 1),
    size: Number(value('maxrecords') || 10),
    set: value('elementsetname'),
    sort: value('sortby').replace(/:A$/, ''),
    constraint: value('constraint'),
    id: value('id'),
  };
}

function records(catalogue: Catalogue, request: Request): Said {
  const { schema, types, start, size, sort, constraint } = request;
  if (types !== (schema === GMD ? 'gmd:MD_Metadata' : 'csw:Record'))
    return exception('InvalidParameterValue', 'typeNames', `${types} does not go with ${schema}`);
  if (start < 1) return exception('InvalidParameterValue', 'startPosition', 'positions begin at 1');
  if (sort !== '' && (!catalogue.sorts || !QUERYABLES.includes(sort)))
    return exception('InvalidParameterValue', 'SortBy', `no property ${sort}`);
  const since = /^(?:apiso:Modified|dct:modified) >= '([^']*)'$/.exec(constraint)?.[1];
  if (constraint !== '' && since === undefined)
    return exception('InvalidParameterValue', 'constraint', `cannot be read: ${constraint}`);
  const all = catalogue.entries.filter(({ modified }) => since === undefined || modified >= since);
  const sorted = sort === '' ? all : all.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const page = sorted.slice(start - 1, start - 1 + Math.min(size, catalogue.maxRecords));
  const next = start + page.length > sorted.length ? 0 : start + page.length;
  const body = page.map((entry) => recordXml(entry, request)).join('\n');
  return {
    headers: XML,
    body: `<?xml version="1.0"?><csw:GetRecordsResponse xmlns:csw="${DC[catalogue.version]}"><csw:SearchStatus timestamp="2024-02-01T00:00:00Z"/><csw:SearchResults numberOfRecordsMatched="${sorted.length}" numberOfRecordsReturned="${page.length}" nextRecord="${next}" elementSet="${request.set}">\n${body}\n</csw:SearchResults></csw:GetRecordsResponse>`,
  };
}

function byId(catalogue: Catalogue, request: Request): Said {
  const entry = catalogue.entries.find(({ id }) => id === request.id);
  if (catalogue.version === '3.0.0') {
    if (entry === undefined)
      return { ...exception('InvalidParameterValue', 'id', 'no such record'), status: 404 };
    return { headers: XML, body: recordXml(entry, request) };
  }
  const inner = entry === undefined ? '' : recordXml(entry, request);
  return {
    headers: XML,
    body: `<csw:GetRecordByIdResponse xmlns:csw="${DC['2.0.2']}">${inner}</csw:GetRecordByIdResponse>`,
  };
}

function recordXml({ id, title, modified, scope = 'dataset', xml }: Entry, { schema }: Request): string {
  if (xml !== undefined && schema === GMD) return xml;
  if (schema !== GMD)
    return `<csw:Record xmlns:csw="${schema}" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dct="http://purl.org/dc/terms/"><dc:identifier>${id}</dc:identifier><dc:title>${title}</dc:title><dc:type>${scope}</dc:type><dct:modified>${modified}</dct:modified></csw:Record>`;
  const text = (value: string): string => `<gco:CharacterString>${value}</gco:CharacterString>`;
  return `<gmd:MD_Metadata xmlns:gmd="${GMD}" xmlns:gco="http://www.isotc211.org/2005/gco"><gmd:fileIdentifier>${text(id)}</gmd:fileIdentifier><gmd:hierarchyLevel><gmd:MD_ScopeCode codeList="x" codeListValue="${scope}">${scope}</gmd:MD_ScopeCode></gmd:hierarchyLevel><gmd:dateStamp><gco:Date>${modified}</gco:Date></gmd:dateStamp><gmd:identificationInfo><gmd:MD_DataIdentification><gmd:citation><gmd:CI_Citation><gmd:title>${text(title)}</gmd:title></gmd:CI_Citation></gmd:citation><gmd:abstract>${text(`About ${title}`)}</gmd:abstract></gmd:MD_DataIdentification></gmd:identificationInfo></gmd:MD_Metadata>`;
}

function capabilities({ version, schemas, post, takes }: Catalogue, { origin, path }: Asked): Said {
  const parameter = (name: string, values: readonly string[]): string =>
    `<ows:Parameter name="${name}">${values.map((value) => `<ows:Value>${value}</ows:Value>`).join('')}</ows:Parameter>`;
  const door = (method: string): string => `<ows:${method} xlink:href="${origin}${path}"/>`;
  const dcp = `<ows:DCP><ows:HTTP>${door('Get')}${post ? door('Post') : ''}</ows:HTTP></ows:DCP>`;
  const queryables = QUERYABLES.map((name) => `<ows:Value>${name}</ows:Value>`).join('');
  return {
    headers: XML,
    body: `<?xml version="1.0"?><csw:Capabilities xmlns:csw="${DC[version]}" xmlns:ows="http://www.opengis.net/ows" xmlns:xlink="http://www.w3.org/1999/xlink" version="${version}"><ows:ServiceIdentification><ows:Title>Test catalogue</ows:Title></ows:ServiceIdentification><ows:OperationsMetadata><ows:Operation name="GetRecords">${dcp}${parameter('outputSchema', schemas)}${parameter('typeNames', ['gmd:MD_Metadata', 'csw:Record'])}<ows:Constraint name="SupportedISOQueryables">${queryables}</ows:Constraint></ows:Operation><ows:Operation name="GetRecordById">${dcp}</ows:Operation>${takes === true ? `<ows:Operation name="Transaction">${dcp}${parameter('TransactionSchemas', [GMD, DC[version]])}</ows:Operation>` : ''}</ows:OperationsMetadata></csw:Capabilities>`,
  };
}
