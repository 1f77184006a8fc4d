import type { LangKeywords, LangText } from '../../../model/text.ts';
import { USUAL_PREFIXES } from '../../rdf/names.ts';
import { dateOf, timeOf } from '../../values/calendar.ts';
import { literal } from '../../rdf/terms.ts';
import type { Literal, Resource } from '../../rdf/terms.ts';
import { plain, ref, typed, writable } from './tree.ts';

// oxlint-disable-next-line no-control-regex
const IRI = /^[a-z][a-z0-9+.-]*:[^\u0000-\u0020<>"{}|\\^`\u007f-\u00a0\ufffe\uffff]+$/i;
/** Parsers take these segments out, each in its own way. */
const DOTS = /\/\.{1,2}(?=[/?#]|$)/g;
const IRI_LENGTH_MAX = 8_000;
const TAG = /^[a-z]{1,8}(?:-[a-z0-9]{1,8})*$/i;

/** The address if every syntax can carry it as it is. */
export function safeIri(text: string | undefined): string | undefined {
  if (text === undefined || text.length > IRI_LENGTH_MAX || !IRI.test(text) || !text.isWellFormed())
    return undefined;
  if (text.search(DOTS) !== -1) return undefined;
  // JSON-LD would take it for one of its own abbreviations.
  const scheme = text.slice(0, text.indexOf(':'));
  return Object.hasOwn(USUAL_PREFIXES, scheme) && !text.startsWith('//', scheme.length + 1)
    ? undefined
    : text;
}

export function iriRef(text: string | undefined): Resource | undefined {
  const iri = safeIri(text);
  return iri === undefined ? undefined : ref(iri);
}

/** A link of the model; what an address may not hold is escaped, as browsers do. */
export function linkRef(text: string): Resource | undefined {
  const escaped = writable(text)
    .trim()
    // oxlint-disable-next-line no-control-regex
    .replace(/[\u0000-\u0020<>"{}|\\^`\u007f-\u00a0]/g, (mark) => encodeURIComponent(mark))
    .replace(DOTS, (dots) => dots.replaceAll('.', '%2E'));
  return iriRef(escaped);
}

/** One literal a language; a key that is no language tag goes without. */
export function texts(text: LangText | undefined): Literal[] {
  return Object.entries(text ?? {}).flatMap(([language, value]) => inLanguage(value, language) ?? []);
}

export function keywords(lists: LangKeywords | undefined): Literal[] {
  return Object.entries(lists ?? {}).flatMap(([language, values]) =>
    values.flatMap((value) => inLanguage(value, language) ?? []),
  );
}

function inLanguage(value: string, language: string): Literal | undefined {
  if (language === 'und' || !TAG.test(language)) return plain(value);
  const text = writable(value);
  return text === '' ? undefined : literal(text, language);
}

const DATE =
  /^(-?\d{4,6})(?:-(\d{2})(?:-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2}(?:\.\d+)?))?(Z|[+-]\d{2}:\d{2})?)?)?)?$/;

/** A date with the datatype of its precision; undefined for a day that no calendar has. */
export function date(text: string | undefined): Literal | undefined {
  const [, year, month, day, hours, minutes, seconds = '00', zone = ''] = DATE.exec(text ?? '') ?? [];
  // XML Schema has no leading zeros beyond four digits.
  if (year === undefined || /^-?0\d{4,}$/.test(year)) return undefined;
  if (month === undefined) return typed(year, 'xsd:gYear');
  if (dateOf(Number(year), Number(month), day === undefined ? undefined : Number(day)) === undefined)
    return undefined;
  if (day === undefined) return typed(`${year}-${month}`, 'xsd:gYearMonth');
  if (hours === undefined) return typed(`${year}-${month}-${day}`, 'xsd:date');
  if (Number(hours) > 23 || Number(seconds) >= 60 || Number(zone.slice(1, 3)) > 13) return undefined;
  if (timeOf(hours, minutes, seconds, zone) === undefined) return undefined;
  return typed(`${year}-${month}-${day}T${hours}:${minutes}:${seconds}${zone}`, 'xsd:dateTime');
}

const DURATION =
  /^-?P(?=\d|T\d)(?:\d+Y)?(?:\d+M)?(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?)?$/;

export function duration(text: string | undefined): Literal | undefined {
  return text !== undefined && DURATION.test(text) ? typed(text, 'xsd:duration') : undefined;
}

/** xsd:decimal knows no exponents. */
export function decimal(number: number | undefined): Literal | undefined {
  if (number === undefined || !Number.isFinite(number)) return undefined;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(number)) ?? [];
  const shift = Number(exponent);
  const before = '0'.repeat(Math.max(0, -shift)) + whole;
  const digits = before + fraction.padEnd(Math.max(0, shift), '0');
  const point = before.length + shift;
  const start = digits.slice(0, point).replace(/^0+(?=\d)/, '');
  const end = digits.slice(point);
  return typed(`${sign}${start === '' ? '0' : start}${end === '' ? '' : `.${end}`}`, 'xsd:decimal');
}
