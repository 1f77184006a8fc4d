const DELIMITERS = [',', ';', '\t', '|'];

/** A text table as rows of texts, the first of which are its columns. Quoted values may hold anything, line breaks too. */
export function* csvRecords(text: string): Generator<string[]> {
  const body = text.startsWith('\ufeff') ? text.slice(1) : text;
  const delimiter = delimiterOf(body);
  const value = delimiter === '|' ? String.raw`[^|\r\n]*` : `[^${delimiter}\r\n]*`;
  const part = new RegExp(
    `(?:"((?:[^"]|"")*)"|(${value}))(${delimiter === '|' ? String.raw`\|` : delimiter}|\r?\n|\r|$)`,
    'y',
  );
  let record: string[] = [];
  while (part.lastIndex < body.length) {
    const from = part.lastIndex;
    const [, quoted, plain = '', end = ''] = part.exec(body) ?? [];
    if (part.lastIndex <= from) throw new RangeError(`no value after ${from} characters`);
    record.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === delimiter) {
      if (part.lastIndex === body.length) record.push('');
      else continue;
    }
    if (record.length > 1 || record[0] !== '') yield record;
    record = [];
  }
}

/** The mark that separates most values of the first line, outside of quotes. */
function delimiterOf(text: string): string {
  const line = (/^[^\r\n]*/.exec(text)?.[0] ?? '').replaceAll(/"(?:[^"]|"")*"/g, '');
  const counts = DELIMITERS.map((mark) => line.split(mark).length);
  return DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ',';
}
