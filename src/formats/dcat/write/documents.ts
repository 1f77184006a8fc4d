import type { Reference } from '../../../model/link.ts';
import type { LangText } from '../../../model/text.ts';
import { languageUri } from '../../../vocabularies/languages.ts';
import type { Telling } from './shared.ts';
import type { Value } from './tree.ts';
import { plain, ref, thing, unlessEmpty } from './tree.ts';
import { iriRef, linkRef, texts } from './values.ts';

export function referenceValue(
  reference: Reference,
  type: string,
  field: string,
  telling: Telling,
): Value | undefined {
  const made = thing(
    reference.url === undefined ? undefined : linkRef(reference.url)?.id,
    [type],
    ['dct:title', reference.title === undefined ? undefined : plain(reference.title)],
    ['dct:description', reference.description === undefined ? undefined : plain(reference.description)],
  );
  const there = unlessEmpty(made);
  return there === undefined ? undefined : telling.of(there, field);
}

/** Words about rights or origin; an address alone is the statement's own. */
export function statementValue(
  text: LangText,
  type: string,
  field: string,
  telling: Telling,
): Value | undefined {
  const [[language, only] = [], ...others] = Object.entries(text);
  const iri = language === 'und' && others.length === 0 ? iriRef(only)?.id : undefined;
  if (iri !== undefined) return telling.of(thing(iri, [type]), field);
  return unlessEmpty(thing(undefined, [type], ['rdfs:label', ...texts(text)]));
}

/** Something that is known by its address, or else only by a word for it. */
export function named(text: string): Value | undefined {
  return iriRef(text) ?? unlessEmpty(thing(undefined, [], ['rdfs:label', plain(text)]));
}

export function languageValue(tag: string): Value | undefined {
  const uri = languageUri(tag);
  if (uri !== undefined) return ref(uri);
  return iriRef(tag) ?? unlessEmpty(thing(undefined, ['dct:LinguisticSystem'], ['rdfs:label', plain(tag)]));
}

const IANA = 'https://www.iana.org/assignments/media-types/';
const MEDIA_TYPE = /^[a-z]+\/[a-z0-9][a-z0-9!#$&^_.+-]*$/i;

export function mediaValue(text: string | undefined, telling: Telling): Value | undefined {
  if (text === undefined) return undefined;
  const known = MEDIA_TYPE.test(text) ? iriRef(`${IANA}${text}`) : iriRef(text);
  if (known !== undefined) return telling.of(thing(known.id, ['dct:MediaType']), 'distribution');
  return unlessEmpty(thing(undefined, ['dct:MediaType'], ['rdfs:label', plain(text)]));
}
