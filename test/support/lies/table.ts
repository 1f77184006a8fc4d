/** Rows and columns as a table in Markdown, aligned. */
export function tableOf(
  corner: string,
  columns: readonly string[],
  rows: readonly string[],
  cell: (row: string, column: string) => string,
): string {
  const lines = [
    [corner, ...columns],
    ...rows.map((row) => [row, ...columns.map((column) => cell(row, column))]),
  ];
  const widths = [corner, ...columns].map((_name, index) =>
    Math.max(...lines.map((line) => line[index]?.length ?? 0)),
  );
  const [head = '', ...body] = lines.map(
    (line) => `| ${line.map((text, index) => text.padEnd(widths[index] ?? 0)).join(' | ')} |`,
  );
  return [head, `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...body].join('\n');
}
