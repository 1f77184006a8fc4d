import { entity } from '../text/entities.ts';
import type { Notes } from './notes.ts';

/** A page is small; of a larger one the rest is left out. */
const PAGE_LENGTH_MAX = 50_000_000;
const JSON_LD = /type\s*=\s*["']?\s*application\/ld\+json/i;

/** The JSON-LD that a page holds, script by script. */
export async function* scriptsIn(pieces: AsyncIterable<string>, notes: Notes): AsyncGenerator<string> {
  let page = '';
  for await (const piece of pieces) {
    page += piece;
    if (page.length <= PAGE_LENGTH_MAX) continue;
    notes.lose(`a page of more than ${PAGE_LENGTH_MAX} characters: the rest was left out`);
    break;
  }
  yield* scriptsOf(page);
}

/** By looking for the tags one after the other: a pattern over the whole would search a page of openings for ever. */
function* scriptsOf(page: string): Generator<string> {
  const lower = page.toLowerCase();
  let at = lower.indexOf('<script');
  while (at !== -1) {
    const open = lower.indexOf('>', at);
    const close = lower.indexOf('</script', open);
    if (open === -1 || close === -1) return;
    if (JSON_LD.test(page.slice(at, open))) yield plain(page.slice(open + 1, close));
    at = lower.indexOf('<script', close);
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
