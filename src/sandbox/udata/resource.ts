import { randomUUID } from 'node:crypto';
import { type JsonObject, isObject, objectOf } from '../json.ts';
import {
  REQUIRED,
  type Errors,
  choice,
  formText,
  hasDollarKey,
  optionalText,
  requiredText,
  urlProblem,
} from './fields.ts';
import { crash, invalidForm, invalidModel } from './refusal.ts';
import type { Dataset, Resource } from './state.ts';
import { CHECKSUM_TYPES, FILETYPES, RESOURCE_TYPES } from './vocabulary.ts';

const TITLE_LENGTH_MAX = 350;
const DESCRIPTION_LENGTH_MAX = 100_000;
const WORD_LENGTH_MAX = 255;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export interface ResourceRules {
  now: string;
  refusePrivate: boolean;
}

/**
 * The list that a dataset is sent with: absent or empty keeps what is there, anything else replaces it, in this
 * order. An entry is an object, or the bare id of a resource that stays as it is.
 */
export function resourcesOf(
  errors: Errors,
  value: unknown,
  before: Dataset | undefined,
  rules: ResourceRules,
): Resource[] {
  const known = before?.resources ?? [];
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return known;
  if (!Array.isArray(value)) throw invalidForm({});
  const found: Errors[] = [];
  const resources = (value as unknown[]).map((entry) => {
    const own: Errors = {};
    found.push(own);
    return listedResource(own, entry, known, rules);
  });
  if (found.some((own) => Object.keys(own).length > 0)) errors['resources'] = found;
  const ids = new Set(resources.map(({ id }) => id));
  if (ids.size < resources.length) throw invalidModel({ __all__: 'Duplicate resource ID in dataset' });
  return resources;
}

function listedResource(errors: Errors, entry: unknown, known: Resource[], rules: ResourceRules): Resource {
  if (!isObject(entry) && typeof entry !== 'string') throw crash();
  const body: JsonObject = isObject(entry) ? entry : { id: entry };
  const id = formText(body['id']);
  const before = known.find((resource) => resource.id === id);
  if (id !== null && before === undefined) {
    // A well-formed stranger with everything that a new one needs becomes a new one; a bare one breaks the server.
    if (UUID.test(id) && (body['title'] === undefined || body['url'] === undefined)) throw crash();
    if (!UUID.test(id)) errors['id'] = ['UUID invalide'];
  }
  return before === undefined
    ? newResource(errors, body, rules)
    : mergedResource(errors, body, before, rules, 'list');
}

export function newResource(errors: Errors, body: JsonObject, rules: ResourceRules): Resource {
  const blank: Resource = {
    id: randomUUID(),
    title: '',
    description: null,
    filetype: 'file',
    type: 'other',
    url: '',
    format: null,
    mime: null,
    filesize: null,
    checksum: null,
    extras: {},
    schema: null,
    created_at: rules.now,
    last_modified: rules.now,
  };
  if (body['title'] === undefined) errors['title'] = [REQUIRED];
  if (body['url'] === undefined) errors['url'] = [REQUIRED];
  return mergedResource(errors, body, blank, rules, 'new');
}

/**
 * What is sent over what was there. A hosted file's address and what describes its bytes are frozen, silently. In a
 * list, null cannot clear a checksum or a schema; a resource's own address takes it as clearing.
 */
export function mergedResource(
  errors: Errors,
  body: JsonObject,
  before: Resource,
  rules: ResourceRules,
  where: 'new' | 'list' | 'alone',
): Resource {
  const after = { ...before };
  const sent = (field: string): boolean => body[field] !== undefined;
  if (sent('title')) after.title = requiredText(errors, 'title', body['title'], TITLE_LENGTH_MAX);
  if (sent('description'))
    after.description = optionalText(errors, 'description', body['description'], DESCRIPTION_LENGTH_MAX);
  if (sent('type')) after.type = choice(errors, 'type', body['type'], RESOURCE_TYPES);
  if (sent('extras')) after.extras = extrasOf(errors, body['extras']);
  if (sent('schema')) after.schema = schemaOf(body['schema'], before.schema, where === 'alone');
  const checked = bytesOf(errors, body, before, rules, where === 'alone');
  if (where !== 'new' && before.filetype === 'file') return after;
  if (sent('filetype')) checked.filetype = choice(errors, 'filetype', body['filetype'], FILETYPES);
  return { ...after, ...checked };
}

/** The fields that are frozen once a file is hosted; they are checked all the same. */
function bytesOf(
  errors: Errors,
  body: JsonObject,
  before: Resource,
  rules: ResourceRules,
  clears: boolean,
): Partial<Resource> {
  const after: Partial<Resource> = {};
  if (body['url'] !== undefined) after.url = addressOf(errors, body['url'], rules);
  if (body['format'] !== undefined) after.format = formText(body['format'])?.trim().toLowerCase() || null;
  if (body['mime'] !== undefined) after.mime = optionalText(errors, 'mime', body['mime'], WORD_LENGTH_MAX);
  if (body['filesize'] !== undefined) after.filesize = sizeOf(errors, body['filesize']);
  if (body['checksum'] === null && clears) after.checksum = null;
  else if (isObject(body['checksum'])) after.checksum = checksumOf(errors, body['checksum'], before.checksum);
  return after;
}

function addressOf(errors: Errors, value: unknown, rules: ResourceRules): string {
  const url = (formText(value) ?? '').trim();
  const problem = url === '' ? REQUIRED : urlProblem(url, rules.refusePrivate);
  if (problem !== undefined) errors['url'] = [problem];
  return url;
}

function sizeOf(errors: Errors, value: unknown): number | null {
  if (value === null || value === '') return null;
  const size = Number(value);
  if (Number.isInteger(size)) return size;
  errors['filesize'] = ["N'est pas un entier valide."];
  return null;
}

function checksumOf(errors: Errors, value: JsonObject, before: Resource['checksum']): Resource['checksum'] {
  const own: Errors = {};
  const type =
    value['type'] === undefined
      ? (before?.type ?? 'sha1')
      : choice(own, 'type', value['type'], CHECKSUM_TYPES);
  if (Object.keys(own).length > 0) errors['checksum'] = own;
  return { type, value: value['value'] === undefined ? (before?.value ?? null) : formText(value['value']) };
}

function schemaOf(value: unknown, before: Resource['schema'], clears: boolean): Resource['schema'] {
  if (!isObject(value)) return clears && value === null ? null : before;
  const part = (key: 'name' | 'version' | 'url'): string | null =>
    value[key] === undefined ? (before?.[key] ?? null) : formText(value[key]);
  const schema = { name: part('name'), version: part('version'), url: part('url') };
  return schema.name === null && schema.version === null && schema.url === null ? null : schema;
}

function extrasOf(errors: Errors, value: unknown): Record<string, unknown> {
  if (hasDollarKey(value)) errors['extras'] = ['Nom de clé invalide'];
  return objectOf(value);
}
