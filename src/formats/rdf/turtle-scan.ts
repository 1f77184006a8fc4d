/** What a scan of Turtle stops at, outside texts, addresses and comments. */
export type Stop = 'end' | 'semicolon' | 'open' | 'close';

/** A line at the margin that says of which kind something is begins a statement, whatever came before. */
const SUBJECT = /^(?:<[^>\s]+>|[A-Za-z][\w-]*:[^\s;,.]+|_:\w+)\s+(?:a|rdf:type)\s/;

/**
 * Walks over Turtle without understanding it: texts, addresses, comments and brackets are told apart, and `onStop` hears of
 * statement ends, of semicolons at the top, and of the braces of named graphs. Returns where the last whole token ended: what
 * follows may go on in the next piece.
 */
export function scanTurtle(text: string, final: boolean, onStop: (stop: Stop, at: number) => void): number {
  let depth = 0;
  let at = 0;
  let begun = false;
  while (at < text.length) {
    const next = nextOf(text, at);
    // Blanks begin nothing.
    for (let on = at; on < next && !begun; on += 1) begun = text.charCodeAt(on) > 32;
    at = next;
    if (at === text.length) break;
    const skipped = skipToken(text, at, final);
    if (skipped === undefined) return at;
    if (skipped > at) {
      begun ||= text[at] !== '#';
      at = skipped;
      continue;
    }
    const character = text[at];
    if (character === '\n' && begun && SUBJECT.test(text.slice(at + 1, at + 1_000))) {
      // The statement before was never ended.
      depth = 0;
      begun = false;
      onStop('end', at);
    } else if (character !== '\n') begun = character !== '.' || depth > 0;
    if (character === '[' || character === '(') depth += 1;
    else if (character === ']' || character === ')') depth = Math.max(0, depth - 1);
    else if (character === '{' || character === '}') {
      depth = 0;
      onStop(character === '{' ? 'open' : 'close', at);
    } else if (character === ';' && depth === 0) onStop('semicolon', at);
    else if (character === '.' && at === text.length - 1 && !final) return at;
    else if (character === '.' && isEnd(text, at)) {
      // A statement that begins at the margin shows that a bracket was forgotten.
      if (depth === 0 || /^\.\s*\n\s*\n?(?:<|@prefix|[a-z][\w-]*:\S+\s+a\s)/.test(text.slice(at, at + 80))) {
        depth = 0;
        onStop('end', at);
      }
    }
    at += 1;
  }
  return at;
}

/** What a walk stops at. */
const TELLING = new Set(['#', '<', '"', "'", '\n', '[', ']', '(', ')', '{', '}', ';', '.']);
const IS_TELLING = Uint8Array.from({ length: 128 }, (_, code) =>
  TELLING.has(String.fromCharCode(code)) ? 1 : 0,
);

function nextOf(text: string, from: number): number {
  let at = from;
  while (at < text.length && IS_TELLING[text.charCodeAt(at)] !== 1) at += 1;
  return at;
}

/** Where a text, address or comment that begins here ends; `at` when none begins; undefined when it does not end yet. */
function skipToken(text: string, at: number, final: boolean): number | undefined {
  const character = text[at];
  if (character === '#') {
    const end = text.indexOf('\n', at);
    return end === -1 ? (final ? text.length : undefined) : end + 1;
  }
  if (character === '<') {
    // `<` also stands alone in comparisons: an address holds no line break.
    const end = /[<>\n]/.exec(text.slice(at + 1, at + 5_000))?.index;
    if (end === undefined) return final || text.length - at > 5_000 ? at + 1 : undefined;
    return text[at + 1 + end] === '<' ? at + 1 : at + end + 2;
  }
  if (character !== '"' && character !== "'") return at;
  const quote = text.slice(at, at + 3);
  if (quote.length < 3 && !final) return undefined;
  const long = quote === character.repeat(3);
  if (!long && quote.startsWith(character.repeat(2))) return at + 2;
  return endOfText(text, at + (long ? 3 : 1), character, long, final);
}

function endOfText(
  text: string,
  from: number,
  quote: string,
  long: boolean,
  final: boolean,
): number | undefined {
  for (let at = from; at < text.length; at += 1) {
    const character = text[at];
    if (character === '\\') at += 1;
    else if (character === quote) {
      if (!long) return at + 1;
      if (text.startsWith(quote.repeat(3), at) && (at + 3 < text.length || final)) {
        // Up to two quotes more belong to the text.
        let end = at + 3;
        while (text[end] === quote && end < at + 5) end += 1;
        return end;
      }
    } else if (!long && character === '\n') return at;
  }
  return final ? text.length : undefined;
}

/** `ex:a.b` and `1.5` hold points that end nothing. */
function isEnd(text: string, at: number): boolean {
  const next = text[at + 1];
  if (next === undefined) return true;
  return /[\s#<}"'@_[]/.test(next);
}
