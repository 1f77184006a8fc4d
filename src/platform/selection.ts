import type { Condition } from '../config/condition.ts';
import type { Selection } from '../config/connector.ts';
import { compileCondition, type Test } from '../rules/filter.ts';
import type { PlatformEntry } from './platform.ts';

/** Whether a connector with this selection pushes the dataset. An archived or deleted one never is. */
export function selects(selection: Selection, entry: PlatformEntry): boolean {
  if (entry.state !== 'active') return false;
  if (!selection.visibility.includes(entry.visibility)) return false;
  if (!selection.kinds.includes(entry.dataset.kind)) return false;
  if (entry.harvestedBy !== undefined && !selection.harvested) return false;
  if (selection.ids !== undefined && !selection.ids.includes(entry.id)) return false;
  if (selection.exclude?.includes(entry.id) === true) return false;
  if (
    selection.owners !== undefined &&
    (entry.owner === undefined || !selection.owners.includes(entry.owner))
  )
    return false;
  if (selection.keywords !== undefined && !hasKeyword(entry, selection.keywords)) return false;
  if (selection.themes !== undefined && !hasTheme(entry, selection.themes)) return false;
  return selection.where === undefined || testOf(selection.where)(entry.dataset);
}

/** One day more or less does not matter to a selection, and a test is made once for many datasets. */
const TEST_AGE_MAX_MS = 60_000;
const tests = new WeakMap<Condition, { test: Test; until: number }>();

function testOf(where: Condition): Test {
  const known = tests.get(where);
  if (known !== undefined && known.until > Date.now()) return known.test;
  const test = compileCondition(where, new Date());
  tests.set(where, { test, until: Date.now() + TEST_AGE_MAX_MS });
  return test;
}

function hasKeyword(entry: PlatformEntry, wanted: readonly string[]): boolean {
  return Object.values(entry.dataset.keyword ?? {}).some((words) =>
    words.some((word) => wanted.includes(word)),
  );
}

function hasTheme(entry: PlatformEntry, wanted: readonly string[]): boolean {
  return (entry.dataset.theme ?? []).some((theme) => theme.code !== undefined && wanted.includes(theme.code));
}
