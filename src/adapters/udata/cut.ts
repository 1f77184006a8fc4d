import type { Loss } from '../adapter.ts';

/** Its length as udata counts: in code points. */
export function lengthOf(text: string): number {
  return Array.from(text).length;
}

export function firstOf(text: string, lengthMax: number): string {
  return text.length <= lengthMax ? text : Array.from(text).slice(0, lengthMax).join('').trimEnd();
}

/** The text cut to what udata takes. */
export function cut(text: string, lengthMax: number, field: string, losses: Loss[]): string {
  if (text.length <= lengthMax) return text;
  const length = lengthOf(text);
  if (length <= lengthMax) return text;
  losses.push({ field, value: `${length} characters`, reason: `cut to the ${lengthMax} that udata takes` });
  return firstOf(text, lengthMax);
}
