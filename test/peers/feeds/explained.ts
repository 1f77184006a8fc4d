import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import { stableJson } from '../../../src/model/fingerprint.ts';
import type { Dataset } from '../../../src/model/dataset.ts';
import { differences, folded, plainly } from '../compare.ts';
import type { Owned } from './feed.ts';

export type Fields = Record<string, unknown>;

/** What a difference is told of: the record, and for a field of a file, the file, each as it is known by the portal's own ways. */
export interface Told {
  url: string;
  syntax: string;
  /** The record's address in the feed. */
  address: string;
  own: Fields;
  raw: Fields;
  file: Fields;
  resource: Fields;
  /** What came: for what is kept untouched because nothing of ours understands it. */
  came: Fields;
}

/** One way in which a feed says less than the portal's own interface, or says it otherwise. */
export interface Explained {
  /** `spatial`; `distribution.title` of each file. */
  field: string;
  why: string;
  /** What the feed makes of what the own adapter reads; the list of files comes first, then their fields. */
  inFeed: (value: unknown, told: Told) => unknown;
}

/** The records that differ from what the explanations make of the own ones, and the explanations that explain nothing. */
export function unexplained(
  all: { owned: Owned; address: string; came: Dataset | undefined }[],
  explanations: readonly Explained[],
  { url, syntax }: Pick<Told, 'url' | 'syntax'>,
): { lines: string[]; used: ReadonlySet<Explained> } {
  const used = new Set<Explained>();
  const lines = all.flatMap(({ owned, address, came }) => {
    assert.ok(came, `${address} is not in the feed`);
    const own = plainly(owned.dataset) as Fields;
    const told: Told = {
      url,
      syntax,
      address,
      own,
      raw: owned.raw as Fields,
      file: {},
      resource: {},
      came: plainly(came) as Fields,
    };
    const expected = inFeed(own, explanations, told, used);
    return differences(unordered(expected), unordered(told.came)).map((line) => ({ id: address, line }));
  });
  return { lines: folded(lines), used };
}

function inFeed(own: Fields, explanations: readonly Explained[], told: Told, used: Set<Explained>): Fields {
  const whole = changed(own, explanations, '', told, used);
  const files = (whole['distribution'] ?? []) as Fields[];
  const resources = (told.raw['resources'] ?? []) as Fields[];
  const distribution = files.map((file) => {
    const resource = resources.find(({ id, navette_id: key }) => [id, key].includes(file['id'])) ?? {};
    return changed(file, explanations, 'distribution.', { ...told, file, resource }, used);
  });
  return { ...whole, ...(files.length === 0 ? {} : { distribution }) };
}

function changed(
  fields: Fields,
  explanations: readonly Explained[],
  prefix: string,
  told: Told,
  used: Set<Explained>,
): Fields {
  const after = { ...fields };
  for (const explained of explanations) {
    const key = explained.field.slice(prefix.length);
    if (!explained.field.startsWith(prefix) || key.includes('.')) continue;
    const before = after[key];
    after[key] = explained.inFeed(before, told);
    if (!isDeepStrictEqual(unordered(before), unordered(after[key]))) used.add(explained);
  }
  return after;
}

/** RDF knows no order. What is empty is absent. */
function unordered(value: unknown): unknown {
  if (Array.isArray(value)) {
    const isPosition = value.every((one) => typeof one === 'number' || Array.isArray(one));
    if (isPosition) return value;
    return value.map(unordered).sort((one, other) => (stableJson(one) < stableJson(other) ? -1 : 1));
  }
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value)
    .map(([key, member]) => [key.replaceAll(':', ';'), unordered(member)] as const)
    .filter(
      ([, member]) =>
        member !== undefined && !isDeepStrictEqual(member, {}) && !isDeepStrictEqual(member, []),
    );
  return Object.fromEntries(members.sort(([one], [other]) => (one < other ? -1 : 1)));
}
