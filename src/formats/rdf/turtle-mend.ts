/** Tokens that a mend must not mix up: long texts, short texts, comments, addresses. */
const TOKENS = /"""[^]*?"""|'''[^]*?'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|#[^\n]*|<[^>\n]*>|@[A-Za-z][\w-]*/g;

/** The mistakes that exports of national portals make: blanks and braces in addresses, `@en_US`, unknown escapes, addresses without `<>`. */
export function mendTurtle(statement: string): string {
  const mended = statement.replace(TOKENS, (token) => {
    if (token.startsWith('<')) return mendAddress(token);
    if (token.startsWith('"') || token.startsWith("'")) return mendText(token);
    if (token.startsWith('@')) return token.replaceAll('_', '-').replace(/-+$/, '');
    return token;
  });
  // dct:format text/csv ; and the like: a value that is neither a text nor an address is meant as a text.
  return mended.replace(/\^\^<>|@(?=\s*[;,.])/g, '');
}

function mendAddress(token: string): string {
  const inner = token.slice(1, -1).trim();
  // eslint-disable-next-line no-control-regex -- these are what is to be found
  const escaped = inner.replace(/[\u0000-\u0020"{}|\\^`<]/g, (character) =>
    character === '\\' ? '/' : encodeURIComponent(character),
  );
  return `<${escaped}>`;
}

function mendText(token: string): string {
  return token.replace(/\\(?![tbnrf"'\\]|u[0-9a-f]{4}|U[0-9a-f]{8})/gi, '\\\\');
}
