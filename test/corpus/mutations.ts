import * as fc from 'fast-check';

type Path = (string | number)[];

/** One change to a JSON text: at the place that `at` falls on, counted over all of them. */
export interface Mutation {
  at: number;
  change: 'drop' | 'put' | 'list' | 'rename' | 'repeat';
  value: unknown;
}

/** Values too large to be shown in a counterexample: it names them. */
const LARGE: Readonly<Record<string, () => unknown>> = {
  '@long': () => 'x'.repeat(100_000),
  '@many': () => Array.from({ length: 2_000 }, () => ({ id: 'x', url: 'https://example.org' })),
  '@texts': () => Array.from({ length: 5_000 }, () => 'x'),
  '@deep': () => JSON.parse('['.repeat(1_000) + ']'.repeat(1_000)),
  '@prototype': () => JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}'),
};

/** Whatever somebody's serialiser may put in place of a value. */
const odd: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, true, false, '', ' ', 0, -1, 1.5, 1e308, -0, 2 ** 53, [], {}, [null], [[]], { '': '' }, 'null', 'undefined', '[object Object]', 'NaN'),
  fc.constantFrom<unknown>('\u0000', 'a\ud800b', '\udc00', '\u202eabc', '2024-13-45', '0000-00-00', '9'.repeat(50), 'javascript:alert(1)', 'http://[', 'https://user:pass@example.org/'),
  fc.constantFrom<unknown>(...Object.keys(LARGE)),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.jsonValue({ maxDepth: 3 }),
);

export const mutations: fc.Arbitrary<Mutation[]> = fc.array(
  fc.record({ at: fc.nat(100_000), change: fc.constantFrom('drop', 'put', 'put', 'put', 'list', 'rename', 'repeat'), value: odd }) as fc.Arbitrary<Mutation>,
  { minLength: 1, maxLength: 6 },
);

/** A changed copy. */
export function mutated<T>(json: T, changes: readonly Mutation[]): T {
  const copy = structuredClone({ root: json });
  for (const change of changes) {
    const places = pathsOf(copy.root, ['root']);
    const place = places[change.at % places.length];
    if (place !== undefined) apply(copy, place, change);
  }
  return copy.root;
}

function apply(root: Record<string, unknown>, path: Path, { change, value }: Mutation): void {
  const last = path.at(-1) ?? '';
  let holder = root as Record<string | number, unknown>;
  for (const step of path.slice(0, -1)) holder = holder[step] as Record<string | number, unknown>;
  const before = holder[last];
  if (change === 'put' || path.length === 1) holder[last] = structuredClone(typeof value === 'string' && Object.hasOwn(LARGE, value) ? LARGE[value]?.() : value);
  else if (change === 'drop' && Array.isArray(holder)) holder.splice(Number(last), 1);
  else if (change === 'drop') delete holder[last];
  else if (change === 'list') holder[last] = [before, structuredClone(before)];
  else if (change === 'repeat') {
    if (Array.isArray(before)) holder[last] = [...before, ...structuredClone(before)];
    else holder[last] = typeof before === 'string' ? before + before : [before, before];
  } else if (!Array.isArray(holder)) {
    delete holder[last];
    holder[`${last}_`] = before;
  }
}

function pathsOf(value: unknown, path: Path, depth = 0): Path[] {
  if (value === null || typeof value !== 'object' || depth > 12) return [path];
  const members: [string | number, unknown][] = Array.isArray(value) ? value.slice(0, 20).map((member, index) => [index, member]) : Object.entries(value);
  return [path, ...members.flatMap(([key, member]) => pathsOf(member, [...path, key], depth + 1))];
}
