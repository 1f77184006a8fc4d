import type { Field } from '../model/fields.ts';
import { RuleTrouble, type Step } from './draft.ts';
import { evaluate, JsonataTrouble } from './jsonata.ts';
import { placesOf } from './places.ts';
import { fit } from './values.ts';

/**
 * A field computed by an expression. Its input is the record, or the entry of the list in which the field stands; `$value`
 * is what the field holds, `$dataset` the whole record. No result leaves the field as it is, null takes it away.
 */
export function jsonataStep(rule: string, field: Field, expression: string): Step {
  return async (draft) => {
    const places = placesOf(draft.record, field, { create: true });
    if (places.length === 0) return;
    draft.looked(field.path);
    const results = await evaluate(
      expression,
      places.map(({ owner, parent, key }) => ({ input: owner, value: parent[key] })),
      draft.record,
    ).catch((error: unknown) => {
      if (!(error instanceof JsonataTrouble)) throw error;
      throw new RuleTrouble(field.path, places[0]?.parent[places[0].key], error.message);
    });
    for (const [index, place] of places.entries()) {
      const result = results[index];
      if (result === undefined) continue;
      if (result === null) {
        draft.set(rule, place, undefined);
        continue;
      }
      const fitted = fit(field, result);
      if ('problem' in fitted) throw new RuleTrouble(place.path, result, fitted.problem);
      draft.set(rule, place, fitted.value);
    }
  };
}
