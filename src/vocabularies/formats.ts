import type { Coded } from '../model/coded.ts';
import {
  declaredType,
  formatRow,
  isKindOf,
  isNoEvidence,
  mediaTypeFormat,
  readDeclaration,
  readHints,
  readWords,
} from './format-evidence.ts';
import type { Evidence } from './format-evidence.ts';
import type { Format } from './format-table.ts';
import { urlHints } from './format-url.ts';
import type { UrlHint } from './format-url.ts';
import { coded, unknown } from './match.ts';
import { memoise } from './memo.ts';

/** What a source says of a distribution's format, in its own fields. */
export interface FormatParts {
  /** dct:format or dcat:mediaType as an address. */
  uri?: string | undefined;
  mediaType?: string | undefined;
  /** Free text: «Excel», «SHAPE-ZIP». */
  format?: string | undefined;
  url?: string | undefined;
}

/** Blank where the source says nothing. */
interface Declared {
  uri: string;
  mediaType: string;
  format: string;
}

/** The format of what is inside; how it is wrapped stands beside it, as media types. */
export interface FormatMatch {
  format?: Readonly<Coded>;
  mediaType?: string;
  compressFormat?: string;
  packageFormat?: string;
}

/**
 * Recognises a distribution's format. The order of evidence: declared EU or IANA address, declared media type (unless
 * it is one that servers give when they do not know), the export that the address asks for, the file name's ending,
 * free text. A later piece that tells a kind of an earlier one (GeoJSON of JSON) wins over it; HTML and plain text
 * give way to anything.
 */
export function matchFormat(parts: FormatParts): FormatMatch {
  const { uri = '', mediaType = '', format = '' } = parts;
  const hints = urlHints(parts.url ?? '');
  const said = hints.map((hint) => `${hint.from} ${hint.word.length} ${hint.word}`).join();
  // Addresses are all different, what they tell of the format is not: hence the hints in the key.
  const key = `${uri.length} ${mediaType.length} ${format.length} ${uri}${mediaType}${format}${said}`;
  return remembered(key, { uri, mediaType, format }, hints);
}

const remembered = memoise((_key: string, parts: Declared, hints: readonly UrlHint[]): FormatMatch => {
  const words = readWords(parts.format);
  const found = [
    ...readDeclaration(parts.uri),
    ...readDeclaration(parts.mediaType),
    ...words.filter(isDeclared),
    ...readHints(hints),
    ...words.filter((one) => !isDeclared(one)),
  ];
  const inside = found.filter((one) => one.row.wraps === undefined);
  const wrapping = found.filter((one) => one.row.wraps !== undefined);
  const best = choose(inside) ?? outermost(wrapping);
  const raw = [parts.format, parts.uri, parts.mediaType].find((part) => part.trim() !== '');
  const media = [parts.mediaType, parts.uri, parts.format]
    .map(declaredType)
    .find((type) => type !== undefined);
  const mediaType = best === undefined ? media : mediaTypeOf(best.row, media);
  return Object.freeze({
    ...(best === undefined
      ? unrecognised(raw)
      : { format: coded(best.row, raw, best.method, best.confidence) }),
    ...(mediaType === undefined ? {} : { mediaType }),
    ...wrappers(wrapping),
  });
});

/** Whether data portals' quality assessments count the format as machine-readable; by key or by match. */
export function isMachineReadable(format: string | Coded): boolean {
  return rowOf(format)?.machineReadable ?? false;
}

/** Whether they count it as free of an owner (non-proprietary). */
export function isOpenFormat(format: string | Coded): boolean {
  return rowOf(format)?.open ?? false;
}

/** Whether it is an interface rather than a file. */
export function isServiceFormat(format: string | Coded): boolean {
  return rowOf(format)?.service ?? false;
}

function unrecognised(raw: string | undefined): { format?: Readonly<Coded> } {
  return raw === undefined ? {} : { format: unknown(raw) };
}

function rowOf(format: string | Coded): Format | undefined {
  const key = typeof format === 'string' ? format.toLowerCase() : format.code;
  return key === undefined ? undefined : formatRow(key);
}

function isDeclared(evidence: Evidence): boolean {
  return evidence.method === 'uri';
}

function choose(found: readonly Evidence[]): Evidence | undefined {
  const [first] = found.filter((one) => one.method === 'uri' || !(one.weak ?? one.row.weak ?? false));
  const strong = first ?? found[0];
  if (strong === undefined) return undefined;
  let best = strong;
  for (const one of found) if (isKindOf(one.row, best.row)) best = one;
  return best;
}

/** A wrapping of which nobody says what is in it; `.tar.gz` is one, told in two steps. */
function outermost(wrapping: readonly Evidence[]): Evidence | undefined {
  const [outer] = wrapping;
  const both = formatRow('tgz');
  const has = (code: string): boolean => wrapping.some((one) => one.row.code === code);
  return outer !== undefined && both !== undefined && has('tar') && has('gz')
    ? { ...outer, row: both }
    : outer;
}

/** What was declared, unless it is vaguer than what we know, or another name for it. */
function mediaTypeOf(row: Format, declared: string | undefined): string | undefined {
  const said = declared === undefined ? undefined : mediaTypeFormat(declared);
  if (declared === undefined || isNoEvidence(declared)) return row.mediaType;
  if (said === undefined || row.service) return declared;
  const vaguer =
    said.wraps !== undefined || said.weak === true || isKindOf(row, said) || said.code === row.code;
  return vaguer ? row.mediaType : declared;
}

function wrappers(found: readonly Evidence[]): { compressFormat?: string; packageFormat?: string } {
  const both = found.some((one) => one.row.wraps === 'both');
  const pack = found.find((one) => one.row.wraps === 'package')?.row ?? (both ? formatRow('tar') : undefined);
  const compress =
    found.find((one) => one.row.wraps === 'compress')?.row ?? (both ? formatRow('gz') : undefined);
  return {
    ...(compress?.mediaType === undefined ? {} : { compressFormat: compress.mediaType }),
    ...(pack?.mediaType === undefined ? {} : { packageFormat: pack.mediaType }),
  };
}
