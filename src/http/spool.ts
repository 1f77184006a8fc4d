import { createHash } from 'node:crypto';
import { mkdtemp, open, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Read and written so much at a time. */
const CHUNK_BYTES = 256 * 1024;

/** Of the whole file, in hexadecimal. Portals say one or another of them. */
export interface Digests {
  sha256: string;
  sha1: string;
  md5: string;
}

/** A whole file that waits on the disk to be sent on. */
export interface Spooled {
  length: number;
  digests: Digests;
  /** The bytes from `start` on, up to `end` or the file's own; as often as asked. */
  read(start?: number, end?: number): AsyncIterable<Uint8Array>;
  close(): Promise<void>;
}

/**
 * Takes a stream in whole, so that nothing is sent on of one that breaks off. The file has no name from the start: it is gone
 * with the process, however that ends.
 */
export async function spool(body: AsyncIterable<Uint8Array>): Promise<Spooled> {
  const file = await nameless();
  try {
    const hashes = { sha256: createHash('sha256'), sha1: createHash('sha1'), md5: createHash('md5') };
    let length = 0;
    for await (const chunk of body) {
      for (const hash of Object.values(hashes)) hash.update(chunk);
      for (let at = 0; at < chunk.length;) {
        const { bytesWritten } = await file.write(chunk, at, chunk.length - at, length + at);
        at += bytesWritten;
      }
      length += chunk.length;
    }
    const { sha256, sha1, md5 } = hashes;
    return {
      length,
      digests: { sha256: sha256.digest('hex'), sha1: sha1.digest('hex'), md5: md5.digest('hex') },
      read: (start = 0, end = length) => pieces(file, start, Math.min(end, length)),
      close: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function nameless(): Promise<FileHandle> {
  const folder = await mkdtemp(join(tmpdir(), 'navette-file-'));
  try {
    return await open(join(folder, 'data'), 'wx+', 0o600);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function* pieces(file: FileHandle, start: number, end: number): AsyncGenerator<Uint8Array, void> {
  for (let at = start; at < end;) {
    const buffer = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, end - at));
    const { bytesRead } = await file.read(buffer, 0, buffer.length, at);
    if (bytesRead === 0) throw new Error('a spooled file lost its end');
    at += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}
