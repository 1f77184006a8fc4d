import { RemoteFault } from '../../faults.ts';
import { cleanName } from '../../model/clean.ts';
import type { Format, Read, ReadOptions } from '../format.ts';
import { isMetadata, readOne } from '../iso/index.ts';
import { isoRecord } from '../iso/to-model.ts';
import { Duplicates } from '../values/duplicates.ts';
import { asideOf } from '../values/record.ts';
import type { IsRecord, XmlRecord } from '../xml/builder.ts';
import { readXml } from '../xml/reader.ts';
import { attributeOf, firstOf, textIn, within } from '../xml/tree.ts';
import type { XmlElement } from '../xml/tree.ts';
import { dublinCoreRecord, isDublinCore } from './dublin-core.ts';
import { isBeside, isRdf, rdfRecords } from './rdf-record.ts';

const ANSWERS = new Set(['SearchResults', 'GetRecordByIdResponse']);

/** What a catalogue service answers to GetRecords and GetRecordById, in 2.0.2 and 3.0: records of any schema, one at a time. */
export const csw: Format = {
  kind: 'csw',
  title: 'CSW',
  async *read(input, options) {
    const seen = new Duplicates();
    let answered = false;
    const isRecord: IsRecord = (name, uri, path) => {
      answered ||= /^(?:GetRecordsResponse|SearchResults|GetRecordByIdResponse)$/.test(name);
      return isOne(name, uri, path);
    };
    for await (const record of readXml(input, isRecord)) {
      if (record.element.name === 'Exception' || record.element.name === 'ServiceException')
        throw new RemoteFault(
          'malformed',
          `the service answered an exception: ${exceptionText(record.element)}`,
        );
      answered = true;
      for await (const told of readRecord(record, options)) {
        const read = seen.check(told);
        if (read !== undefined) yield read;
      }
    }
    if (!answered) throw new RemoteFault('malformed', 'no answer of a catalogue service with records in it');
  },
};

/** Whatever stands where records stand, known or not, and metadata records wherever they are. */
function isOne(name: string, uri: string, path: readonly string[]): boolean {
  if (ANSWERS.has(path.at(-2) ?? '')) return true;
  if (isBeside(uri, path)) return true;
  if (name === 'Exception' || name === 'ServiceException') return true;
  return isMetadata(name) || (/^(?:Summary|Brief)?Record$/.test(name) && uri.includes('/cat/csw'));
}

async function* readRecord(record: XmlRecord, options: ReadOptions): AsyncGenerator<Read> {
  if (record.broken === undefined && isRdf(record.element)) yield* rdfRecords(record.element, options);
  else yield readXmlRecord(record, options);
}

/** One record of any schema but RDF. */
export function readXmlRecord(record: XmlRecord, options: ReadOptions): Read {
  return readOne(record, (element) => {
    if (isMetadata(element.name)) return isoRecord(element, options, record.repaired);
    if (isDublinCore(element)) return dublinCoreRecord(element, options, record.repaired);
    return unknownRecord(element);
  });
}

/** A record of a schema that is not read here: its id where it is easily found, and which schema it is. */
function unknownRecord(element: XmlElement): Read {
  const id = textIn(within(element, 'identifier', 'fileIdentifier')[0]).trim();
  const remoteId = (id === '' ? attributeOf(element, 'about') : id)?.slice(0, 200);
  const schema = element.uri === '' ? 'without a namespace' : `of the schema ${element.uri}`;
  const reason = `a ${element.name} ${schema}: no schema of metadata that is read`;
  return { aside: asideOf('parse', reason, { remoteId }) };
}

function exceptionText(exception: XmlElement): string {
  const code = attributeOf(exception, 'exceptionCode') ?? attributeOf(exception, 'code');
  const text = cleanName(textIn(firstOf(exception, 'ExceptionText') ?? exception)).slice(0, 300);
  return [code, text].filter((part) => part !== undefined && part !== '').join(': ') || 'without a word';
}
