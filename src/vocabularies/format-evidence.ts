import { fold, foldUri } from './fold.ts';
import { FORMATS } from './format-table.ts';
import type { Format } from './format-table.ts';
import type { UrlHint } from './format-url.ts';
import { CONFIDENCE, single, Vocabulary } from './match.ts';

const EU = 'publications.europa.eu/resource/authority/file-type';
const IANA = /^iana\.org\/assignments\/media-types\/(.+)$/;
/** Only of the registered kinds: «KML/KMZ» is none. */
const MEDIA_TYPE =
  /^(?:application|audio|font|image|message|model|multipart|text|video)\/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}$/;
/** What a server says when it does not know. */
const NO_EVIDENCE = new Set([
  'application/octet-stream',
  'binary/octet-stream',
  'application/x-download',
  'application/download',
  'application/force-download',
  'text/plain',
  'application/unknown',
  'application/x-octet-stream',
]);

/** Windows calls every CSV file so once Excel is installed: any other evidence is better. */
const MISDECLARED = 'application/vnd.ms-excel';

const rows = FORMATS.map((format) => ({
  ...format,
  label: { und: format.code.toUpperCase() },
  ...(format.eu === undefined ? {} : { uri: `http://${EU}/${format.eu}` }),
}));
const byCode = new Map(rows.map((row) => [row.code, row]));
const byMediaType = new Map<string, Format>();
const byExtension = new Map<string, Format>();
for (const row of rows) {
  const types = row.profile ? [] : [row.mediaType, ...(row.mediaTypes ?? [])];
  for (const type of types)
    if (type !== undefined) put(byMediaType, type.toLowerCase().replaceAll(' ', ''), row);
  for (const extension of row.extensions ?? []) put(byExtension, extension, row);
}
const vocabulary = new Vocabulary<Format>(
  rows.map((row) => ({
    ...row,
    codes: [...(row.eu === undefined ? [] : [row.eu]), ...(row.extensions ?? [])],
  })),
);

/** What one field says, and how it says it. */
export interface Evidence {
  row: Format;
  method: 'uri' | 'code' | 'alias';
  confidence: number;
  /** Any other evidence is better. */
  weak?: boolean;
}

/** An EU or IANA address, or a media type. */
export function readDeclaration(text: string): Evidence[] {
  const uri = foldUri(text);
  const euRow = uri === undefined ? undefined : vocabulary.foldedUri(uri);
  if (euRow !== undefined) return [{ row: euRow, method: 'uri', confidence: CONFIDENCE.uri }];
  if (uri?.startsWith(`${EU}/`)) {
    const row = vocabulary.code(uri.slice(EU.length + 1));
    return row === undefined ? [] : [{ row, method: 'uri', confidence: CONFIDENCE.uri }];
  }
  const iana = uri === undefined ? undefined : IANA.exec(uri)?.[1];
  const row = mediaTypeRow(iana ?? text);
  if (row === undefined) return [];
  const method = iana === undefined ? 'code' : 'uri';
  const weak = row.weak === true || text.trim().toLowerCase() === MISDECLARED;
  return [{ row, method, confidence: CONFIDENCE[method], weak }];
}

/** By the whole type first, for the few that a parameter tells apart, then without parameters. */
function mediaTypeRow(text: string): Format | undefined {
  const whole = text.toLowerCase().replace(/[\s"']/g, '');
  const bare = whole.split(';', 1)[0] ?? '';
  return byMediaType.get(whole) ?? (NO_EVIDENCE.has(bare) ? undefined : byMediaType.get(bare));
}

/** What the address asks for or ends with, wrappings included. */
export function readHints(hints: readonly UrlHint[]): Evidence[] {
  const found: Evidence[] = [];
  for (const hint of hints) {
    const row = hint.from === 'extension' ? byExtension.get(hint.word) : exportRow(hint.word);
    if (row !== undefined) found.push({ row, method: 'alias', confidence: CONFIDENCE.alias });
    // Below an ending that is no wrapping, a dot is part of the name.
    if (hint.from === 'extension' && row?.wraps === undefined) break;
  }
  return found;
}

function exportRow(word: string): Format | undefined {
  return vocabulary.code(word) ?? mediaTypeRow(word) ?? vocabulary.alias(fold(word));
}

/** Free text, which may be a code or a declaration as well. */
export function readWords(text: string): Evidence[] {
  const declared = readDeclaration(text);
  if (declared.length > 0) return declared;
  const word = text.trim().replace(/^\*?\./, '');
  const code = vocabulary.code(word);
  if (code !== undefined) return [{ row: code, method: 'code', confidence: CONFIDENCE.code }];
  const folded = fold(text);
  const alias = vocabulary.alias(folded);
  const wrapped = wrappingWords(folded);
  if (alias !== undefined) return [{ row: alias, method: 'alias', confidence: CONFIDENCE.alias }, ...wrapped];
  const inside = vocabulary.within(folded).filter((one) => one.concept.wraps === undefined);
  const named = single(inside) ?? mostSpecial(inside.map((one) => one.concept));
  return named === undefined
    ? wrapped
    : [{ row: named, method: 'alias', confidence: CONFIDENCE.text }, ...wrapped];
}

/** «SHAPE-ZIP», «CSV (zip)»: the wrapping is said along with the format. */
function wrappingWords(folded: string): Evidence[] {
  const wraps = vocabulary.within(folded).map((one) => one.concept);
  const named = folded.split(' ').flatMap((word) => vocabulary.code(word) ?? []);
  const found = new Set([...wraps, ...named].filter((row) => row.wraps !== undefined));
  return [...found].map((row) => ({ row, method: 'alias', confidence: CONFIDENCE.alias }));
}

/** «GML (XML)» is GML: of several formats the one that is a kind of all the others. */
function mostSpecial(formats: readonly Format[]): Format | undefined {
  return formats.find((format) => formats.every((other) => other === format || isKindOf(format, other)));
}

/** Whether the one is a kind of the other, as GeoJSON is of JSON. */
export function isKindOf(format: Format, general: Format): boolean {
  let parent = format.of;
  while (parent !== undefined) {
    if (parent === general.code) return true;
    parent = byCode.get(parent)?.of;
  }
  return false;
}

function put(map: Map<string, Format>, key: string, row: Format): void {
  if (!map.has(key)) map.set(key, row);
}

/** The format of a canonical key. */
export function formatRow(key: string): Format | undefined {
  return byCode.get(key);
}

/** The format that a media type without parameters means. */
export function mediaTypeFormat(type: string): Format | undefined {
  return byMediaType.get(type);
}

/** Whether a media type is one that servers give when they do not know. */
export function isNoEvidence(type: string): boolean {
  return NO_EVIDENCE.has(type);
}

/** The media type that a field holds, as such or as IANA's address of it. */
export function declaredType(text: string): string | undefined {
  const uri = foldUri(text);
  const type =
    (uri === undefined ? text : (IANA.exec(uri)?.[1] ?? '')).toLowerCase().split(';', 1)[0]?.trim() ?? '';
  return MEDIA_TYPE.test(type) ? type : undefined;
}
