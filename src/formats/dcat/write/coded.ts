import type { Coded } from '../../../model/coded.ts';
import { euLicenseUri } from '../../../vocabularies/licenses.ts';
import type { Telling } from './shared.ts';
import type { Said, Value } from './tree.ts';
import { plain, thing, unlessEmpty } from './tree.ts';
import { safeIri, texts } from './values.ts';

/** How a term of a controlled list is written in one place. */
export interface CodedManner {
  field: string;
  type: string;
  /** Which property carries its words. */
  label: string;
  /** Whether the words of an address are known from the list itself. */
  known: (coded: Coded) => Coded | undefined;
  /** Whether DCAT-AP takes nothing but an address there. */
  named?: boolean;
}

/** The term by its address; in words where it has none that everybody knows. */
export function codedValue(
  coded: Coded | undefined,
  manner: CodedManner,
  telling: Telling,
): Value | undefined {
  if (coded === undefined) return undefined;
  const iri = safeIri(coded.uri);
  const isKnown = iri !== undefined && manner.known(coded)?.code !== undefined;
  const label = isKnown ? [] : texts(coded.label);
  const raw = iri === undefined && label.length === 0 && coded.raw !== undefined ? [plain(coded.raw)] : [];
  const code = isKnown || coded.code === undefined ? undefined : plain(coded.code);
  const said: Said[] = [
    [manner.label, ...label, ...raw],
    ['skos:notation', code],
  ];
  // A concept, as DCAT-AP has it, has a label.
  const types = manner.type === 'skos:Concept' && label.length + raw.length === 0 ? [] : [manner.type];
  const made = unlessEmpty(thing(iri, types, ...said));
  return made === undefined ? undefined : telling.of(made, manner.field, manner.named);
}

/** DCAT-AP asks for the Union's address of a licence where it has one. */
export function inUnion(license: Coded | undefined): Coded | undefined {
  const uri = license === undefined ? undefined : euLicenseUri(license);
  return license === undefined || uri === undefined ? license : { ...license, uri };
}
