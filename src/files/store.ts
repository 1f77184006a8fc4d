import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, type ReadStream } from 'node:fs';
import { copyFile, mkdir, open, readdir, rename, rm, stat, statfs, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { RemoteFault } from '../faults.ts';
import { PartialFile } from './partial.ts';

const HASH = /^[0-9a-f]{64}$/;
/** What we make ourselves; nothing of a remote's is ever part of a name. */
const PARTIAL = /^[a-z0-9-]{1,80}$/;
/** Left free for everything else that lives on the disk. */
const RESERVE_BYTES = 256 * 1024 * 1024;

export interface StoreOptions {
  reserveBytes?: number;
}

/**
 * Data in a folder: whole content under its hash, once however often it is used, and files that are on their way. Content
 * appears by a rename, so that who reads sees all of it or nothing.
 */
export class FileStore {
  readonly #dir: string;
  readonly #reserveBytes: number;

  constructor(dir: string, options: StoreOptions = {}) {
    this.#dir = dir;
    this.#reserveBytes = options.reserveBytes ?? RESERVE_BYTES;
  }

  /** Throws `noSpace` when so many more bytes would not leave enough room on the disk. */
  async demandSpace(bytes: number): Promise<void> {
    await mkdir(this.#dir, { recursive: true });
    const { bavail, bsize } = await statfs(this.#dir);
    const free = bavail * bsize - this.#reserveBytes;
    if (bytes <= free) return;
    throw new RemoteFault(
      'noSpace',
      `the disk of the data folder has no room for ${bytes} more bytes: ${Math.max(0, free)} are free beside a reserve of ${this.#reserveBytes}; free some, and it goes on by itself`,
    );
  }

  /** Begins a new file, in place of one of the same name. */
  async create(name: string): Promise<PartialFile> {
    const path = this.#partial(name);
    await mkdir(dirname(path), { recursive: true });
    return new PartialFile(await open(path, 'w+'), path, 0);
  }

  /**
   * Goes on with a file of which `got` bytes are known to be durable, under a new name. `shared`: somebody may still
   * write to it, so that what there is of it is copied and the old one left behind. Undefined when it is not there as
   * it should be.
   */
  async resume(from: string, name: string, got: number, shared: boolean): Promise<PartialFile | undefined> {
    const before = this.#partial(from);
    const path = this.#partial(name);
    const found = await stat(before).catch(() => undefined);
    if (found === undefined || found.size < got) {
      await rm(before, { force: true });
      return undefined;
    }
    if (shared) {
      await copyFile(before, path);
      await rm(before, { force: true });
    } else if (before !== path) await rename(before, path);
    const handle = await open(path, 'r+');
    await handle.truncate(got);
    return new PartialFile(handle, path, got);
  }

  async discard(name: string): Promise<void> {
    await rm(this.#partial(name), { force: true });
  }

  /** Makes a whole, synced file content; it is gone under its own name. */
  async keep(name: string, sha256: string): Promise<void> {
    const path = this.#content(sha256);
    const folder = dirname(path);
    await mkdir(folder, { recursive: true });
    await rename(this.#partial(name), path);
    await syncFolder(folder);
  }

  /** Takes content in from a stream; its hash must be right. */
  async put(sha256: string, content: Readable): Promise<void> {
    const name = `put-${randomUUID()}`;
    const file = await this.create(name);
    const hash = createHash('sha256');
    try {
      for await (const chunk of content) {
        if (!(chunk instanceof Uint8Array)) continue;
        hash.update(chunk);
        await file.append(chunk);
      }
      await file.sync();
    } finally {
      await file.close();
    }
    if (hash.digest('hex') === sha256) return this.keep(name, sha256);
    await this.discard(name);
    throw new RangeError(`content is not what its hash ${sha256} says`);
  }

  async has(sha256: string): Promise<boolean> {
    return (await stat(this.#content(sha256)).catch(() => undefined)) !== undefined;
  }

  read(sha256: string, range?: { start: number; end: number }): ReadStream {
    return createReadStream(this.#content(sha256), range);
  }

  async remove(sha256: string): Promise<void> {
    await rm(this.#content(sha256), { force: true });
  }

  /** Content that has been there for so long, a folder at a time. */
  async *contents(olderThanMs: number): AsyncGenerator<string[]> {
    const folders = await readdir(join(this.#dir, 'content')).catch(() => []);
    for (const folder of folders) {
      const names = (await readdir(join(this.#dir, 'content', folder))).filter((name) => HASH.test(name));
      yield await older(names, (name) => join(this.#dir, 'content', folder, name), olderThanMs);
    }
  }

  /** Removes files on their way that nobody knows of and nobody has touched for so long. */
  async sweepPartials(known: ReadonlySet<string>, olderThanMs: number): Promise<void> {
    const names = await readdir(join(this.#dir, 'partial')).catch(() => []);
    const unknown = names.filter((name) => !known.has(name));
    for (const name of await older(unknown, (one) => join(this.#dir, 'partial', one), olderThanMs))
      await unlink(join(this.#dir, 'partial', name)).catch(() => undefined);
  }

  #content(sha256: string): string {
    if (!HASH.test(sha256)) throw new RangeError(`not a hash: ${sha256}`);
    return join(this.#dir, 'content', sha256.slice(0, 2), sha256);
  }

  #partial(name: string): string {
    if (!PARTIAL.test(name)) throw new RangeError(`not a name of ours: ${name}`);
    return join(this.#dir, 'partial', name);
  }
}

async function older(
  names: readonly string[],
  pathOf: (name: string) => string,
  ms: number,
): Promise<string[]> {
  const found: string[] = [];
  for (const name of names) {
    const info = await stat(pathOf(name)).catch(() => undefined);
    // Since the change of the name: content keeps the time at which its last byte came.
    if (info !== undefined && Date.now() - info.ctimeMs >= ms) found.push(name);
  }
  return found;
}

/** A rename is durable once its folder is. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
