import type { Package } from './state.ts';

/** Longer values are found by looking at every package. */
const VALUE_LENGTH_MAX = 300;

interface Version {
  visibleAt: number;
  value: Package | undefined;
}

/** What the search engine knows: the same packages, some time later, and quickly by what is unique to them. */
export class SearchIndex {
  readonly #pending = new Map<string, Version[]>();
  readonly #postings = new Map<string, Set<string>>();

  /** Whether time alone changes nothing any more. */
  get settled(): boolean {
    return this.#pending.size === 0;
  }

  changed(before: Package | undefined, after: Package | undefined, lagMs: number): void {
    for (const term of before === undefined ? [] : termsOf(before))
      this.#postings.get(term)?.delete(before?.id ?? '');
    for (const term of after === undefined ? [] : termsOf(after)) this.#post(term, after?.id ?? '');
    const id = after?.id ?? before?.id;
    if (id === undefined || (lagMs === 0 && !this.#pending.has(id))) return;
    const versions = this.#pending.get(id) ?? [{ visibleAt: 0, value: before }];
    this.#pending.set(id, [...versions, { visibleAt: Date.now() + lagMs, value: after }]);
  }

  /** The version that a search sees now; undefined while a new package is still unknown. */
  shown(current: Package, now: number): Package | undefined {
    const versions = this.#pending.get(current.id);
    if (versions === undefined) return current;
    const shown = versions.findLast(({ visibleAt }) => visibleAt <= now)?.value;
    if (shown === current) this.#pending.delete(current.id);
    return shown;
  }

  /** Ids among which everything with this value must be; undefined where only a look at all packages tells. */
  among(field: string, value: string): Iterable<string> | undefined {
    if (
      !(field === 'id' || field === 'name' || field.startsWith('extras_')) ||
      value.length > VALUE_LENGTH_MAX
    )
      return undefined;
    // What is still on its way may have had the value before.
    return new Set([...(this.#postings.get(`${field} ${value}`) ?? []), ...this.#pending.keys()]);
  }

  #post(term: string, id: string): void {
    const ids = this.#postings.get(term);
    if (ids === undefined) this.#postings.set(term, new Set([id]));
    else ids.add(id);
  }
}

function termsOf({ id, name, extras }: Package): string[] {
  const short = extras.filter(({ value }) => value.length <= VALUE_LENGTH_MAX);
  return [`id ${id}`, `name ${name}`, ...short.map(({ key, value }) => `extras_${key} ${value}`)];
}
