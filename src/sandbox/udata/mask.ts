import { isObject } from '../json.ts';
import { wrong } from './refusal.ts';

/** What a client wants of an object: names, the wanted parts of their values, and whether all the rest comes too. */
export interface Mask {
  fields: Map<string, Mask | null>;
  all: boolean;
}

/** Reads `id,title,resources{id,url},*`; outer braces are optional. */
export function parseMask(text: string): Mask {
  const trimmed = text.trim();
  const tokens =
    (trimmed.startsWith('{') && trimmed.endsWith('}') ? trimmed.slice(1, -1) : trimmed).match(
      /[{},]|[^{},]+/g,
    ) ?? [];
  const reader = { tokens, at: 0 };
  const mask = readMask(reader, false);
  if (reader.at < tokens.length) throw wrong('Mask parse error: Unexpected closing bracket');
  return mask;
}

interface Reader {
  tokens: string[];
  at: number;
}

function readMask(reader: Reader, nested: boolean): Mask {
  const mask: Mask = { fields: new Map(), all: false };
  let last: string | undefined;
  for (; reader.at < reader.tokens.length; reader.at += 1) {
    const token = reader.tokens[reader.at] ?? '';
    if (token === '}') {
      if (!nested) break;
      return mask;
    }
    if (token === ',') {
      if (last === undefined) throw wrong('Mask parse error: Unexpected comma');
      last = undefined;
    } else if (token === '{') {
      if (last === undefined) throw wrong('Mask parse error: Unexpected opening bracket');
      reader.at += 1;
      mask.fields.set(last, readMask(reader, true));
    } else {
      last = token.trim();
      if (last === '*') mask.all = true;
      else if (last !== '') mask.fields.set(last, null);
    }
  }
  if (nested) throw wrong('Mask parse error: Missing closing bracket');
  return mask;
}

export function applyMask(mask: Mask, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((member) => applyMask(mask, member));
  if (value === null || value === undefined) return value;
  if (!isObject(value)) throw wrong('Mask error: Mask is inconsistent with model');
  const wanted: Record<string, unknown> = {};
  for (const [key, member] of Object.entries(value)) {
    const inner = mask.fields.get(key);
    if (inner !== undefined && inner !== null) wanted[key] = applyMask(inner, member);
    else if (inner === null || mask.all) wanted[key] = member;
  }
  return wanted;
}
