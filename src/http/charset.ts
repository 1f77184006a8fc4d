import { isAscii, isUtf8, transcode } from 'node:buffer';

/** What windows-1252 has at 0x80–0x9F. Node 20's own decoder gives control characters there. */
const WINDOWS_1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008DŽ\u008F\u0090‘’“”•–—˜™š›œ\u009DžŸ';

/** A body that can be read. Where it came as UTF-8 its text is made when somebody asks for it. */
export class BodyText {
  /** Sound, and without a byte order mark. */
  readonly utf8: Buffer | undefined;
  #text: string | undefined;

  private constructor(read: { utf8: Buffer } | { text: string }) {
    if ('utf8' in read) this.utf8 = read.utf8;
    else this.#text = read.text;
  }

  /** By the rules of `decodeText`. */
  static of(bytes: Buffer, contentType: string | undefined): BodyText | undefined {
    if (isPlainUtf8(bytes, contentType)) return new BodyText({ utf8: bytes });
    const text = decodeText(bytes, contentType);
    return text === undefined ? undefined : new BodyText({ text });
  }

  get text(): string {
    this.#text ??=
      this.utf8 === undefined ? '' : isAscii(this.utf8) ? this.utf8.toString('latin1') : fromUtf8(this.utf8);
    return this.#text;
  }
}

/** Whether `decodeText` would read it as UTF-8, and there is nothing to remove. */
function isPlainUtf8(bytes: Buffer, contentType: string | undefined): boolean {
  const [first, second] = bytes;
  if (first === 0 || second === 0 || first === 0xef || first === 0xfe || first === 0xff) return false;
  if (isAscii(bytes)) return true;
  const declared = charsetOf(contentType);
  return (declared === undefined || /^utf-?8$/i.test(declared)) && isUtf8(bytes);
}

/**
 * The text of a body; undefined when it cannot be read without guessing. The rules, first match wins:
 * 1. a byte order mark tells (UTF-8 or UTF-16), and is removed;
 * 2. a declared charset is believed, and a byte that it does not have makes the text unreadable;
 * 3. zero bytes around the first character tell UTF-16, since texts begin with ASCII;
 * 4. UTF-8, if that is what it is;
 * 5. windows-1252, unless most of what is not ASCII was sound UTF-8: that is a damaged UTF-8 text, and reading it as
 *    something else would garble all of it.
 */
export function decodeText(bytes: Buffer, contentType: string | undefined): string | undefined {
  if (isAscii(bytes) && bytes[0] !== 0 && bytes[1] !== 0) return bytes.toString('latin1');
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return decodeAs('utf-8', bytes);
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return decodeAs('utf-16le', bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return decodeAs('utf-16be', bytes);
  const declared = charsetOf(contentType);
  if (declared !== undefined) return decodeAs(declared, bytes);
  if (bytes.length >= 2 && bytes[0] === 0) return decodeAs('utf-16be', bytes);
  if (bytes.length >= 2 && bytes[1] === 0) return decodeAs('utf-16le', bytes);
  return decodeAs('utf-8', bytes) ?? (mostlyUtf8(bytes) ? undefined : decodeAs('windows-1252', bytes));
}

function charsetOf(contentType: string | undefined): string | undefined {
  return /;\s*charset\s*=\s*"?([^\s";]+)/i.exec(contentType ?? '')?.[1];
}

function decodeAs(label: string, bytes: Buffer): string | undefined {
  try {
    const decoder = new TextDecoder(label, { fatal: true });
    if (decoder.encoding === 'utf-8') return utf8(bytes);
    if (decoder.encoding !== 'windows-1252') return decoder.decode(bytes);
    return bytes
      .toString('latin1')
      .replaceAll(/[\x80-\x9f]/g, (char) => WINDOWS_1252.charAt(char.charCodeAt(0) - 0x80));
  } catch {
    return undefined;
  }
}

function utf8(bytes: Buffer): string | undefined {
  if (!isUtf8(bytes)) return undefined;
  const text = fromUtf8(bytes);
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

function fromUtf8(bytes: Buffer): string {
  // A third of the time that reading it straight takes.
  return transcode(bytes, 'utf8', 'utf16le').toString('utf16le');
}

function mostlyUtf8(bytes: Buffer): boolean {
  const other = bytes.toString('utf8').replaceAll(/[\0-\x7f]/g, '');
  const sound = other.replaceAll('\ufffd', '').length;
  return sound > other.length - sound;
}
