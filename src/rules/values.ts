import type { ZodType } from 'zod';
import { cleanJson } from '../model/clean.ts';
import type { Field } from '../model/fields.ts';
import { entryOf, kindOf } from '../model/fields.ts';
import { sameJson, stableJson } from '../model/fingerprint.ts';
import { isParent } from './places.ts';
import { matcherOf, unrecognised } from './vocabulary.ts';

export type Fitted = { value: unknown } | { problem: string };

/** What a text is taken for that says no language. */
const NO_LANGUAGE = 'und';

/**
 * A value as a field of the model holds it: plain words become a text, a keyword or a term of the field's vocabulary, one
 * value a list. `strict`: a word that the vocabulary does not know is refused, because a person wrote it.
 */
export function fit(field: Field, given: unknown, options: { strict?: boolean } = {}): Fitted {
  const name = field.steps.at(-1)?.key ?? '';
  const shaped = shape(field.schema, name, cleanJson(given), options.strict === true);
  if ('problem' in shaped) return shaped;
  const parsed = field.schema.safeParse(shaped.value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const part =
      issue === undefined || issue.path.length === 0 ? '' : `${issue.path.map(String).join('.')}: `;
    return { problem: `not usable for ${field.path}: ${part}${issue?.message ?? 'refused by the model'}` };
  }
  if (!sameJson(parsed.data, shaped.value))
    return { problem: `not usable for ${field.path}: it has parts that the model does not know` };
  return { value: parsed.data };
}

function shape(schema: ZodType, name: string, given: unknown, strict: boolean): Fitted {
  switch (kindOf(schema)) {
    case 'text':
      return { value: typeof given === 'string' ? { [NO_LANGUAGE]: given } : given };
    case 'keywords':
      return {
        value: typeof given === 'string' || Array.isArray(given) ? { [NO_LANGUAGE]: [given].flat() } : given,
      };
    case 'coded':
      return term(name, given, strict);
    case 'list':
      return entries(schema, name, Array.isArray(given) ? given : [given], strict);
    default:
      return { value: given };
  }
}

function entries(schema: ZodType, name: string, given: readonly unknown[], strict: boolean): Fitted {
  const entry = entryOf(schema);
  if (entry === undefined) return { value: given };
  const values: unknown[] = [];
  for (const one of given) {
    const shaped = shape(entry, name, one, strict);
    if ('problem' in shaped) return shaped;
    values.push(shaped.value);
  }
  return { value: values };
}

function term(name: string, given: unknown, strict: boolean): Fitted {
  if (isParent(given)) {
    const { uri, code } = given;
    const method = uri !== undefined ? 'uri' : code !== undefined ? 'code' : 'none';
    return { value: { method, confidence: method === 'none' ? 0 : 1, ...given } };
  }
  if (typeof given !== 'string') return { value: given };
  const match = matcherOf(name);
  if (match === undefined) return { value: unrecognised(given) };
  const found = match(given);
  if (!strict || (found.method !== 'none' && found.method !== 'fuzzy')) return { value: { ...found } };
  const meant = found.code === undefined ? '' : `did you mean "${found.code}"? `;
  return {
    problem: `"${given}" is in no vocabulary of ${name}: ${meant}write a known term, or an object with uri and label`,
  };
}

/** Two terms are the same by code or address, whatever the source wrote. */
export function identityOf(value: unknown): string {
  if (isParent(value) && 'confidence' in value)
    return stableJson(value['uri'] ?? value['code'] ?? value['raw']);
  return stableJson(value);
}
