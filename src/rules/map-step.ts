import type { Rule } from '../config/rule.ts';
import { Coded } from '../model/coded.ts';
import { entryOf, kindOf, type Field } from '../model/fields.ts';
import { codedTest } from './coded.ts';
import { RuleTrouble, type Draft, type Step } from './draft.ts';
import { isParent, placesOf } from './places.ts';
import { fit, identityOf } from './values.ts';
import { wordsTest } from './words.ts';

interface Entry {
  fitsWords: (text: string) => boolean;
  fitsTerm: (value: Coded) => boolean;
  to: unknown;
}

/** Replaces values of one field by a list, from → to. Each entry of a list, each language of a text is a value of its own. */
export function mapStep(rule: string, field: Field, { values, otherwise }: NonNullable<Rule['map']>): Step {
  const one = atomOf(field);
  const name = field.steps.at(-1)?.key ?? '';
  const entries = Object.entries(values).map(([from, given]): Entry => {
    const fitted = given === null ? { value: undefined } : fit(one, given);
    if ('problem' in fitted) throw new RuleTrouble(field.path, given, fitted.problem);
    return { fitsWords: wordsTest(from), fitsTerm: codedTest(name, from), to: fitted.value };
  });
  return (draft) => {
    for (const place of placesOf(draft.record, field)) {
      const before = place.parent[place.key];
      if (before === undefined) continue;
      draft.set(
        rule,
        place,
        mapped(before, (value) => replaced(draft, value)),
      );
    }
  };

  function replaced(draft: Draft, value: unknown): unknown {
    const term = isParent(value) ? Coded.safeParse(value).data : undefined;
    const text = typeof value === 'string' ? value : undefined;
    const entry = entries.find(
      ({ fitsWords, fitsTerm }) =>
        (term !== undefined && fitsTerm(term)) || (text !== undefined && fitsWords(text)),
    );
    if (entry !== undefined)
      return isParent(entry.to) && term?.raw !== undefined ? { ...entry.to, raw: term.raw } : entry.to;
    // What the vocabulary recognises needs no entry.
    if (term !== undefined && term.method !== 'none') return value;
    draft.unmatched(rule, field.path, term?.raw ?? text ?? '');
    return otherwise === 'drop' ? undefined : value;
  }
}

/** Of a list its entry, of keywords and texts the words. */
export function atomOf(field: Field): Field {
  const entry = entryOf(field.schema);
  if (entry !== undefined) return { ...field, schema: entry, kind: kindOf(entry) };
  return field;
}

function mapped(value: unknown, replace: (value: unknown) => unknown): unknown {
  if (Array.isArray(value)) {
    const kept = new Map<string, unknown>();
    for (const entry of value) {
      const result = replace(entry);
      if (result !== undefined && !kept.has(identityOf(result))) kept.set(identityOf(result), result);
    }
    return kept.size === 0 ? undefined : [...kept.values()];
  }
  // A text or keywords: by language.
  if (isParent(value) && !('confidence' in value)) {
    const parts = Object.entries(value)
      .map(([key, part]): [string, unknown] => [key, mapped(part, replace)])
      .filter(([, part]) => part !== undefined);
    return parts.length === 0 ? undefined : Object.fromEntries(parts);
  }
  return replace(value);
}
