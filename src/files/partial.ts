import type { FileHandle } from 'node:fs/promises';
import { RemoteFault } from '../faults.ts';

/** What a full disk, a quota and a limit of the process say. */
const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** A file that grows at its end. What `sync` returned for is there after a power cut. */
export class PartialFile {
  readonly path: string;
  readonly #handle: FileHandle;
  #size: number;

  constructor(handle: FileHandle, path: string, size: number) {
    this.#handle = handle;
    this.path = path;
    this.#size = size;
  }

  get size(): number {
    return this.#size;
  }

  async append(bytes: Uint8Array): Promise<void> {
    let written = 0;
    while (written < bytes.length) {
      const { bytesWritten } = await this.#handle
        .write(bytes, written, bytes.length - written, this.#size)
        .catch(fullDisk);
      written += bytesWritten;
      this.#size += bytesWritten;
    }
  }

  /** Forgets everything: what comes next is another file. */
  async restart(): Promise<void> {
    await this.#handle.truncate(0);
    this.#size = 0;
  }

  async sync(): Promise<void> {
    await this.#handle.datasync().catch(fullDisk);
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}

function fullDisk(error: unknown): never {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string' && FULL.has(error.code)) {
    throw new RemoteFault(
      'noSpace',
      'the disk of the data folder is full: free some room, and it goes on by itself',
      { cause: error },
    );
  }
  throw error;
}
