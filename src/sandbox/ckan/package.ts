import { randomUUID } from 'node:crypto';
import { microsText } from '../clock.ts';
import { type JsonObject, isObject, listOf, sameJson, wordOf } from '../json.ts';
import { uuidOf } from '../random.ts';
import { MISSING, broken, invalid, notFound } from './refusal.ts';
import { resourcesOf } from './resource.ts';
import {
  type Extra,
  type Package,
  type State,
  type Tag,
  type User,
  findOrganization,
  findPackage,
  mayEditIn,
} from './state.ts';
import { SCHEMA_FIELDS } from './vocabulary.ts';

const NAME_LENGTH_MIN = 2;
const NAME_LENGTH_MAX = 100;
const RESERVED = ['new', 'edit', 'search'];
const EMAIL =
  /^[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$/;
const UUID_4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/** Text fields that a package sent without loses. */
const TEXTS = [
  'author',
  'author_email',
  'license_id',
  'maintainer',
  'maintainer_email',
  'notes',
  'url',
  'version',
];

export function now(state: State): string {
  return microsText(state.clock.micros());
}

/** A package as a create or update with this body leaves it; every field found wrong is named in one refusal. */
export function packageOf(state: State, user: User, body: JsonObject, before: Package | undefined): Package {
  const errors: JsonObject = {};
  const at = now(state);
  const id = before?.id ?? idOf(state, user, errors, body['id']);
  const name = nameOf(state, errors, body['name'], before);
  const owner = ownerOf(state, user, errors, body['owner_org'], before);
  const texts: JsonObject = {};
  for (const field of TEXTS) texts[field] = textOf(body[field]);
  checkTexts(errors, texts);
  const tags = tagsOf(errors, body);
  const sentExtras = extrasOf(errors, body['extras']);
  // The older version sorts them by key; the newer one keeps the order sent, until they are read for the next change.
  const extras = state.switches.version === '2.11' ? sentExtras.sort(byKey) : sentExtras;
  const groups = groupsOf(state, body['groups']);
  const kept = before !== undefined && state.switches.version === '2.12' && body['resources'] === undefined;
  const { resources, errors: found } = kept
    ? { resources: before.resources, errors: [] }
    : resourcesOf(state, body['resources'] ?? [], before, id, at);
  if (found.some((own) => Object.keys(own).length > 0)) errors['resources'] = found;
  if (Object.keys(errors).length > 0) throw invalid(errors);
  return {
    ...(texts as { license_id: string | null; notes: string | null }),
    id,
    name,
    title: textOf(body['title']) || name,
    owner_org: owner,
    private: booleanOf(body['private'], before?.private ?? false),
    state: (before === undefined ? undefined : textOf(body['state'])) ?? before?.state ?? 'active',
    type: before?.type ?? (textOf(body['type']) || 'dataset'),
    creator_user_id: before?.creator_user_id ?? user.id,
    metadata_created: before?.metadata_created ?? at,
    metadata_modified: at,
    resources,
    tags,
    extras,
    groups,
  };
}

/** Only a sysadmin may choose an id. */
function idOf(state: State, user: User, errors: JsonObject, sent: unknown): string {
  if (sent === undefined || sent === null || sent === '') return randomUUID();
  const id = wordOf(sent);
  if (!user.sysadmin) errors['id'] = ["Le champ id n'était pas attendu."];
  else if (!UUID_4.test(id)) errors['id'] = ['Identifiant invalide'];
  else if (state.packages.get(id) !== undefined) errors['id'] = ['Dataset id already exists'];
  return id;
}

function nameOf(state: State, errors: JsonObject, sent: unknown, before: Package | undefined): string {
  const name = sent === undefined || sent === null ? before?.name : wordOf(sent);
  if (name === undefined || name === '') {
    errors['name'] = [MISSING];
    return '';
  }
  const holder = findPackage(state, name);
  if (name.length < NAME_LENGTH_MIN)
    errors['name'] = [`Doit comporter au moins ${NAME_LENGTH_MIN} caractères`];
  else if (name.length > NAME_LENGTH_MAX)
    errors['name'] = [`Doit comporter au plus ${NAME_LENGTH_MAX} caractères`];
  else if (!/^[a-z0-9_-]*$/.test(name))
    errors['name'] = ['Must be purely lowercase alphanumeric (ascii) characters and these symbols: -_'];
  else if (RESERVED.includes(name)) errors['name'] = ['Ce nom ne peut pas être utilisé'];
  else if (holder !== undefined && holder.id !== before?.id && holder.state !== 'deleted')
    errors['name'] = ['Cette URL est déjà utilisée.'];
  return name;
}

function ownerOf(
  state: State,
  user: User,
  errors: JsonObject,
  sent: unknown,
  before: Package | undefined,
): string | null {
  if (before !== undefined && (sent === undefined || sent === null)) return before.owner_org;
  const organization = findOrganization(state, sent);
  if (sent === undefined || sent === null || sent === '')
    errors['owner_org'] = ['Une organisation doit être fournie'];
  else if (organization === undefined) errors['owner_org'] = ["Cette organisation n'existe pas"];
  else if (organization.id !== before?.owner_org && !mayEditIn(state, user, organization.id)) {
    errors['owner_org'] = ['You cannot add a dataset to this organization'];
  }
  return organization?.id ?? null;
}

function checkTexts(errors: JsonObject, texts: JsonObject): void {
  for (const field of ['author_email', 'maintainer_email']) {
    const email = wordOf(texts[field] ?? '').trim();
    if (texts[field] !== null) texts[field] = email;
    if (email !== '' && !EMAIL.test(email)) errors[field] = [`Le format du courriel ${email} est invalide`];
  }
  if (wordOf(texts['version'] ?? '').length > NAME_LENGTH_MAX)
    errors['version'] = ['La version doit comporter au plus 100 caractères'];
}

function tagsOf(errors: JsonObject, body: JsonObject): Tag[] {
  const commas =
    textOf(body['tag_string'])
      ?.split(',')
      .map((name) => ({ name: name.trim() })) ?? [];
  const sent = body['tags'] ?? (commas.length > 0 ? commas : []);
  if (!Array.isArray(sent) || !sent.every(isObject))
    throw broken("Only lists of dicts can be placed against subschema ('tags',)", body);
  const names = sent.map(({ name }) => (typeof name === 'string' ? name : undefined));
  const problems = names.map(tagProblem).filter((problem) => problem !== undefined);
  if (problems.length > 0) errors['tags'] = problems;
  return [...new Set(names)]
    .filter((name) => name !== undefined)
    .sort()
    .map((name) => ({
      display_name: name,
      id: uuidOf(`tag ${name}`),
      name,
      state: 'active',
      vocabulary_id: null,
    }));
}

function tagProblem(name: string | undefined): string | undefined {
  if (name === undefined) return MISSING;
  if (name.length < NAME_LENGTH_MIN)
    return `La longueur du mot-clé « ${name} » est inférieure au minimum (${NAME_LENGTH_MIN})`;
  if (name.length > NAME_LENGTH_MAX)
    return `La longueur du mot-clé « ${name} » dépasse le maximum (${NAME_LENGTH_MAX})`;
  if (!/^[\p{L}\p{N}\p{M} _.-]*$/u.test(name))
    return `Le mot-clé « ${name} » contient des caractères interdits`;
  return undefined;
}

function extrasOf(errors: JsonObject, sent: unknown): Extra[] {
  if (sent === undefined || sent === null) return [];
  if (!Array.isArray(sent) || !sent.every(isObject))
    throw broken("Only lists of dicts can be placed against subschema ('extras',)", sent);
  const found = sent.map(({ key, value }): JsonObject => {
    if (key === undefined || key === null || key === '') return { key: [MISSING] };
    if (SCHEMA_FIELDS.has(wordOf(key))) return { key: ['There is a schema field with the same name'] };
    return value === undefined ? { value: [MISSING] } : {};
  });
  if (found.some((own) => Object.keys(own).length > 0)) errors['extras'] = found;
  const extras = sent.map(({ key, value }) => ({ key: wordOf(key), value: textOf(value) ?? '' }));
  const twice = extras.find(({ key }, index) => extras.findIndex((other) => other.key === key) < index);
  if (twice !== undefined) errors['extras_validation'] = [`Clé dupliquée « ${twice.key} »`];
  return extras;
}

/** No site of this kind has groups: naming one is naming a stranger. */
function groupsOf(state: State, sent: unknown): JsonObject[] {
  if (listOf(sent).length > 0) throw notFound('Group was not found.');
  return [];
}

/** Text as stored: other JSON becomes its text. */
function textOf(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function booleanOf(value: unknown, otherwise: boolean): boolean {
  if (value === undefined || value === null || value === '') return otherwise;
  return value === true || ['true', 'yes', 't', 'y', '1'].includes(wordOf(value).toLowerCase());
}

/** Whether an update body says what the package shows already; its date is no part of the question. */
export function saysTheSame(shown: JsonObject, body: JsonObject): boolean {
  return sameJson({ ...shown, metadata_modified: null }, { ...body, metadata_modified: null });
}

function byKey(a: Extra, b: Extra): number {
  return a.key === b.key ? 0 : a.key < b.key ? -1 : 1;
}
