import type { Dataset } from '../../model/dataset.ts';
import { sameJson } from '../../model/fingerprint.ts';
import type { Lost } from '../format.ts';
import { isJson } from './json.ts';

/** What is said of the record and of its reading, not of the dataset. */
const ABOUT_THE_RECORD = new Set(['id', 'origin', 'warning']);
const VALUE_LENGTH_MAX = 200;

/**
 * What of a dataset is not there any more when it is read again, or is there otherwise. How a term was recognised is no part
 * of it, and neither is the order in which agents, terms and references stand. `limits` say why, by path.
 */
export function lostBetween(
  given: Dataset,
  read: Dataset | undefined,
  limits: Readonly<Record<string, string>>,
): Lost[] {
  const lost: Lost[] = [];
  const again: Record<string, unknown> = { ...read };
  for (const [field, value] of Object.entries(given))
    if (!ABOUT_THE_RECORD.has(field)) compare(field, value, again[field], lost);
  return lost.map(({ field, value, reason }) => ({
    field,
    ...(value === undefined ? {} : { value }),
    reason: limitOf(field, limits) ?? reason,
  }));
}

function compare(field: string, given: unknown, read: unknown, lost: Lost[]): void {
  if (given === undefined || isSame(given, read)) return;
  if (Array.isArray(given) && given.some(isJson)) {
    compareLists(field, given, Array.isArray(read) ? read : [], lost);
    return;
  }
  if (isJson(given) && isJson(read) && !isCoded(given)) {
    const before = lost.length;
    for (const [key, value] of Object.entries(given)) compare(`${field}.${key}`, value, read[key], lost);
    // Whatever else there is now was not said; a format may tell more of a file by its address.
    if (lost.length === before && !field.startsWith('distribution'))
      lost.push({ field, value: textual(given), reason: `becomes ${textual(read)}` });
    return;
  }
  lost.push({
    field,
    value: textual(given),
    reason: read === undefined ? 'cannot be said there' : `becomes ${textual(read)}`,
  });
}

/** Distributions stand where they stood; all else is found wherever it is. */
function compareLists(field: string, given: unknown[], read: unknown[], lost: Lost[]): void {
  const inPlace = field === 'distribution';
  const before = lost.length;
  const left = [...read];
  const missing: [number, unknown][] = [];
  for (const [index, member] of given.entries()) {
    const at = inPlace ? index : left.findIndex((one) => isSame(member, one));
    if (inPlace) compareMember(`${field}[${index}]`, member, read[index], lost);
    else if (at >= 0) left.splice(at, 1);
    else missing.push([index, member]);
  }
  for (const [index, member] of missing) compareMember(`${field}[${index}]`, member, left.shift(), lost);
  if (left.length > 0 && !inPlace && lost.length === before)
    lost.push({ field, value: textual(given), reason: `becomes ${textual(read)}` });
}

function compareMember(field: string, given: unknown, read: unknown, lost: Lost[]): void {
  if (isJson(given) && !isCoded(given)) compare(field, given, read, lost);
  else if (!isSame(given, read)) compare(field, given, read, lost);
}

function isSame(a: unknown, b: unknown): boolean {
  if (a === b || sameJson(meaning(a), meaning(b))) return true;
  if (!isCoded(a) || !isCoded(b) || (a['uri'] !== undefined && b['uri'] !== undefined)) return false;
  return a['code'] !== undefined && a['code'] === b['code'];
}

/** A term is its address, else its code, else its words; lists of words stand in any order. */
function meaning(value: unknown): unknown {
  if (isCoded(value)) return value['uri'] ?? value['code'] ?? value['label'] ?? value['raw'];
  if (Array.isArray(value)) {
    const members = value.map(meaning);
    return members.every((member) => typeof member === 'string') ? members.toSorted() : members;
  }
  if (!isJson(value)) return value ?? null;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, meaning(member)]));
}

function isCoded(value: unknown): value is Record<string, unknown> {
  return isJson(value) && 'method' in value && 'confidence' in value;
}

function textual(value: unknown): string {
  return (typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).slice(0, VALUE_LENGTH_MAX);
}

/** The reason that is given for the field, or for what it is a part of. */
function limitOf(field: string, limits: Readonly<Record<string, string>>): string | undefined {
  const steps = field.replace(/\[\d+\]/g, '').split('.');
  for (let length = steps.length; length > 0; length -= 1) {
    const reason = limits[steps.slice(0, length).join('.')];
    if (reason !== undefined) return reason;
  }
  return undefined;
}
