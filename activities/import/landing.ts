import { createHash } from 'node:crypto';
import { RemoteFault } from '../../src/faults.ts';
import type { PartialFile } from '../../src/files/partial.ts';
import type { FileStore } from '../../src/files/store.ts';
import type { ImportClaim } from '../../src/ledger/imports.ts';
import type { Partial } from '../../src/model/import.ts';

/** So much may come again after a crash: what is on disk and not yet in the ledger. */
const SYNC_BYTES = 2 * 1024 * 1024;
const SYNC_MS = 1_000;

/** Another attempt took the import over: what this one does counts for nothing. */
export class Superseded extends Error {
  override readonly name = 'Superseded';
}

/** What is known of the file that is being fetched: with it, and only with it, one may go on later. */
export type Identity = Pick<Partial, 'url' | 'total' | 'etag' | 'lastModified' | 'after' | 'rows'>;

/** Told what is durable, and how many bytes came since it was last told; false when somebody else took over. */
export type Note = (partial: Partial | undefined, bytes: number) => Promise<boolean>;

/**
 * Where a file lands. The ledger is told what is durable only once it is, so that after a crash exactly that much is gone
 * on with. Each holder writes to a file of its own name: one that comes back late reaches nothing.
 */
export class Landing {
  readonly name: string;
  readonly #store: FileStore;
  readonly #note: Note;
  #file: PartialFile;
  #identity: Identity | undefined;
  #noted: number;
  #notedAt = performance.now();

  private constructor(
    store: FileStore,
    name: string,
    file: PartialFile,
    identity: Identity | undefined,
    note: Note,
  ) {
    this.#store = store;
    this.name = name;
    this.#file = file;
    this.#identity = identity;
    this.#note = note;
    this.#noted = file.size;
  }

  /** Takes up what an earlier attempt left, when it is of this address; otherwise an empty file. */
  static async open(store: FileStore, claim: ImportClaim, url: string, note: Note): Promise<Landing> {
    const name = `${nameOf(claim)}-${claim.fence}`;
    const { partial } = claim;
    if (partial !== undefined && partial.url === url) {
      const file = await store.resume(partial.name, name, partial.got, claim.partialOpen);
      if (file !== undefined) {
        const { name: _name, got: _got, ...identity } = partial;
        const landing = new Landing(store, name, file, identity, note);
        await landing.sync();
        return landing;
      }
    } else if (partial !== undefined) await store.discard(partial.name);
    return new Landing(store, name, await store.create(name), undefined, note);
  }

  get size(): number {
    return this.#file.size;
  }

  get path(): string {
    return this.#file.path;
  }

  get identity(): Identity | undefined {
    return this.#identity;
  }

  /** Begins anew: what comes next is of another version, or of one that nobody can name. */
  async restart(identity: Identity): Promise<void> {
    await this.#file.restart();
    this.#identity = identity;
    this.#noted = 0;
    await this.sync();
  }

  /** What comes from now on is of this version, and belongs behind what there is. */
  identify(identity: Identity): void {
    this.#identity = identity;
  }

  async append(bytes: Uint8Array): Promise<void> {
    await this.#file.append(bytes);
    if (this.size - this.#noted >= SYNC_BYTES || performance.now() - this.#notedAt >= SYNC_MS)
      await this.sync();
  }

  /** Makes everything so far durable, then says so. */
  async sync(): Promise<void> {
    await this.#file.sync();
    const bytes = Math.max(0, this.size - this.#noted);
    const ours = await this.#note({ name: this.name, url: '', ...this.#identity, got: this.size }, bytes);
    if (!ours) throw new Superseded();
    this.#noted = this.size;
    this.#notedAt = performance.now();
  }

  /** `keep`: somebody will go on with it. */
  async end(keep: boolean): Promise<void> {
    try {
      if (!keep) await this.#note(undefined, 0);
      else if (this.size > this.#noted) await this.sync();
    } catch (error) {
      if (!(error instanceof Superseded) && !(error instanceof RemoteFault)) throw error;
    } finally {
      await this.#file.close();
      if (!keep) await this.#store.discard(this.name);
    }
  }
}

/** Of hashes only: nothing that a remote sent. */
function nameOf(claim: ImportClaim): string {
  const key = JSON.stringify([claim.datasetId, claim.distribution]);
  return createHash('sha256').update(key).digest('hex').slice(0, 32);
}
