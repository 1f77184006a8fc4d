import { isDeepStrictEqual } from 'node:util';
import type { Loss } from '../../src/adapters/adapter.ts';
import type { Dataset } from '../../src/model/dataset.ts';

/** Where two values differ, one line for each place: what was expected, what came. */
export function differences(expected: unknown, actual: unknown, path = ''): string[] {
  if (isDeepStrictEqual(expected, actual)) return [];
  if (isPlain(expected) && isPlain(actual)) {
    const keys = [...new Set([...Object.keys(expected), ...Object.keys(actual)])];
    return keys.flatMap((key) => differences(expected[key], actual[key], path === '' ? key : `${path}.${key}`));
  }
  if (Array.isArray(expected) && Array.isArray(actual) && expected.length === actual.length)
    return expected.flatMap((member, index) => differences(member, actual[index], `${path}[${index}]`));
  return [`${path}: expected ${brief(expected)}, got ${brief(actual)}`];
}

/** A dataset with its coded values as their codes, or as what was read: how they were recognised is no content. */
export function plainly(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainly);
  if (!isPlain(value)) return value;
  if ('method' in value && 'confidence' in value) return value['code'] ?? value['uri'] ?? value['raw'];
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(members.map(([key, member]) => [key, plainly(member)]));
}

/** Fields that did not come back as they were pushed, although no loss told so. */
export function untold(pushed: Dataset, back: Dataset, losses: readonly Loss[], readOnly: readonly string[]): string[] {
  const [before, after] = [plainly(pushed) as Fields, plainly(back) as Fields];
  const { distribution: sent = [], ...rest } = before;
  const { distribution: came = [], ...others } = after;
  const told = (field: string) => losses.some((loss) => loss.field === field || loss.field.startsWith(`${field}.`));
  const changed = (a: Fields, b: Fields, at: string) =>
    [...new Set([...Object.keys(a), ...Object.keys(b)])]
      .filter((key) => !readOnly.includes(`${at}${key}`))
      .filter((key) => !isDeepStrictEqual(a[key], b[key]));
  const untoldFields = changed(rest, others, '').filter((field) => !told(field));
  const parts = (sent as Fields[]).flatMap((distribution, index) =>
    changed(distribution, (came as Fields[])[index] ?? {}, 'distribution.')
      .map((part) => `distribution[${index}].${part}`)
      .filter((field) => !told(field) && !losses.some((loss) => loss.field === `distribution[${index}]`)),
  );
  return [...untoldFields, ...parts].map((field) => `${field}: ${JSON.stringify(at(before, field))} → ${JSON.stringify(at(after, field))}`);
}

type Fields = Record<string, unknown>;

function at(value: unknown, path: string): unknown {
  return path.split(/[.[\]]+/).filter(Boolean).reduce<unknown>((current, key) => (current as Fields | undefined)?.[key], value);
}

function isPlain(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function brief(value: unknown): string {
  return (JSON.stringify(value) ?? 'nothing').slice(0, 300);
}
