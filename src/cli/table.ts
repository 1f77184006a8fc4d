/** Longest cell that is still read as one. */
const CELL_MAX = 60;
const GRAPHEMES = new Intl.Segmenter();
const NUMBER = /^-?[\d., ]+( ?(%|s|ms))?$/;

/** Columns side by side, numbers to the right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = [head, ...rows].map((row) => row.map(cell));
  const widths = head.map((_, column) => Math.max(...cells.map((row) => width(row[column] ?? ''))));
  const right = head.map(
    (_, column) =>
      rows.length > 0 && rows.every((row) => NUMBER.test(row[column] ?? '') || row[column] === ''),
  );
  return cells
    .map((row) =>
      row
        .map((text, column) => {
          const blanks = ' '.repeat((widths[column] ?? 0) - width(text));
          return right[column] === true ? blanks + text : text + blanks;
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Names and values, one a line. */
export function list(pairs: readonly (readonly [string, string | undefined])[]): string {
  const given = pairs.filter(
    (pair): pair is readonly [string, string] => pair[1] !== undefined && pair[1] !== '',
  );
  const longest = Math.max(0, ...given.map(([name]) => width(name)));
  return given.map(([name, value]) => `${name}${' '.repeat(longest - width(name))}  ${value}`).join('\n');
}

/** `4.2 s`, `3 min`. */
export function duration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  if (ms < 3_600_000) return `${Math.round(ms / 60_000)} min`;
  return `${(ms / 3_600_000).toFixed(1)} h`;
}

/** `1.2 GB`. */
export function size(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1_000 && unit < units.length - 1) {
    value /= 1_000;
    unit += 1;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit] ?? ''}`;
}

/** `2026-01-31 10:00:00Z`. */
export function moment(iso: string | undefined): string {
  return iso === undefined ? '' : `${iso.slice(0, 19).replace('T', ' ')}Z`;
}

/** The first letters of a text, never half of one. */
export function cut(text: string, length: number): string {
  return letters(text).slice(0, length).join('');
}

function cell(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return width(line) > CELL_MAX ? `${cut(line, CELL_MAX - 1)}…` : line;
}

function width(text: string): number {
  return letters(text).length;
}

function letters(text: string): string[] {
  return Array.from(GRAPHEMES.segment(text), ({ segment }) => segment);
}
