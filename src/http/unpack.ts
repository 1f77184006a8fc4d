import type { Duplex } from 'node:stream';
import { Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { RemoteFault } from '../faults.ts';
import { size } from './words.ts';

export interface Packed {
  encoding: string | undefined;
  /** «host answered GET /path». */
  subject: string;
  /** Of the body as it is read. */
  bytesMax: number;
}

/** Undoes a content encoding that a server used although none was asked for, as the body comes. */
export async function* decoded(
  body: AsyncIterable<Uint8Array>,
  { encoding, subject, bytesMax }: Packed,
): AsyncGenerator<Uint8Array, void> {
  const name = (encoding ?? 'identity').trim().toLowerCase();
  if (name === 'identity' || name === '') {
    yield* body;
    return;
  }
  const decoder = decoderOf(name);
  if (decoder === undefined) {
    const named = name.length > 40 ? `${name.slice(0, 40)}…` : name;
    throw new RemoteFault('malformed', `${subject} in an encoding that we did not ask for (${named})`);
  }
  let length = 0;
  let broken: unknown;
  const source = Readable.from(body);
  source.on('error', (error) => {
    broken = error;
    decoder.destroy(error);
  });
  try {
    for await (const chunk of source.pipe(decoder)) {
      if (!(chunk instanceof Uint8Array)) continue;
      length += chunk.length;
      if (length > bytesMax) {
        throw new RemoteFault(
          'tooLarge',
          `${subject} with a body that unpacks to more than ${size(bytesMax)}`,
        );
      }
      yield chunk;
    }
  } catch (error) {
    if (error instanceof RemoteFault) throw error;
    if (broken !== undefined) throw broken;
    throw new RemoteFault('malformed', `${subject} with a body that is not in ${name} as it says`, {
      cause: error,
    });
  } finally {
    source.destroy();
    decoder.destroy();
  }
}

function decoderOf(name: string): Duplex | undefined {
  if (name === 'gzip' || name === 'x-gzip') return createGunzip();
  if (name === 'br') return createBrotliDecompress();
  return name === 'deflate' ? createInflate() : undefined;
}
