import { entity } from '../text/entities.ts';
import type { Notes } from './notes.ts';

/** A page is small; of a larger one the rest is left out. */
const PAGE_LENGTH_MAX = 50_000_000;
const SCRIPT = /<script\b([^>]*)>([^]*?)<\/script\s*>/gi;
const JSON_LD = /type\s*=\s*["']?\s*application\/ld\+json/i;

/** The JSON-LD that a page holds, script by script. */
export async function* scriptsIn(pieces: AsyncIterable<string>, notes: Notes): AsyncGenerator<string> {
  let page = '';
  for await (const piece of pieces) {
    page += piece;
    if (page.length <= PAGE_LENGTH_MAX) continue;
    notes.add(`a page of more than ${PAGE_LENGTH_MAX} characters: the rest was left out`);
    break;
  }
  for (const [, attributes = '', text = ''] of page.matchAll(SCRIPT)) {
    if (JSON_LD.test(attributes)) yield plain(text);
  }
}

/** Some pages comment their scripts out, or escape them as if they were text. */
function plain(text: string): string {
  const bare = text
    .replace(/^\s*(?:<!--|\/\/\s*<!\[CDATA\[|<!\[CDATA\[)/, '')
    .replace(/(?:-->|\/\/\s*\]\]>|\]\]>)\s*$/, '')
    .trim()
    .replace(/;$/, '');
  return /^[{[]\s*&quot;/.test(bare)
    ? bare.replace(/&(\w+);/g, (whole, name: string) => entity(name) ?? whole)
    : bare;
}
