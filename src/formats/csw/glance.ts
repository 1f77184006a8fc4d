import type { Kind } from '../../model/dataset.ts';
import { isMetadata } from '../iso/index.ts';
import { isoKind } from '../iso/to-model.ts';
import { textIn, firstOf, attributeOf } from '../xml/tree.ts';
import type { XmlElement } from '../xml/tree.ts';
import { dublinCoreKind, isDublinCore } from './dublin-core.ts';
import { isRdf } from './rdf-record.ts';

/** What is seen of a record without mapping it. Absent where only the mapping tells. */
export interface Glance {
  id?: string;
  kind?: Kind;
  /** ISO date-time, where it is written plainly. */
  modified?: string;
}

/** Id and kind as the mapping will find them; of a record in RDF nothing, since it may hold several datasets. */
export function glanceAt(element: XmlElement): Glance {
  if (isRdf(element)) return {};
  const id = textIn(firstOf(element, 'fileIdentifier', 'identifier')).trim() || idInCode(element);
  const kind = isMetadata(element.name)
    ? isoKind(element)
    : isDublinCore(element)
      ? dublinCoreKind(element)
      : undefined;
  const modified = momentIn(firstOf(element, 'dateStamp', 'modified'));
  return {
    ...(id === '' ? {} : { id }),
    ...(kind === undefined ? {} : { kind }),
    ...(modified === undefined ? {} : { modified }),
  };
}

/** ISO 19115-3. */
function idInCode(element: XmlElement): string {
  const identifier = firstOf(firstOf(element, 'metadataIdentifier'), 'MD_Identifier');
  return textIn(firstOf(identifier, 'code')).trim() || (attributeOf(element, 'uuid') ?? '');
}

function momentIn(element: XmlElement | undefined): string | undefined {
  const text = textIn(element).trim();
  const time = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}
