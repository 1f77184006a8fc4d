import type { Package } from './state.ts';

interface Version {
  visibleAt: number;
  value: Package | undefined;
}

/** What the search engine knows: the same packages, some time later. */
export class SearchIndex {
  readonly #pending = new Map<string, Version[]>();

  /** Grows whenever a look at the same packages could give another result. */
  get settled(): boolean {
    return this.#pending.size === 0;
  }

  changed(before: Package | undefined, after: Package, lagMs: number): void {
    if (lagMs === 0 && !this.#pending.has(after.id)) return;
    const versions = this.#pending.get(after.id) ?? [{ visibleAt: 0, value: before }];
    this.#pending.set(after.id, [...versions, { visibleAt: Date.now() + lagMs, value: after }]);
  }

  /** The version that a search sees now; undefined while a new package is still unknown. */
  shown(current: Package, now: number): Package | undefined {
    const versions = this.#pending.get(current.id);
    if (versions === undefined) return current;
    const shown = versions.findLast(({ visibleAt }) => visibleAt <= now)?.value;
    if (shown === current) this.#pending.delete(current.id);
    return shown;
  }
}
