import type { Dataset } from '../../../model/dataset.ts';
import type { WrittenDocument, Writer } from '../../format.ts';
import { REMAINDER } from '../remainder.ts';
import { jsonLd } from './jsonld.ts';
import { rdfXml } from './rdfxml.ts';
import { recordThing } from './record.ts';
import { remainderOf } from './remainder.ts';
import { Shared, Telling } from './shared.ts';
import type { Syntax } from './syntax.ts';
import type { Thing } from './tree.ts';
import { statementsOf, thing, typed } from './tree.ts';
import { turtle } from './turtle.ts';
import { safeIri } from './values.ts';

/** DCAT-AP 3 in each of its syntaxes. */
export const dcatWriters: readonly Writer[] = [jsonLd, rdfXml, turtle].map((syntax) => ({
  kind: syntax.kind,
  title: syntax.title,
  open: () => documentIn(syntax),
}));

/** Piece by piece: nothing but the addresses in it is remembered. */
function documentIn(syntax: Syntax): WrittenDocument {
  const shared = new Shared();
  let isFirst = true;
  return {
    head: syntax.head,
    record(dataset) {
      const text = syntax.record(describe(dataset, shared), isFirst);
      isFirst = false;
      return text;
    },
    tail: syntax.tail,
  };
}

/** A record with all that is said of it: in DCAT's words, and the remainder. */
export function describe(dataset: Dataset, shared: Shared): Thing {
  const address = safeIri(dataset.iri);
  const iri = address !== undefined && shared.claim(address) ? address : undefined;
  const telling = new Telling(shared);
  const made = recordThing(dataset, iri, telling);
  const remainder = remainderOf(dataset, made, telling);
  // A service that gives access to a distribution is a record only where this says so.
  if (remainder.length === 0 && dataset.kind !== 'service') return made;
  return thing(iri, made.types, ...statementsOf(made).map(([name, values]) => [name, ...values] as const), [
    REMAINDER,
    typed(jsonText(remainder), 'rdf:JSON'),
  ]);
}

/** JSON in characters that every syntax can carry. */
function jsonText(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
