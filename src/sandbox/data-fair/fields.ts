import { type JsonObject, isObject } from '../json.ts';
import { invalid } from './refusal.ts';

type Check = (value: unknown) => boolean;

const text: Check = (value) => typeof value === 'string';
const object: Check = isObject;
const list: Check = Array.isArray;
const flag: Check = (value) => typeof value === 'boolean';
const texts: Check = (value) => Array.isArray(value) && value.every(text);
const date: Check = (value) => typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value);
const licence: Check = (value) => isObject(value) && text(value['title']) && text(value['href']);
const topics: Check = (value) =>
  Array.isArray(value) && value.every((one) => isObject(one) && text(one['title']));
const fields: Check = (value) =>
  Array.isArray(value) && value.every((one) => isObject(one) && text(one['key']));
const attachments: Check = (value) =>
  Array.isArray(value) &&
  value.every((one) => isObject(one) && text(one['title']) && ATTACHMENTS.includes(String(one['type'])));

const ATTACHMENTS = ['file', 'url', 'remoteFile'];
const FREQUENCIES = [
  '',
  'triennial',
  'biennial',
  'annual',
  'semiannual',
  'threeTimesAYear',
  'quarterly',
  'bimonthly',
  'monthly',
  'semimonthly',
  'biweekly',
  'threeTimesAMonth',
  'weekly',
  'semiweekly',
  'threeTimesAWeek',
  'daily',
  'continuous',
  'irregular',
];

/** What a PATCH may name; everything else is refused. */
const PATCH: Record<string, Check> = {
  title: text,
  summary: text,
  description: text,
  slug: (value) => typeof value === 'string' && /^[a-z0-9_-]+$/.test(value),
  license: licence,
  origin: text,
  image: text,
  keywords: texts,
  topics,
  frequency: (value) => FREQUENCIES.includes(String(value)),
  spatial: text,
  temporal: (value) => isObject(value) && text(value['start']),
  creator: text,
  modified: date,
  conformsTo: object,
  customMetadata: (value) => isObject(value) && Object.values(value).every(text),
  extras: object,
  attachments,
  relatedDatasets: list,
  thumbnails: object,
  attachmentsAsImage: flag,
  projection: object,
  schema: fields,
  extensions: list,
  masterData: object,
  primaryKey: texts,
  rest: object,
  virtual: (value) => isObject(value) && texts(value['children']),
  exports: object,
  constraints: list,
  analysis: object,
  readApiKey: object,
  publicationSites: texts,
  requestedPublicationSites: texts,
  publications: list,
  nonBlockingValidation: flag,
};

/** A creation may name these too. */
const POST: Record<string, Check> = {
  ...PATCH,
  isRest: flag,
  isVirtual: flag,
  isMetaOnly: flag,
  initFrom: object,
  owner: (value) => isObject(value) && text(value['type']) && text(value['id']),
};

export function checkPatch(body: JsonObject): void {
  check(body, PATCH, true);
}

export function checkPost(body: JsonObject): void {
  check(body, POST, false);
}

function check(body: JsonObject, checks: Record<string, Check>, isNullable: boolean): void {
  for (const [key, value] of Object.entries(body)) {
    const isValid = checks[key];
    if (isValid === undefined) throw invalid(`must NOT have additional properties (${key})`);
    if (value === null && isNullable) continue;
    if (!isValid(value)) throw invalid(`/${key} is not valid`);
  }
}
