const QUOTE = 0x22;
const LF = 0x0a;
const CR = 0x0d;
/** A header is never longer: what is has none. */
const HEADER_BYTES_MAX = 64 * 1024;
const DELIMITERS = [',', ';', '\t', '|'] as const;

/** What a text table holds: its columns, and how many rows below them. */
export interface Table {
  rows?: number;
  columns?: string[];
}

/**
 * Counts the records of a text table without keeping any: line breaks within quotes are part of a value, blank lines are
 * no records. A quote counts as one only where a value begins.
 */
export class CsvCounter {
  #records = 0;
  /** Whether the record at hand has anything in it. */
  #filled = false;
  #quoted = false;
  #valueBegins = true;
  #quoteBefore = false;
  #header: Buffer[] = [];
  #headerBytes = 0;
  #delimiters: ReadonlySet<number> = new Set(DELIMITERS.map((mark) => mark.charCodeAt(0)));

  add(chunk: Uint8Array): void {
    const begun = this.#records === 0 ? 0 : -1;
    for (let at = 0; at < chunk.length; at += 1) {
      const byte = chunk[at];
      if (byte === QUOTE) {
        if (this.#quoted) this.#quoted = false;
        else if (this.#valueBegins || this.#quoteBefore) this.#quoted = true;
        this.#quoteBefore = true;
        this.#valueBegins = false;
        this.#filled = true;
      } else if (byte === LF && !this.#quoted) {
        if (this.#filled) this.#records += 1;
        if (this.#records === 1 && begun === 0 && this.#delimiters.size > 1)
          this.#endHeader(chunk.subarray(0, at));
        this.#filled = false;
        this.#valueBegins = true;
        this.#quoteBefore = false;
      } else {
        this.#quoteBefore = false;
        this.#valueBegins = byte !== undefined && this.#delimiters.has(byte);
        if (byte !== CR) this.#filled = true;
      }
    }
    if (this.#records === 0) this.#keepHeader(chunk);
  }

  end(): Table {
    if (this.#filled) this.#records += 1;
    if (this.#records === 1 && this.#delimiters.size > 1) this.#endHeader(new Uint8Array());
    // A quote that is never closed swallows everything behind it: nobody can tell how many rows there are.
    const rows = this.#quoted ? {} : { rows: Math.max(0, this.#records - 1) };
    const columns = columnsIn(this.#header, this.#headerBytes);
    return { ...rows, ...(columns === undefined ? {} : { columns }) };
  }

  #keepHeader(chunk: Uint8Array): void {
    this.#headerBytes += chunk.length;
    if (this.#headerBytes <= HEADER_BYTES_MAX) this.#header.push(Buffer.from(chunk));
  }

  /** From the first record on, only its own delimiter ends a value. */
  #endHeader(chunk: Uint8Array): void {
    this.#keepHeader(chunk);
    const own = delimiterOf(Buffer.concat(this.#header).toString('utf8'));
    this.#delimiters = new Set([own.charCodeAt(0)]);
  }
}

function columnsIn(header: readonly Buffer[], bytes: number): string[] | undefined {
  if (bytes > HEADER_BYTES_MAX) return undefined;
  const whole = Buffer.concat(header);
  const text = new TextDecoder('utf-8').decode(whole);
  // What is not UTF-8 is most likely what spreadsheets of the West write.
  const line = (text.includes('\ufffd') ? new TextDecoder('windows-1252').decode(whole) : text).trim();
  return line === '' ? undefined : splitRecord(line, delimiterOf(line));
}

/** The mark that separates most values of a line, outside of quotes. */
function delimiterOf(line: string): string {
  const bare = line.replace(/"(?:[^"]|"")*"/g, '');
  const counts = DELIMITERS.map((mark) => bare.split(mark).length);
  return DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ',';
}

function splitRecord(line: string, delimiter: string): string[] {
  const values: string[] = [];
  const value = new RegExp(
    `(?:"((?:[^"]|"")*)"|([^${delimiter === '|' ? '\\|' : delimiter}]*))(?:${delimiter === '|' ? '\\|' : delimiter}|$)`,
    'y',
  );
  while (value.lastIndex < line.length) {
    const [whole = '', quoted, plain = ''] = value.exec(line) ?? [];
    if (whole === '') break;
    values.push((quoted === undefined ? plain : quoted.replaceAll('""', '"')).trim());
  }
  return values;
}
