import type { Condition } from '../config/condition.ts';
import type { Agent } from '../model/agent.ts';
import type { Dataset } from '../model/dataset.ts';
import { fieldAt, isField } from '../model/fields.ts';
import { areaTest } from './area.ts';
import { codedTest } from './coded.ts';
import { fieldTest } from './field-test.ts';
import { latestMs, sinceMs } from './moments.ts';
import { holdsTest, listOf, wordsTest, type OneOrMore } from './words.ts';

export type Test = (dataset: Dataset) => boolean;

/** What a record must be, and must not be, to be taken. */
export interface Filter {
  include?: Condition | undefined;
  exclude?: Condition | undefined;
}

/** Undefined when everything is taken. */
export function compileFilter({ include, exclude }: Filter, now: Date): Test | undefined {
  if (include === undefined && exclude === undefined) return undefined;
  const wanted = include === undefined ? undefined : compileCondition(include, now);
  const unwanted = exclude === undefined ? undefined : compileCondition(exclude, now);
  return (dataset) => wanted?.(dataset) !== false && unwanted?.(dataset) !== true;
}

/** A condition as a function. `now` is what `90d` counts from. */
export function compileCondition(condition: Condition, now: Date): Test {
  const tests = [...plainTests(condition, now), ...codedTests(condition), ...nestedTests(condition, now)];
  return (dataset) => tests.every((test) => test(dataset));
}

function plainTests(
  { kind, id, publisher, keyword, language, area, modifiedSince, text }: Condition,
  now: Date,
): Test[] {
  const tests: Test[] = [];
  if (kind !== undefined) tests.push((dataset) => listOf(kind).includes(dataset.kind));
  if (id !== undefined) {
    const ids = new Set(listOf(id));
    tests.push((dataset) => ids.has(dataset.id));
  }
  if (publisher !== undefined) {
    const named = agentTest(publisher);
    tests.push((dataset) => dataset.publisher !== undefined && named(dataset.publisher));
  }
  if (keyword !== undefined) {
    const word = wordsTest(keyword);
    tests.push((dataset) => Object.values(dataset.keyword ?? {}).some((words) => words.some(word)));
  }
  if (language !== undefined) {
    const tag = wordsTest(language);
    tests.push((dataset) => (dataset.language ?? []).some(tag));
  }
  if (area !== undefined) {
    const place = areaTest(area);
    tests.push((dataset) => (dataset.spatial ?? []).some(place));
  }
  if (modifiedSince !== undefined) {
    const since = sinceMs(modifiedSince, now);
    tests.push((dataset) => (latestMs(dataset.modified ?? '') ?? -Infinity) >= since);
  }
  if (text !== undefined) {
    const holds = holdsTest(text);
    tests.push((dataset) => holds(wordsOf(dataset)));
  }
  return tests;
}

function codedTests({ theme, license, format }: Condition): Test[] {
  const tests: Test[] = [];
  if (theme !== undefined) {
    const one = codedTest('theme', theme);
    tests.push((dataset) => (dataset.theme ?? []).some(one));
  }
  if (license !== undefined) {
    const one = codedTest('license', license);
    tests.push(
      (dataset) =>
        (dataset.license !== undefined && one(dataset.license)) ||
        (dataset.distribution ?? []).some((file) => file.license !== undefined && one(file.license)),
    );
  }
  if (format !== undefined) {
    const one = codedTest('format', format);
    const type = wordsTest(format);
    tests.push((dataset) =>
      (dataset.distribution ?? []).some(
        (file) =>
          (file.format !== undefined && one(file.format)) ||
          (file.mediaType !== undefined && type(file.mediaType)),
      ),
    );
  }
  return tests;
}

function nestedTests({ field, any, all, not }: Condition, now: Date): Test[] {
  const tests = Object.entries(field ?? {}).map(([path, test]) => {
    const found = fieldAt(path, { lenient: true });
    if (!isField(found)) throw new RangeError(`${path}: ${found.reason}`);
    return fieldTest(found, test);
  });
  if (any !== undefined) {
    const some = any.map((one) => compileCondition(one, now));
    tests.push((dataset) => some.some((test) => test(dataset)));
  }
  for (const one of all ?? []) tests.push(compileCondition(one, now));
  if (not !== undefined) {
    const test = compileCondition(not, now);
    tests.push((dataset) => !test(dataset));
  }
  return tests;
}

export function agentTest(wanted: OneOrMore<string>): (agent: Agent) => boolean {
  const word = wordsTest(wanted);
  return ({ name, identifier, iri, url }) =>
    Object.values(name ?? {}).some(word) ||
    [identifier, iri, url].some((value) => value !== undefined && word(value));
}

function wordsOf({ title, description, alternative, keyword }: Dataset): string[] {
  return [
    ...[title, description, alternative].flatMap((text) => Object.values(text ?? {})),
    ...Object.values(keyword ?? {}).flat(),
  ];
}
