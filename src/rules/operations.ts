import type { Rule } from '../config/rule.ts';
import { fieldAt, isField, type Field } from '../model/fields.ts';
import { RuleTrouble, type Draft, type Step } from './draft.ts';
import { jsonataStep } from './jsonata-step.ts';
import { mapStep } from './map-step.ts';
import { isParent, placesOf, type Place } from './places.ts';
import { fit, identityOf } from './values.ts';

/** What a rule does, apart from its condition. */
export function stepsOf({ name, defaults, fill, replace, add, drop, map, jsonata }: Rule): Step[] {
  return [
    ...writing(defaults, (draft, place, value) => draft.set(name, place, completed(present(place), value))),
    ...writing(fill, (draft, place, value) => {
      if (present(place) === undefined) draft.set(name, place, value);
    }),
    ...writing(replace, (draft, place, value) => draft.set(name, place, value)),
    ...writing(add, (draft, place, value) => draft.set(name, place, joined(present(place), value))),
    ...(drop ?? []).map((path): Step => {
      const field = fieldOf(path);
      return (draft) => {
        for (const place of placesOf(draft.record, field)) draft.set(name, place, undefined);
      };
    }),
    ...(map === undefined ? [] : [mapStep(name, fieldOf(map.field), map)]),
    ...(jsonata === undefined ? [] : [jsonataStep(name, fieldOf(jsonata.field), jsonata.expression)]),
  ];
}

/** The field of a path that was checked when the rules were saved. */
export function fieldOf(path: string): Field {
  const field = fieldAt(path);
  if (!isField(field)) throw new RuleTrouble(path, undefined, field.reason);
  return field;
}

function writing(values: Rule['fill'], write: (draft: Draft, place: Place, value: unknown) => void): Step[] {
  return Object.entries(values ?? {}).map(([path, given]) => {
    const field = fieldOf(path);
    const fitted = fit(field, given);
    return (draft) => {
      if ('problem' in fitted) throw new RuleTrouble(path, given, fitted.problem);
      // Each record gets its own: later rules may change parts of it.
      for (const place of placesOf(draft.record, field, { create: true }))
        write(draft, place, structuredClone(fitted.value));
    };
  });
}

function present({ parent, key }: Place): unknown {
  return Object.hasOwn(parent, key) ? parent[key] : undefined;
}

/** What is there, with the absent parts of it. A term of a vocabulary is one thing, not parts. */
function completed(before: unknown, value: unknown): unknown {
  if (before === undefined) return value;
  if (!isParent(before) || !isParent(value) || 'confidence' in value) return before;
  const whole: Record<string, unknown> = { ...before };
  for (const [key, part] of Object.entries(value)) whole[key] = completed(before[key], part);
  return whole;
}

/** A list with further entries, each once; keywords language by language. */
function joined(before: unknown, value: unknown): unknown {
  if (before === undefined) return value;
  if (Array.isArray(before) && Array.isArray(value)) {
    const known = new Set(before.map(identityOf));
    return [...before, ...value.filter((entry: unknown) => !known.has(identityOf(entry)))];
  }
  if (!isParent(before) || !isParent(value)) return before;
  const whole: Record<string, unknown> = { ...before };
  for (const [key, part] of Object.entries(value)) whole[key] = joined(before[key], part);
  return whole;
}
