export type ReadJson = { value: unknown; mended: boolean } | { reason: string };

/** What a text may hold that must not be touched, and what stands outside of texts. */
const TOKENS =
  /"(?:[^"\\]|\\[^])*"|\/\*[^]*?\*\/|,(?=\s*[}\]])|\b(?:NaN|-?Infinity|None|undefined)\b|\bTrue\b|\bFalse\b|[\u00a0\ufeff\u2028\u2029]/g;

/** JSON, also with the mistakes of hand-made files: line breaks within texts, unknown escapes, commas before a bracket, NaN. */
export function mendJson(text: string): ReadJson {
  const strict = parsed(text);
  if ('value' in strict) return { ...strict, mended: false };
  const mended = parsed(text.replace(TOKENS, mendToken));
  return 'value' in mended ? { ...mended, mended: true } : strict;
}

function parsed(text: string): { value: unknown } | { reason: string } {
  try {
    const value: unknown = JSON.parse(text);
    return { value };
  } catch (error) {
    return { reason: `not JSON: ${error instanceof Error ? error.message : String(error)}`.slice(0, 300) };
  }
}

function mendToken(token: string): string {
  if (token.startsWith('"')) {
    return (
      token
        .replace(/\\(?!["\\/bfnrt]|u[0-9a-fA-F]{4})([^])/g, (_, next: string) =>
          next === "'" ? "'" : `\\\\${next}`,
        )
        // oxlint-disable-next-line no-control-regex -- these are what JSON forbids
        .replace(/[\u0000-\u001f]/g, (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`)
    );
  }
  if (token === 'True') return 'true';
  if (token === 'False') return 'false';
  if (token.startsWith('/*') || token === ',') return '';
  return /^[\u00a0\ufeff\u2028\u2029]$/.test(token) ? ' ' : 'null';
}
