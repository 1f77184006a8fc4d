import { itemOf, plainAddress } from './aliases.ts';
import type { Distribution } from './distribution.ts';

/** Ways to know a distribution again when its source gave it another id, strongest first. Each gives keys, none when it cannot tell. */
const LADDER: readonly ((distribution: Distribution) => string[])[] = [
  ({ id }) => (id === undefined ? [] : [id]),
  ({ iri }) => (iri === undefined ? [] : [iri]),
  (distribution) => addressesOf(distribution),
  (distribution) => addressesOf(distribution).flatMap((address) => itemOf(address) ?? []),
  ({ title, format, mediaType }) =>
    title === undefined ? [] : [JSON.stringify([title, format?.code ?? format?.raw ?? mediaType ?? ''])],
];

/**
 * Gives distributions the ids that they have here, however their source names them now. `named`: our id → the source's,
 * as noted before. `ids` is what is to be noted from now on, where the two differ; the distributions are the same objects
 * where nothing had to change.
 */
export function keepIds(
  before: readonly Distribution[],
  now: readonly Distribution[],
  named: Readonly<Record<string, string>> = {},
): { distributions: Distribution[]; ids: Record<string, string> } {
  const old = before.map((one) => ({ ...one, source: one.id === undefined ? undefined : named[one.id] }));
  const matches = new Map<Distribution, string>();
  const taken = new Set<string>();
  const match = (fresh: Distribution, id: string): void => {
    matches.set(fresh, id);
    taken.add(id);
  };
  for (const fresh of now) {
    const known = old.find(({ source }) => source !== undefined && source === fresh.id);
    if (known?.id !== undefined && !taken.has(known.id)) match(fresh, known.id);
  }
  for (const keysOf of LADDER) {
    const here = index(
      old.filter(({ id }) => id !== undefined && !taken.has(id)),
      keysOf,
    );
    const there = index(
      now.filter((one) => one.id !== undefined && !matches.has(one)),
      keysOf,
    );
    for (const [key, [fresh, ...rivals]] of there) {
      const [known, ...others] = here.get(key) ?? [];
      // What two have in common tells neither.
      if (fresh === undefined || known?.id === undefined || rivals.length > 0 || others.length > 0) continue;
      if (!matches.has(fresh) && !taken.has(known.id)) match(fresh, known.id);
    }
  }
  const ids: Record<string, string> = {};
  const distributions = now.map((fresh) => {
    const id = matches.get(fresh);
    if (id === undefined || fresh.id === undefined || id === fresh.id) return fresh;
    ids[id] = fresh.id;
    return { ...fresh, id };
  });
  return { distributions, ids };
}

function index<T extends Distribution>(
  all: readonly T[],
  keysOf: (distribution: Distribution) => string[],
): Map<string, T[]> {
  const found = new Map<string, T[]>();
  for (const one of all) {
    for (const key of new Set(keysOf(one))) found.set(key, [...(found.get(key) ?? []), one]);
  }
  return found;
}

function addressesOf({ accessURL = [], downloadURL = [] }: Distribution): string[] {
  return [...downloadURL, ...accessURL].map(plainAddress);
}
