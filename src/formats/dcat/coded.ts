import type { Coded } from '../../model/coded.ts';
import { isLiteral } from '../rdf/terms.ts';
import type { Term } from '../rdf/terms.ts';
import type { TermParts } from '../values/terms.ts';
import { langText } from '../values/texts.ts';
import type { Warn } from '../values/warn.ts';
import { addressOf, nodeOf, textsOf } from './scope.ts';
import type { Scope } from './scope.ts';

/** A term of a controlled list, as an address, in words, or as a concept that is described. */
export function termIn(
  term: Term,
  match: (parts: TermParts) => Coded | undefined,
  via: string,
  scope: Scope,
): Coded | undefined {
  return match(partsOf(term, via, scope));
}

/** Of several the one that is recognised best; the others are told. */
export function bestOf(found: readonly Coded[], field: string, warn: Warn): Coded | undefined {
  const [best, ...others] = found.toSorted((a, b) => rank(b) - rank(a));
  for (const other of others) {
    if (other.code === undefined || other.code !== best?.code)
      warn(field, other.raw ?? other.uri, `another one beside ${best?.code ?? best?.raw ?? 'it'}: left out`);
  }
  return best;
}

function rank({ code, confidence }: Coded): number {
  return (code === undefined ? 0 : 1) + confidence;
}

export function partsOf(term: Term, via: string, scope: Scope): TermParts {
  const uri = addressOf(term);
  if (isLiteral(term)) return uri === undefined ? { label: textIn([term], via, scope) } : { uri };
  const node = nodeOf(term, via, scope);
  const code = node?.first('skos:notation', 'dct:identifier').find(isLiteral)?.value;
  const label = textIn([term], via, scope);
  return { uri, label, code: code === uri ? undefined : code };
}

function textIn(terms: readonly Term[], via: string, scope: Scope): TermParts['label'] {
  return langText(textsOf(terms, via, scope), {
    field: via,
    // A concept with two labels in a language is none of the record's troubles.
    warn: () => {},
    fallback: scope.language,
    name: true,
  });
}
