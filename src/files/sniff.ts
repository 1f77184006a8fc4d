/** What the first bytes of a file show. `text`: no more than that. */
export type Sniffed =
  | 'html'
  | 'gzip'
  | 'zip'
  | 'parquet'
  | 'pdf'
  | 'xml'
  | 'json'
  | 'utf-16'
  | 'binary'
  | 'text';

/** As much as is looked at. */
export const SNIFFED_BYTES = 4_096;

const MAGIC: readonly (readonly [Sniffed, readonly number[]])[] = [
  ['gzip', [0x1f, 0x8b]],
  ['zip', [0x50, 0x4b, 0x03, 0x04]],
  ['zip', [0x50, 0x4b, 0x05, 0x06]],
  ['parquet', [0x50, 0x41, 0x52, 0x31]],
  ['pdf', [0x25, 0x50, 0x44, 0x46]],
  ['utf-16', [0xff, 0xfe]],
  ['utf-16', [0xfe, 0xff]],
];
const HTML = /^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|script|meta)\b/is;

/** Looks at the beginning of a file. A table of text tells nothing of itself, so that it comes out as `text`. */
export function sniff(head: Uint8Array): Sniffed {
  const bytes = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, SNIFFED_BYTES));
  const known = MAGIC.find(([, magic]) => magic.every((byte, at) => bytes[at] === byte));
  if (known !== undefined) return known[0];
  if (bytes.includes(0)) return 'binary';
  const text = bytes.toString('utf8').replace(/^\ufeff/, '');
  if (HTML.test(text)) return 'html';
  const [first = ''] = text.trimStart();
  if (first === '<') return 'xml';
  return first === '{' || first === '[' ? 'json' : 'text';
}
