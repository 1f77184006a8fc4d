/** Records of a delimited text; quotes may hold delimiters, line ends and doubled quotes. */
export function parseCsv(text: string, delimiter: string): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  let field = '';
  let isQuoted = false;
  const endField = (): void => {
    record.push(field);
    field = '';
  };
  const endRecord = (): void => {
    endField();
    if (record.length > 1 || record[0] !== '') records.push(record);
    record = [];
  };
  const body = text.startsWith('\uFEFF') ? text.slice(1) : text;
  for (let at = 0; at < body.length; at += 1) {
    const char = body.charAt(at);
    if (isQuoted) {
      if (char !== '"') field += char;
      else if (body.charAt(at + 1) === '"') {
        field += '"';
        at += 1;
      } else isQuoted = false;
    } else if (char === '"' && field === '') isQuoted = true;
    else if (char === delimiter) endField();
    else if (char === '\n') endRecord();
    else if (char !== '\r') field += char;
  }
  if (field !== '' || record.length > 0) endRecord();
  return records;
}

/** The delimiter that the first line has most of. */
export function delimiterOf(text: string): string {
  const [head = ''] = text.split('\n', 1);
  const counts = [',', ';', '\t', '|'].map((one) => [one, head.split(one).length] as const);
  return counts.toSorted((a, b) => b[1] - a[1])[0]?.[0] ?? ',';
}

export function writeCsv(columns: string[], rows: Iterable<Record<string, unknown>>): string {
  const lines = [columns.map(quoted).join(',')];
  for (const row of rows) lines.push(columns.map((column) => quoted(row[column])).join(','));
  return `\uFEFF${lines.join('\n')}\n`;
}

function quoted(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
