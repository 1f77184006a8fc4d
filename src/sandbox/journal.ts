import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

/** One change: table, key, and the value it has now; no value means that the key is gone. */
type Change = [table: string, key: string, value?: unknown];

/** A map whose changes outlive the process. Values are replaced whole, never edited in place. */
export class Table<T> {
  readonly #rows = new Map<string, T>();
  readonly #write: (key: string, value: T | undefined) => void;
  readonly #is: (value: unknown) => value is T;
  /** Grows with every change: what was computed from an older version is stale. */
  version = 0;

  constructor(is: (value: unknown) => value is T, write: (key: string, value: T | undefined) => void) {
    this.#is = is;
    this.#write = write;
  }

  get size(): number {
    return this.#rows.size;
  }

  get(key: string): T | undefined {
    return this.#rows.get(key);
  }

  /** In the order of first insertion. */
  values(): IterableIterator<T> {
    return this.#rows.values();
  }

  entries(): IterableIterator<[string, T]> {
    return this.#rows.entries();
  }

  set(key: string, value: T): void {
    this.#rows.set(key, value);
    this.version += 1;
    this.#write(key, value);
  }

  delete(key: string): void {
    if (!this.#rows.delete(key)) return;
    this.version += 1;
    this.#write(key, undefined);
  }

  replay(key: string, value: unknown): void {
    if (this.#is(value)) this.#rows.set(key, value);
    else this.#rows.delete(key);
    this.version += 1;
  }
}

/**
 * Tables kept in a folder as one snapshot and one append-only journal of changes, both NDJSON. A change is written to
 * the file before the portal answers, so a killed process loses nothing that it acknowledged. Without a folder
 * everything lives in memory only.
 */
export class Journal {
  readonly #dir: string | undefined;
  readonly #name: string;
  readonly #tables = new Map<string, Table<unknown>>();
  #file: number | undefined;

  constructor(dir: string | undefined, name: string) {
    this.#dir = dir;
    this.#name = name;
  }

  table<T>(name: string, is: (value: unknown) => value is T): Table<T> {
    const table = new Table<T>(is, (key, value) => this.#append([name, key, value]));
    this.#tables.set(name, table as unknown as Table<unknown>);
    return table;
  }

  /** Replays what an earlier process left, writes it back as one snapshot, and starts an empty journal. */
  open(): void {
    if (this.#dir === undefined) return;
    mkdirSync(this.#dir, { recursive: true });
    const snapshot = join(this.#dir, `${this.#name}.snapshot.ndjson`);
    const journal = join(this.#dir, `${this.#name}.journal.ndjson`);
    this.#replay(snapshot);
    this.#replay(journal);
    // The snapshot is whole before the journal is emptied: a crash in between replays the same changes twice.
    writeFileSync(`${snapshot}.new`, this.#snapshot());
    renameSync(`${snapshot}.new`, snapshot);
    this.#file = openSync(journal, 'w');
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  #append(change: Change): void {
    if (this.#file === undefined) return;
    const line = Buffer.from(`${JSON.stringify(change)}\n`);
    let written = 0;
    while (written < line.length) written += writeSync(this.#file, line, written);
  }

  #replay(path: string): void {
    if (!existsSync(path)) return;
    for (const line of readFileSync(path, 'utf8').split('\n')) {
      const change = changeOf(line);
      if (change !== undefined) this.#tables.get(change[0])?.replay(change[1], change[2]);
    }
  }

  #snapshot(): string {
    const lines: string[] = [];
    for (const [name, table] of this.#tables) {
      for (const [key, value] of table.entries()) lines.push(`${JSON.stringify([name, key, value])}\n`);
    }
    return lines.join('');
  }
}

/** A line that a kill cut short is no change: its request was never answered. */
function changeOf(line: string): Change | undefined {
  if (line === '') return undefined;
  try {
    const change: unknown = JSON.parse(line);
    if (!Array.isArray(change)) return undefined;
    const [table, key, value] = change as unknown[];
    return typeof table === 'string' && typeof key === 'string' ? [table, key, value] : undefined;
  } catch {
    return undefined;
  }
}
