import { isUtf8 } from 'node:buffer';

/** How far the prolog is looked for: an encoding is told in the first line, or not at all. */
const PROLOG_BYTES_MAX = 256;
/** How much is looked at to see whether the bytes are what they say. */
const HEAD_BYTES = 65_536;

type Decoder = InstanceType<typeof TextDecoder>;

const DECLARED = /^\s*<\?xml[^>]*?\sencoding\s*=\s*["']([\w.:-]+)["']/i;

/** The text of XML bytes, in pieces: by its byte order mark, else by its prolog, else UTF-8, or Windows-1252 where it is none, which is told. */
export async function* decodeXml(
  input: AsyncIterable<Uint8Array>,
  tell: (note: string) => void = () => {},
): AsyncIterable<string> {
  let decoder: Decoder | undefined;
  let head = Buffer.alloc(0);
  for await (const bytes of input) {
    if (decoder !== undefined) {
      yield decoder.decode(bytes, { stream: true });
      continue;
    }
    head = Buffer.concat([head, bytes]);
    if (head.length < HEAD_BYTES) continue;
    decoder = decoderFor(head, tell);
    yield decoder.decode(head, { stream: true });
  }
  if (decoder === undefined) yield decoderFor(head, tell).decode(head);
  else yield decoder.decode();
}

function decoderFor(head: Buffer, tell: (note: string) => void): Decoder {
  const start = Buffer.from(head.subarray(0, PROLOG_BYTES_MAX));
  const [first, second] = start;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le');
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be');
  if (first === 0xef && second === 0xbb) return new TextDecoder('utf-8');
  // XML begins with ASCII: a zero byte beside it tells UTF-16 without a mark.
  if (first === 0 && second !== 0) return new TextDecoder('utf-16be');
  if (first !== 0 && second === 0) return new TextDecoder('utf-16le');
  const declared = DECLARED.exec(start.toString('latin1'))?.[1];
  // One that says UTF-16 in single bytes was converted since.
  if (declared === undefined || /^utf-?(?:8|16)|^ucs/i.test(declared)) {
    if (isUtf8(whole(head))) return new TextDecoder('utf-8');
    tell('the bytes are not UTF-8: read as Windows-1252');
    return new TextDecoder('windows-1252');
  }
  try {
    return new TextDecoder(declared);
  } catch {
    return new TextDecoder('utf-8');
  }
}

/** Without the character that the end of the first bytes may cut through. */
function whole(head: Buffer): Buffer {
  for (let back = 1; back <= Math.min(4, head.length); back += 1) {
    const byte = head[head.length - back] ?? 0;
    if (byte < 0x80) return head;
    if (byte >= 0xc0) return head.subarray(0, head.length - back);
  }
  return head;
}
