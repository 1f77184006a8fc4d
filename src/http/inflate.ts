import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib';

/** A body may always grow to this, however small it was on the wire: lists of empty fields compress very well. */
const FREE_BYTES = 1024 * 1024;
/** Beyond that, no more than this many times its size on the wire. Real metadata stays below 30. */
const RATIO_MAX = 100;
/** zlib's default of 16 KiB costs a round through the thread pool for each. */
const CHUNK_BYTES = 128 * 1024;

/** The bytes, or what is wrong with them: `lie`: not in that encoding; `bomb`: larger than allowed; `unknown`: no such encoding, or several. */
export type Inflated = { bytes: Buffer } | { wrong: 'lie' | 'bomb' | 'unknown' };

/** Undoes a content encoding, at most one, without ever holding more than is allowed. */
export async function decompress(
  wire: Buffer,
  encoding: string | undefined,
  bytesMax: number,
): Promise<Inflated> {
  const names = (encoding ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim());
  const [name, ...others] = names.filter((known) => known !== '' && known !== 'identity');
  if (name === undefined || wire.length === 0) return { bytes: wire };
  const undo = others.length === 0 ? decoderOf(name, wire) : undefined;
  if (undo === undefined) return { wrong: 'unknown' };
  const maxOutputLength = Math.min(bytesMax, Math.max(FREE_BYTES, RATIO_MAX * wire.length));
  try {
    return { bytes: await undo(wire, { maxOutputLength, chunkSize: CHUNK_BYTES }) };
  } catch (error) {
    const full = error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
    return { wrong: full ? 'bomb' : 'lie' };
  }
}

type Decoder = (wire: Buffer, options: { maxOutputLength: number; chunkSize: number }) => Promise<Buffer>;

const gunzipAsync: Decoder = promisify(gunzip);
const inflateAsync: Decoder = promisify(inflate);
const inflateRawAsync: Decoder = promisify(inflateRaw);
const brotliAsync: Decoder = promisify(brotliDecompress);

function decoderOf(name: string, wire: Buffer): Decoder | undefined {
  if (name === 'gzip' || name === 'x-gzip') return gunzipAsync;
  if (name === 'br') return brotliAsync;
  // "deflate" means zlib's wrapper, but some servers send the bare stream; the wrapper's first byte ends in 8.
  if (name === 'deflate') return (wire.readUInt8(0) & 0x0f) === 8 ? inflateAsync : inflateRawAsync;
  return undefined;
}
