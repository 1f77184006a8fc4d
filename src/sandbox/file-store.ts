import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';

/** Files that were uploaded to a portal, by name: in its folder, or in memory where it has none. */
export class FileStore {
  readonly #dir: string | undefined;
  readonly #kept = new Map<string, Buffer>();

  constructor(dir: string | undefined, name: string) {
    this.#dir = dir === undefined ? undefined : join(dir, `${name}.files`);
    if (this.#dir !== undefined) mkdirSync(this.#dir, { recursive: true });
  }

  set(name: string, bytes: Buffer): void {
    if (this.#dir === undefined) this.#kept.set(name, bytes);
    else writeFileSync(this.#path(this.#dir, name), bytes);
  }

  get(name: string): Buffer | undefined {
    if (this.#dir === undefined) return this.#kept.get(name);
    try {
      return readFileSync(this.#path(this.#dir, name));
    } catch {
      return undefined;
    }
  }

  delete(name: string): void {
    if (this.#dir === undefined) this.#kept.delete(name);
    else rmSync(this.#path(this.#dir, name), { force: true });
  }

  #path(dir: string, name: string): string {
    return join(dir, createHash('sha256').update(name).digest('hex'));
  }
}
