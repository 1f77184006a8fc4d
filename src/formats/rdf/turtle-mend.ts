/** Tokens that a mend must not mix up: long texts, short texts, comments, addresses. */
const TOKENS =
  /"""[^]*?"""|'''[^]*?'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|#[^\n]*|<{1,2}[^<>\n]{0,4000}>|@prefix\s+[\w-]*:\s*<[^<>\n]{0,4000}>(?!\s*\.)|@[A-Za-z][\w-]*|(?<![\w:-])[A-Za-z][\w-]*:[\w.-]+\/[\w./-]*\w/g;

/** The mistakes that exports of national portals make: blanks and braces in addresses, `@en_US`, unknown escapes, points left out after a prefix, slashes in short names. */
export function mendTurtle(statement: string, prefixes: ReadonlyMap<string, string>): string {
  const mended = statement.replace(TOKENS, (token) => {
    if (token.startsWith('<')) return mendAddress(token);
    if (token.startsWith('"') || token.startsWith("'")) return mendText(token);
    if (token.startsWith('@prefix') && token.endsWith('>')) return `${token} .`;
    if (token.startsWith('@')) return token.replaceAll('_', '-').replace(/-+$/, '');
    if (token.startsWith('#')) return token;
    // `ex:data/7`: a slash cannot stand there unescaped.
    const colon = token.indexOf(':');
    const namespace = prefixes.get(token.slice(0, colon));
    return namespace === undefined ? token : `<${namespace}${token.slice(colon + 1)}>`;
  });
  return mended.replace(/\^\^<>|@(?=\s*[;,.])/g, '');
}

function mendAddress(token: string): string {
  const inner = token.slice(1, -1).trim().replace(/^<+/, '');
  // oxlint-disable-next-line no-control-regex -- these are what is to be found
  const escaped = inner.replace(/[\u0000-\u0020"{}|\\^`<]/g, (character) =>
    character === '\\' ? '/' : encodeURIComponent(character),
  );
  return `<${escaped}>`;
}

function mendText(token: string): string {
  return token.replace(/\\(?![tbnrf"'\\]|u[0-9a-f]{4}|U[0-9a-f]{8})/gi, '\\\\');
}
