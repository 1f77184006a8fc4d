/** The syntaxes that are read, or why a text is none of them. */
export type Syntax = 'json' | 'rdfxml' | 'lines' | 'turtle' | 'html' | { no: string };

const LINE =
  /^(?:<[^>\s]*>|_:\S+)\s+<[^>\s]*>\s+(?:<[^>\s]*>|_:\S+|".*"(?:\^\^<[^>\s]*>|@[\w-]+)?)\s*(?:<[^>\s]*>|_:\S+)?\s*\.\s*(?:#.*)?$/;
const RDF = 'www.w3.org/1999/02/22-rdf-syntax-ns#';

/** Told by the first characters; file names and media types say too often something else. */
export function syntaxOf(head: string): Syntax {
  const text = head.replace(/^[\s\ufeff]+/, '');
  if (text === '') return { no: 'nothing in it' };
  if (/^(?:\{|\[\s*(?:[{["\]]|$))/.test(text)) return 'json';
  const markup = text.replace(/^(?:<\?[^]*?\?>|<!--[^]*?-->)\s*/g, '').replace(/^(?:<!--[^]*?-->\s*)+/, '');
  if (/^<(?:!doctype\s+html|html|head|body|script)[\s>]/i.test(markup)) return 'html';
  if (
    text.startsWith('<?xml') ||
    /^<(?:!DOCTYPE\s|[\w.-]+(?::[\w.-]+)?(?:\s+[\w:.-]+\s*=|>|\s*$))/.test(markup)
  ) {
    return head.includes(RDF) || /<(?:\w+:)?RDF[\s>]/.test(head) ? 'rdfxml' : { no: 'XML, but not RDF/XML' };
  }
  const lines = text
    .split('\n')
    .slice(0, 200)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  const whole = lines.slice(0, Math.max(1, lines.length - 1));
  if (whole.every((line) => LINE.test(line))) return 'lines';
  if (
    /(?:^|\s)(?:@?prefix|@?base)\s/i.test(head) ||
    /[<_]\S*\s+(?:a|<\S+>|[\w-]+:[\w-]+)\s/.test(head) ||
    LINE.test(lines[0] ?? '')
  )
    return 'turtle';
  return { no: 'neither Turtle, N-Triples, RDF/XML nor JSON-LD' };
}
