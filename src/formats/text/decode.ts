import { isUtf8 } from 'node:buffer';

/** What is looked at to tell the encoding and the syntax. */
const HEAD_BYTES = 65_536;

const END: IteratorResult<Uint8Array> = { done: true, value: undefined };

export interface DecodedText {
  /** The beginning, for telling the syntax. */
  head: string;
  /** All of it, piece by piece, the beginning included; without a byte order mark. */
  pieces: AsyncIterable<string>;
  /** Set when the bytes are not UTF-8 and do not say what they are. */
  note?: string;
}

/** Bytes as text: UTF-8, UTF-16 by its mark or its zeros, what an XML declaration names, and Windows-1252 for what is none of these. */
export async function decode(input: AsyncIterable<Uint8Array>): Promise<DecodedText> {
  const source = input[Symbol.asyncIterator]();
  const first: Uint8Array[] = [];
  let size = 0;
  let ended = false;
  while (size < HEAD_BYTES && !ended) {
    const next = await source.next();
    if (next.done === true) ended = true;
    else {
      first.push(next.value);
      size += next.value.length;
    }
  }
  const bytes = Buffer.concat(first);
  const { encoding, note } = encodingOf(bytes.subarray(0, HEAD_BYTES), ended);
  const decoder = new TextDecoder(encoding);
  const head = decoder.decode(bytes, { stream: true });
  async function* pieces(): AsyncGenerator<string> {
    yield head;
    for (let next = ended ? END : await source.next(); next.done !== true; next = await source.next())
      yield decoder.decode(next.value, { stream: true });
    const last = decoder.decode();
    if (last !== '') yield last;
  }
  return { head: head.slice(0, HEAD_BYTES), pieces: pieces(), ...(note === undefined ? {} : { note }) };
}

function encodingOf(head: Buffer, ended: boolean): { encoding: string; note?: string } {
  const mark = head.subarray(0, 2).toString('hex');
  if (mark === 'fffe') return { encoding: 'utf-16le' };
  if (mark === 'feff') return { encoding: 'utf-16be' };
  // Text in our alphabets has a zero in every second byte.
  if (head.length > 3 && head[1] === 0 && head[3] === 0) return { encoding: 'utf-16le' };
  if (head.length > 3 && head[0] === 0 && head[2] === 0) return { encoding: 'utf-16be' };
  const declared = /^(?:\xef\xbb\xbf)?\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})["']/i.exec(
    head.subarray(0, 400).toString('latin1'),
  )?.[1];
  if (isUtf8(ended ? head : whole8(head)))
    return { encoding: isKnown(declared) && ascii(head) ? (declared ?? 'utf-8') : 'utf-8' };
  if (isKnown(declared) && !/^utf-?8$/i.test(declared ?? '')) return { encoding: declared ?? 'utf-8' };
  return { encoding: 'windows-1252', note: 'the bytes are not UTF-8: read as Windows-1252' };
}

/** Without a character that the end of the head cuts through. */
function whole8(head: Buffer): Buffer {
  let end = head.length;
  for (let back = 1; back <= 4 && back <= head.length; back += 1) {
    const byte = head[head.length - back] ?? 0;
    if (byte < 0x80) break;
    if (byte >= 0xc0) {
      end = head.length - back;
      break;
    }
  }
  return head.subarray(0, end);
}

function ascii(bytes: Buffer): boolean {
  return bytes.every((byte) => byte < 0x80);
}

function isKnown(label: string | undefined): boolean {
  if (label === undefined) return false;
  try {
    return new TextDecoder(label).encoding !== 'replacement';
  } catch {
    return false;
  }
}
