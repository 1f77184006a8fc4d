import { suggestion } from '../config/suggest.ts';
import type { Coded } from '../model/coded.ts';
import { Dataset } from '../model/dataset.ts';
import { matchAccessRights } from '../vocabularies/access-rights.ts';
import { matchFrequency } from '../vocabularies/frequencies.ts';
import { matchHvdCategory } from '../vocabularies/hvd.ts';
import { matchLicense } from '../vocabularies/licenses.ts';
import { matchTheme } from '../vocabularies/themes.ts';
import { CliFailure, EXIT } from './exit.ts';

type Field = keyof typeof Dataset.shape;

const TEXTS: readonly Field[] = ['title', 'description', 'alternative', 'versionNotes'];
const WORDS: readonly Field[] = [
  'kind',
  'iri',
  'version',
  'issued',
  'modified',
  'created',
  'temporalResolution',
];
const LISTS: readonly Field[] = [
  'identifier',
  'otherIdentifier',
  'inSeries',
  'language',
  'applicableLegislation',
  'landingPage',
  'relation',
  'source',
  'isReferencedBy',
  'sample',
  'endpointURL',
  'endpointDescription',
  'servesDataset',
];
const CODED: Partial<Record<Field, (raw: string) => Readonly<Coded>>> = {
  license: (raw) => matchLicense(raw),
  frequency: matchFrequency,
  accessRights: matchAccessRights,
};
const CODED_LISTS: Partial<Record<Field, (raw: string) => Readonly<Coded>>> = {
  theme: matchTheme,
  hvdCategory: matchHvdCategory,
};
const BESIDE = ['visibility', 'owner'] as const;

/**
 * What `dataset set` sends: a merge patch. `unrecognised` are values that no vocabulary knows; they are kept as written.
 * `assumed` says in which language a text was taken to be that exists in several.
 */
export interface DatasetPatch {
  dataset: Record<string, unknown>;
  visibility?: string;
  owner?: string;
  unrecognised: string[];
  assumed: string[];
}

/** Reads `title=…`, `description.en=…`, `keyword.fr=a,b`, `license=etalab-2.0`, `owner=…`; nothing after the sign takes a field away. */
export function patchFrom(
  assignments: readonly string[],
  present: Readonly<Record<string, unknown>>,
): DatasetPatch {
  const patch: DatasetPatch = { dataset: {}, unrecognised: [], assumed: [] };
  for (const assignment of assignments) {
    const sign = assignment.indexOf('=');
    if (sign <= 0)
      throw usage(
        `"${assignment}" is not of the form field=value, for example title=Rivers or keyword.fr=eau,rivière`,
      );
    assign(patch, assignment.slice(0, sign), assignment.slice(sign + 1), present);
  }
  return patch;
}

function assign(
  patch: DatasetPatch,
  path: string,
  value: string,
  present: Readonly<Record<string, unknown>>,
): void {
  const [name = '', ...steps] = path.split('.');
  if (name === 'visibility' || name === 'owner') {
    if (steps.length > 0 || value === '') throw usage(`${path}: ${name} needs a value and has no parts`);
    patch[name] = value;
    return;
  }
  const field = isField(name) ? name : undefined;
  if (field === undefined)
    throw usage(`${name}: unknown field; ${suggestion(name, [...Object.keys(Dataset.shape), ...BESIDE])}`);
  if (field === 'id') throw usage('id: the id of a dataset does not change');
  if (TEXTS.includes(field) || field === 'keyword') {
    const language = steps[0] ?? languageOf(field, present, patch.assumed);
    if (steps.length > 1) throw usage(`${path}: only a language can follow ${field}, as in ${field}.fr`);
    const words = field === 'keyword' && value !== '' ? split(value) : value;
    patch.dataset[field] = { ...objectOf(patch.dataset[field]), [language]: words === '' ? null : words };
  } else if (steps.length > 0) {
    patch.dataset[field] = nested(
      objectOf(patch.dataset[field]),
      steps,
      value,
      path,
      objectOf(present[field]),
      present,
    );
  } else patch.dataset[field] = value === '' ? null : replacing(present[field], valueOf(field, value, patch));
}

function valueOf(field: Field, value: string, patch: DatasetPatch): unknown {
  if (/^[[{]/.test(value)) return jsonOf(field, value);
  const one = CODED[field];
  if (one !== undefined) return recognised(one(value), field, patch);
  const many = CODED_LISTS[field];
  if (many !== undefined) return split(value).map((part) => recognised(many(part), field, patch));
  if (LISTS.includes(field)) return split(value);
  if (WORDS.includes(field)) return value;
  throw usage(
    `${field}: cannot be written as plain words: give JSON, for example ${field}='[{…}]', or its parts, as in publisher.email=…`,
  );
}

/** `publisher.email=…`, `extra.depth=3`: parts of an object; a name is a text with a language. */
function nested(
  patch: Record<string, unknown>,
  [step = '', ...rest]: readonly string[],
  value: string,
  path: string,
  before: Record<string, unknown>,
  present: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  if (step === '') throw usage(`${path}: a part is missing between the dots`);
  if (step === 'name' || step === 'memberOf') {
    const language = rest[0] ?? languageIn(before[step]) ?? languageOf('title', present, []);
    return { ...patch, [step]: { ...objectOf(patch[step]), [language]: value === '' ? null : value } };
  }
  if (rest.length > 0)
    return {
      ...patch,
      [step]: nested(objectOf(patch[step]), rest, value, path, objectOf(before[step]), present),
    };
  return { ...patch, [step]: value === '' ? null : /^[[{]/.test(value) ? jsonOf(path, value) : value };
}

/** Which of several languages is meant when nobody says: the one that remotes are given. */
const PREFERRED = ['fr', 'en'];

/** The one language that a text is in, the preferred one of several, that of the title for a new text. */
function languageOf(field: string, present: Readonly<Record<string, unknown>>, assumed: string[]): string {
  const languages = Object.keys(objectOf(present[field]));
  const [first, ...more] = [...PREFERRED.filter((one) => languages.includes(one)), ...languages];
  if (first !== undefined && new Set([first, ...more]).size > 1)
    assumed.push(
      `${field}: set in ${first}; it exists in ${languages.join(', ')}: ${field}.${languages.find((one) => one !== first)}=… sets another`,
    );
  return first ?? languageIn(present['title']) ?? 'und';
}

function languageIn(text: unknown): string | undefined {
  const languages = Object.keys(objectOf(text));
  return languages.length === 1 ? languages[0] : undefined;
}

function recognised(coded: Readonly<Coded>, field: string, patch: DatasetPatch): Readonly<Coded> {
  if (coded.method === 'none')
    patch.unrecognised.push(`${field}: "${coded.raw ?? ''}" is in no vocabulary: kept as written`);
  return coded;
}

/** The merge patch that leaves nothing of the value before in place. */
function replacing(before: unknown, after: unknown): unknown {
  if (typeof after !== 'object' || after === null || Array.isArray(after)) return after;
  const patch: Record<string, unknown> = {};
  for (const key of Object.keys(objectOf(before))) patch[key] = null;
  for (const [key, value] of Object.entries(after)) patch[key] = replacing(objectOf(before)[key], value);
  return patch;
}

function split(value: string): string[] {
  return value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function jsonOf(name: string, value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    throw usage(`${name}: what starts with [ or { must be JSON`);
  }
}

function isField(name: string): name is Field {
  return Object.hasOwn(Dataset.shape, name);
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function usage(message: string): CliFailure {
  return new CliFailure(EXIT.usage, message);
}
