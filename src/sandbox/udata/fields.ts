import { isObject, wordOf } from '../json.ts';
import { TLDS } from './vocabulary.ts';

/** Errors of one form, by field. */
export type Errors = Record<string, unknown>;

// Messages are in the language of the site, so that nobody matches on them.
export const REQUIRED = 'Ce champ est requis.';
export const CHOICE = "N'est pas un choix valide.";

/** Text as a form reads it: numbers become text, a list stands for its first member, null for nothing. */
export function formText(value: unknown): string | null {
  const single: unknown = Array.isArray(value) ? value[0] : value;
  if (typeof single === 'string') return single;
  return typeof single === 'number' || typeof single === 'boolean' ? String(single) : null;
}

export function requiredText(errors: Errors, field: string, value: unknown, lengthMax: number): string {
  const text = formText(value) ?? '';
  if (text.trim() === '') errors[field] = [REQUIRED];
  else tooLong(errors, field, text, lengthMax);
  return text;
}

export function optionalText(
  errors: Errors,
  field: string,
  value: unknown,
  lengthMax: number,
): string | null {
  const text = formText(value);
  if (text === null || text === '') return null;
  tooLong(errors, field, text, lengthMax);
  return text;
}

export function choice(errors: Errors, field: string, value: unknown, choices: readonly string[]): string {
  const text = formText(value) ?? '';
  if (!choices.includes(text)) errors[field] = [text === '' ? REQUIRED : CHOICE];
  return text;
}

/** Anything but null, false and the words for false is true. */
export function flag(value: unknown): boolean {
  return value !== null && value !== false && !['false', 'False', '0', ''].includes(wordOf(value));
}

/** A moment, or null; what cannot be read is an error. Missing months and days are today's, as the real parser has it. */
export function moment(errors: Errors, field: string, value: unknown): string | null {
  if (value === null || value === '') return null;
  const at = typeof value === 'string' ? parseMoment(value) : undefined;
  if (at === undefined) errors[field] = ['Format de date inconnu'];
  return at ?? null;
}

export function parseMoment(text: string, today = new Date()): string | undefined {
  const match = /^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?(T.+)?$/.exec(text.trim());
  if (match === null) return undefined;
  const [
    ,
    year = '',
    month = pad(today.getUTCMonth() + 1),
    day = pad(today.getUTCDate()),
    time = 'T00:00:00Z',
  ] = match;
  const zoned = /(Z|[+-]\d{2}:?\d{2})$/.test(time) ? time : `${time}Z`;
  const at = new Date(`${year}-${month}-${day}${zoned}`);
  if (Number.isNaN(at.getTime())) return undefined;
  return `${at.toISOString().slice(0, 19)}+00:00`;
}

/** An object whose keys, at any depth, start with a dollar cannot be stored. */
export function hasDollarKey(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hasDollarKey);
  if (!isObject(value)) return false;
  return Object.entries(value).some(([key, member]) => key.startsWith('$') || hasDollarKey(member));
}

const SCHEMES = ['http:', 'https:', 'ftp:', 'ftps:'];
const PRIVATE = /^(localhost|127\.|10\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.|\[(::1|f[cd]|fe80))/i;

/** Why an address is refused, or undefined. The host as written must end in a known domain, in lower case. */
export function urlProblem(text: string, refusePrivate: boolean): string | undefined {
  const refused = `URL invalide « ${text} »`;
  if (/\s/.test(text) || !URL.canParse(text)) return refused;
  const { protocol, hostname } = new URL(text);
  if (!SCHEMES.includes(protocol) || hostname === '') return refused;
  if (PRIVATE.test(hostname)) return refusePrivate ? `${refused} : adresse privée` : undefined;
  if (/^[\d.]+$/.test(hostname) || hostname.startsWith('[')) return undefined;
  const written = /^[^/]+\/\/(?:[^@/]*@)?([^/:?#]+)/.exec(text)?.[1] ?? '';
  const labels = written.split('.');
  const last = labels.at(-1) ?? '';
  const known = TLDS.has(last) || /^[a-z]{2}$/.test(last);
  return labels.length > 1 && known ? undefined : `${refused} : domaine inconnu`;
}

function tooLong(errors: Errors, field: string, text: string, lengthMax: number): void {
  if (Array.from(text).length > lengthMax)
    errors[field] = [`Ce champ ne peut pas dépasser ${lengthMax} caractères.`];
}

function pad(number: number): string {
  return String(number).padStart(2, '0');
}
