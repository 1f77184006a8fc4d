import type { FieldTest } from '../config/condition.ts';
import type { Field } from '../model/fields.ts';
import { Coded } from '../model/coded.ts';
import type { Dataset } from '../model/dataset.ts';
import { codedTest } from './coded.ts';
import { latestMs } from './moments.ts';
import { isParent, valuesOf } from './places.ts';
import { holdsTest, listOf, wordsTest } from './words.ts';

type Test = (values: readonly unknown[]) => boolean;

/** Whether a field of a dataset is as a condition asks. Of several values (a list, several languages) one is enough. */
export function fieldTest(field: Field, test: FieldTest): (dataset: Dataset) => boolean {
  const asked = testOf(field, test);
  return (dataset) => asked(valuesOf(dataset, field));
}

function testOf(field: Field, test: FieldTest): Test {
  if (typeof test !== 'object' || Array.isArray(test)) return isTest(field, test);
  const { exists, is, contains, atLeast, atMost } = test;
  const all: Test[] = [];
  if (exists !== undefined) all.push((values) => values.length > 0 === exists);
  if (is !== undefined) all.push(isTest(field, is));
  if (contains !== undefined) {
    const holds = holdsTest(contains);
    all.push((values) => values.some((value) => holds(texts(value))));
  }
  if (atLeast !== undefined) all.push((values) => values.some((value) => compares(value, atLeast, 1)));
  if (atMost !== undefined) all.push((values) => values.some((value) => compares(value, atMost, -1)));
  return (values) => all.every((one) => one(values));
}

function isTest(
  field: Field,
  wanted: string | number | boolean | readonly (string | number | boolean)[],
): Test {
  const list = listOf(wanted);
  const words = list.filter((one) => typeof one === 'string');
  const others = new Set(list.filter((one) => typeof one !== 'string'));
  const word = wordsTest(words);
  const coded = codedTest(field.steps.at(-1)?.key ?? '', words);
  return (values) =>
    values.some((value) => {
      if (typeof value === 'number' || typeof value === 'boolean')
        return others.has(value) || word(String(value));
      const term = isParent(value) ? Coded.safeParse(value) : undefined;
      return term?.success === true ? coded(term.data) : texts(value).some(word);
    });
}

/** What of a value can be read: a text itself, the values of an object one level down (languages, names). */
function texts(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'number' || typeof value === 'boolean') return [String(value)];
  if (Array.isArray(value)) return value.flatMap(texts);
  return isParent(value) ? Object.values(value).filter((part) => typeof part === 'string') : [];
}

/** Numbers as numbers, dates as dates, everything else letter by letter. */
function compares(value: unknown, bound: string | number, sign: 1 | -1): boolean {
  if (typeof value === 'number' && typeof bound === 'number') return (value - bound) * sign >= 0;
  if (typeof value !== 'string') return false;
  if (typeof bound === 'number') return value.trim() !== '' && (Number(value) - bound) * sign >= 0;
  const [a, b] = [dated(value), dated(bound)];
  if (a !== undefined && b !== undefined) return (a - b) * sign >= 0;
  return sign === 1 ? value >= bound : value <= bound;
}

function dated(text: string): number | undefined {
  return /^\d{4}(-|$)/.test(text) ? latestMs(text) : undefined;
}
