/** Deepest nesting that may be stored: PostgreSQL's json and a recursive stringify both fail far beyond it. */
export const DEPTH_MAX = 64;

/** NUL and the other C0 and C1 controls but tab, line feed and carriage return: PostgreSQL refuses the first, nobody wants the rest. */
// oxlint-disable-next-line no-control-regex
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;
/** Keys by which a prototype can be reached. */
const REACHING: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);
/** Marks that turn the reading direction round or hide text: a title must show what it says. */
const HIDDEN = /[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}]/gu;

/** Text that SQL, JSON and a person can take: well-formed Unicode without control characters, trimmed. */
export function cleanText(text: string): string {
  return text.toWellFormed().replace(CONTROLS, '').trim();
}

/** A title, name or keyword: besides, no hidden or direction marks, and blanks in a row are one. */
export function cleanName(text: string): string {
  return singleBlanks(cleanText(text).replace(HIDDEN, '')).trim();
}

/** Any blanks in a row as one space. Single spaces are left where they are: replacing each costs more than all the rest. */
export function singleBlanks(text: string): string {
  return text.replace(/\s\s+|[^\S ]/g, ' ');
}

/** JSON text as storable JSON: see `cleanJson`. Throws what `JSON.parse` throws. */
export function parseClean(text: string): unknown {
  const value: unknown = JSON.parse(text);
  // Nearly always there is nothing to clean, and looking costs half as much as copying.
  return isStorable(value, 0) ? value : cleanJson(value);
}

/** Of what was parsed just now: plain objects and lists. Without closures and copies, which would cost as much as cleaning. */
function isStorable(value: unknown, depth: number): boolean {
  if (typeof value === 'string') return isCleanText(value);
  if (typeof value === 'number') return Number.isFinite(value);
  if (value === null || typeof value !== 'object') return true;
  if (depth >= DEPTH_MAX) return false;
  if (Array.isArray(value)) {
    for (const member of value) if (!isStorable(member, depth + 1)) return false;
    return true;
  }
  const members = value as Record<string, unknown>;
  for (const key in members)
    if (REACHING.has(key) || !isCleanText(key) || !isStorable(members[key], depth + 1)) return false;
  return true;
}

function isCleanText(text: string): boolean {
  return text.search(CONTROLS) < 0 && text.isWellFormed();
}

/**
 * Remote JSON made storable: strings cleaned of controls (not trimmed), numbers finite, nesting at most 64 levels (deeper parts
 * are replaced by the word «[too deep]»), and no key that could reach a prototype.
 */
export function cleanJson(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return value.toWellFormed().replace(CONTROLS, '');
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (value === null || typeof value !== 'object')
    return typeof value === 'bigint' ? value.toString() : value;
  if (depth >= DEPTH_MAX) return '[too deep]';
  if (Array.isArray(value)) return value.map((member) => cleanJson(member, depth + 1) ?? null);
  const clean: Record<string, unknown> = {};
  for (const [key, member] of Object.entries(value)) {
    if (REACHING.has(key)) continue;
    const cleaned = cleanJson(member, depth + 1);
    if (cleaned !== undefined) clean[key.toWellFormed().replace(CONTROLS, '')] = cleaned;
  }
  return clean;
}
