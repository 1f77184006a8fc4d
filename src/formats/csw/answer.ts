import { cleanName } from '../../model/clean.ts';
import { isMetadata } from '../iso/index.ts';
import { isBeside } from './rdf-record.ts';
import { TreeBuilder } from '../xml/builder.ts';
import type { XmlRecord } from '../xml/builder.ts';
import { attributeOf, elementsOf, firstOf, textIn } from '../xml/tree.ts';
import type { XmlElement } from '../xml/tree.ts';

/** Why a service refused, in its own words. */
export interface CswException {
  code: string;
  /** What it does not like: the name of a parameter. */
  locator: string;
  text: string;
}

/** One answer of a catalogue service as it stands; nothing in it is mapped yet. */
export interface CswAnswer {
  /** Local name of the outermost element. */
  root: string;
  /** Whether it goes to its end. */
  whole: boolean;
  /** Attributes of `SearchResults`, as they are written. */
  results?: { matched?: string | undefined; returned?: string | undefined; next?: string | undefined };
  records: XmlRecord[];
  exceptions: CswException[];
}

/** Undefined for what is no XML, or a web page. */
export function cswAnswer(text: string): CswAnswer | undefined {
  if (!/^[\s\ufeff]*</.test(text) || /^[\s\ufeff]*<(?:!doctype\s+)?html\b/i.test(text)) return undefined;
  const builder = new TreeBuilder((name, uri, path) => {
    if (/^(?:Exception|ServiceException)$/.test(name)) return true;
    const around = path.at(-2);
    if (around === 'SearchResults' || around === 'GetRecordByIdResponse') return true;
    if (isBeside(uri, path)) return true;
    return around === undefined && (isMetadata(name) || /^(?:Summary|Brief)?Record$|^RDF$/.test(name));
  });
  builder.write(text);
  const whole = !builder.open;
  builder.end();
  const root = builder.root?.name;
  if (root === undefined || root.toLowerCase() === 'html') return undefined;
  const isException = ({ element }: XmlRecord): boolean =>
    /^(?:Exception|ServiceException)$/.test(element.name);
  const results = resultsIn(text);
  return {
    root,
    whole,
    ...(results === undefined ? {} : { results }),
    records: builder.ready.filter((record) => !isException(record)),
    exceptions: builder.ready.filter(isException).map(({ element }) => exceptionOf(element)),
  };
}

function resultsIn(text: string): CswAnswer['results'] {
  const tag = /<(?:[\w.-]+:)?SearchResults(\s[^>]*)?>/.exec(text);
  if (tag === null) return undefined;
  const value = (name: string): string | undefined =>
    new RegExp(`\\s${name}\\s*=\\s*["']([^"']*)["']`).exec(tag[1] ?? '')?.[1];
  return {
    matched: value('numberOfRecordsMatched'),
    returned: value('numberOfRecordsReturned'),
    next: value('nextRecord'),
  };
}

function exceptionOf(exception: XmlElement): CswException {
  return {
    code: attributeOf(exception, 'exceptionCode') ?? attributeOf(exception, 'code') ?? '',
    locator: attributeOf(exception, 'locator') ?? '',
    text: cleanName(
      elementsOf(exception, 'ExceptionText').map(textIn).join(' ') ||
        textIn(firstOf(exception, 'ExceptionText') ?? exception),
    ).slice(0, 300),
  };
}
