import { isDeepStrictEqual } from 'node:util';
import type { Loss } from '../../src/adapters/adapter.ts';
import type { Dataset } from '../../src/model/dataset.ts';

/** Where two values differ, one line for each place: what was expected, what came. */
export function differences(expected: unknown, actual: unknown, path = ''): string[] {
  if (isDeepStrictEqual(expected, actual)) return [];
  if (isPlain(expected) && isPlain(actual)) {
    const keys = [...new Set([...Object.keys(expected), ...Object.keys(actual)])];
    return keys.flatMap((key) =>
      differences(expected[key], actual[key], path === '' ? key : `${path}.${key}`),
    );
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

/** Fields that did not come back as they were pushed, although no loss told so. What only came is looked at elsewhere. */
export function untold(
  pushed: Dataset,
  back: Dataset,
  losses: readonly Loss[],
  readOnly: readonly string[],
): string[] {
  const { distribution: sent = [], ...rest } = alike(pushed) as Fields & { distribution?: Fields[] };
  const { distribution: came = [], ...others } = alike(back) as Fields & { distribution?: Fields[] };
  const told = (field: string) =>
    losses.some(
      (loss) => loss.field === field || ['.', '['].some((sign) => loss.field.startsWith(field + sign)),
    );
  const silent = (before: Fields, after: Fields, at: string) =>
    Object.keys(before)
      .filter((key) => !isDeepStrictEqual(before[key], after[key]) && !told(`${at}${key}`))
      .map((key) => `${at}${key}: ${brief(before[key])} → ${brief(after[key])}`);
  const parts = sent.flatMap((distribution, index) => {
    const at = `distribution[${index}]`;
    if (losses.some(({ field }) => field === at)) return [];
    const own = Object.entries(distribution).filter(
      // A licence that the whole dataset has is told there.
      ([key, value]) =>
        !readOnly.includes(`distribution.${key}`) &&
        !(key === 'license' && isDeepStrictEqual(value, rest['license'])),
    );
    return silent(Object.fromEntries(own), came[index] ?? {}, `${at}.`);
  });
  const fields = Object.entries(rest).filter(([key]) => !readOnly.includes(key));
  return [...silent(Object.fromEntries(fields), others, ''), ...parts];
}

/** What says the same in two ways, said in one: keywords have no order, and a rectangle is its box. */
function alike(dataset: Dataset): Fields {
  const { keyword, spatial, ...rest } = dataset;
  return plainly({
    ...rest,
    keyword:
      keyword &&
      Object.fromEntries(Object.entries(keyword).map(([language, words]) => [language, words.toSorted()])),
    spatial: spatial?.map(({ geometry, ...place }) =>
      isRectangle(geometry, place.bbox) ? place : { ...place, geometry },
    ),
  }) as Fields;
}

function isRectangle(geometry: unknown, bbox: readonly number[] | undefined): boolean {
  if (geometry === undefined || bbox === undefined) return false;
  const [west, south, east, north] = bbox;
  const ring = [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ];
  return isDeepStrictEqual(geometry, { type: 'Polygon', coordinates: [ring] });
}

/** Many datasets tend to differ in the same field: one line for each field, with the first of them. */
export function folded(lines: readonly { id: string; line: string }[]): string[] {
  const byField = new Map<string, { line: string; ids: Set<string> }>();
  for (const { id, line } of lines) {
    const field = line.slice(0, line.indexOf(':')).replaceAll(/\[\d+\]/g, '[]');
    const same = byField.get(field) ?? { line: `${id}: ${line}`, ids: new Set() };
    byField.set(field, { ...same, ids: same.ids.add(id) });
  }
  return [...byField.values()].map(({ line, ids }) =>
    ids.size === 1 ? line : `${line} (${ids.size} datasets)`,
  );
}

type Fields = Record<string, unknown>;

function isPlain(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function brief(value: unknown): string {
  return (JSON.stringify(value) ?? 'nothing').slice(0, 300);
}
