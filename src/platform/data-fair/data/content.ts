import { createHash } from 'node:crypto';
import { RemoteFault } from '../../../faults.ts';
import type { FormFile } from '../../../http/multipart.ts';
import type { IncomingData } from '../../data.ts';

/** Reads the content once, before anything is sent: Data Fair knows files by their MD5, and one that is cut short must not replace a whole one. */
export async function md5Of(data: IncomingData): Promise<string> {
  const hash = createHash('md5');
  let bytes = 0;
  for await (const chunk of chunksOf(data)) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  if (bytes !== data.bytes)
    throw new RemoteFault(
      'source',
      `${data.name} has ${bytes} bytes instead of ${data.bytes}: it is fetched again`,
    );
  return hash.digest('hex');
}

/** The content as a part of a form. */
export function formFile(field: string, name: string, data: IncomingData): FormFile {
  return { field, name, mediaType: data.mediaType, length: data.bytes, read: () => chunksOf(data) };
}

export async function* chunksOf(data: IncomingData): AsyncGenerator<Uint8Array> {
  for await (const chunk of data.open()) {
    if (chunk instanceof Uint8Array) yield chunk;
    else yield Buffer.from(String(chunk));
  }
}
