/** How far the prolog is looked for: an encoding is told in the first line, or not at all. */
const PROLOG_BYTES_MAX = 256;

type Decoder = InstanceType<typeof TextDecoder>;

const DECLARED = /^\s*<\?xml[^>]*?\sencoding\s*=\s*["']([\w.:-]+)["']/i;

/** The text of XML bytes, in pieces: by its byte order mark, else by its prolog, else UTF-8. */
export async function* decodeXml(input: AsyncIterable<Uint8Array>): AsyncIterable<string> {
  let decoder: Decoder | undefined;
  let head = Buffer.alloc(0);
  for await (const bytes of input) {
    if (decoder !== undefined) {
      yield decoder.decode(bytes, { stream: true });
      continue;
    }
    head = Buffer.concat([head, bytes]);
    if (head.length < PROLOG_BYTES_MAX) continue;
    decoder = decoderFor(head);
    yield decoder.decode(head, { stream: true });
  }
  if (decoder === undefined) yield decoderFor(head).decode(head);
  else yield decoder.decode();
}

export function decoderFor(head: Uint8Array): Decoder {
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
  if (declared === undefined || /^utf-?16|^ucs/i.test(declared)) return new TextDecoder('utf-8');
  try {
    return new TextDecoder(declared);
  } catch {
    return new TextDecoder('utf-8');
  }
}
