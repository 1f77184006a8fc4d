import { type JsonObject, isObject, listOf } from '../json.ts';
import { spatialOf, temporalOf } from './coverage.ts';
import {
  CHOICE,
  type Errors,
  choice,
  flag,
  formText,
  hasDollarKey,
  moment,
  optionalText,
  requiredText,
  urlProblem,
} from './fields.ts';
import { OBJECT_ID } from './ids.ts';
import { crash, invalidForm, invalidModel, wrong } from './refusal.ts';
import { resourcesOf } from './resource.ts';
import { type Dataset, type State, type User } from './state.ts';
import { tagsOf } from './tags.ts';
import {
  ACCESS_TYPES,
  AUDIENCE_CONDITIONS,
  AUDIENCE_ROLES,
  FREQUENCIES,
  FREQUENCY_ALIASES,
  LICENSES,
  REASON_CATEGORIES,
} from './vocabulary.ts';

const TITLE_LENGTH_MAX = 350;
const DESCRIPTION_LENGTH_MAX = 100_000;
const SHORT_LENGTH_MAX = 200;
const ACRONYM_LENGTH_MAX = 128;

/**
 * A dataset as a POST or PUT leaves it. This is neither a replacement nor a merge: each field has its own rule for
 * absent, null and empty. Throws one refusal for everything that the form finds wrong.
 */
export function datasetOf(
  state: State,
  user: User,
  body: JsonObject,
  before: Dataset,
  creating: boolean,
  now: string,
): Dataset {
  const errors: Errors = {};
  const after: Dataset = { ...before, last_modified: now };
  const sent = (field: string): boolean => body[field] !== undefined;
  // A frequency that nobody knows is refused before anything else is looked at, and without naming the field.
  if (sent('frequency')) after.frequency = frequencyOf(body['frequency']);
  if (creating || sent('title')) after.title = requiredText(errors, 'title', body['title'], TITLE_LENGTH_MAX);
  if (creating || sent('description')) {
    after.description = requiredText(errors, 'description', body['description'], DESCRIPTION_LENGTH_MAX);
  }
  if (sent('description_short'))
    after.description_short = optionalText(
      errors,
      'description_short',
      body['description_short'],
      SHORT_LENGTH_MAX,
    );
  if (sent('acronym')) after.acronym = formText(body['acronym']) || null;
  if (sent('license')) after.license = licenseOf(body['license']);
  if (sent('frequency_date')) after.frequency_date = moment(errors, 'frequency_date', body['frequency_date']);
  if (sent('private')) after.private = flag(body['private']);
  if (sent('archived')) after.archived = moment(errors, 'archived', body['archived']);
  if (sent('deleted')) after.deleted = moment(errors, 'deleted', body['deleted']);
  if (sent('extras')) after.extras = extrasOf(errors, body['extras']);
  // A body without a single key is no form at all: then even these two are kept.
  if (creating || Object.keys(body).length > 0) {
    after.tags = tagsOf(errors, body['tags']);
    after.temporal_coverage = temporalOf(errors, body['temporal_coverage']);
  }
  after.spatial = spatialOf(errors, body['spatial'], before.spatial);
  after.resources = resourcesOf(errors, body['resources'], before, {
    now,
    refusePrivate: state.switches.refusePrivateAddresses,
  });
  ownership(state, user, errors, body, after, creating);
  access(errors, body, after);
  const contacts = contactsOf(errors, state, body['contact_points']);
  if (Object.keys(errors).length > 0) throw invalidForm(errors);
  if (contacts !== undefined) after.contact_points = contacts;
  checkModel(state, after);
  return after;
}

function frequencyOf(value: unknown): string | null {
  if (value === null) return null;
  const name = formText(value) ?? '';
  const frequency = FREQUENCY_ALIASES[name] ?? name;
  if (!FREQUENCIES.includes(frequency)) throw wrong(`'${name}' is not a valid UpdateFrequency`);
  return frequency === 'unknown' ? null : frequency;
}

/** An unknown licence is no error: it silently becomes none. */
function licenseOf(value: unknown): string | null {
  const id = formText(value);
  return id !== 'notspecified' && LICENSES.some(([known]) => known === id) ? id : null;
}

function extrasOf(errors: Errors, value: unknown): Record<string, unknown> {
  if (value === null) return {};
  if (!isObject(value)) errors['extras'] = ['Type de donnée non pris en charge'];
  else if (hasDollarKey(value)) errors['extras'] = ['Une clé ne peut pas commencer par « $ »'];
  else {
    const nulls = Object.keys(value).filter((key) => value[key] === null);
    if (nulls.length > 0)
      errors['extras'] = Object.fromEntries(nulls.map((key) => [key, 'Valeur non prise en charge']));
    return value;
  }
  return {};
}

function ownership(
  state: State,
  user: User,
  errors: Errors,
  body: JsonObject,
  after: Dataset,
  creating: boolean,
): void {
  const { organization: sent } = body;
  if (sent === null && !creating && after.organization !== null) throw crash();
  if (sent !== undefined && sent !== null) {
    const id = formText(isObject(sent) ? sent['id'] : sent) ?? '';
    const organization = state.organizations.get(id);
    if (!OBJECT_ID.test(id)) errors['organization'] = [`Identifiant non pris en charge : ${id}`];
    else if (organization === undefined) errors['organization'] = ["Cette organisation n'existe pas"];
    else if (organization.members[user.id] === undefined)
      errors['organization'] = ['Vous ne pouvez pas publier ici'];
    else if (!creating && after.organization !== null && after.organization !== id) {
      errors['organization'] = ['Un transfert est nécessaire'];
    } else {
      after.organization = id;
      after.owner = null;
    }
  }
  const owner = body['owner'];
  if (owner !== undefined && owner !== null) {
    const id = formText(isObject(owner) ? owner['id'] : owner);
    if (id !== user.id) errors['owner'] = ['Vous ne pouvez pas publier pour un autre'];
    // The trap: an owner on a dataset of an organisation takes it out of the organisation, without a word.
    else if (sent === undefined || sent === null || !creating) {
      after.owner = id;
      after.organization = null;
    }
  }
  if (creating && after.organization === null) after.owner = user.id;
}

function access(errors: Errors, body: JsonObject, after: Dataset): void {
  if (body['access_type'] === null) after.access_type = 'open';
  else if (body['access_type'] !== undefined)
    after.access_type = choice(errors, 'access_type', body['access_type'], ACCESS_TYPES);
  if (body['access_audiences'] !== undefined)
    after.access_audiences = audiencesOf(errors, body['access_audiences']);
  if (body['access_type_reason'] !== undefined)
    after.access_type_reason = formText(body['access_type_reason']) || null;
  const category = body['access_type_reason_category'];
  if (category === null) after.access_type_reason_category = null;
  else if (category !== undefined) {
    after.access_type_reason_category = choice(
      errors,
      'access_type_reason_category',
      category,
      REASON_CATEGORIES,
    );
  }
  if (body['authorization_request_url'] !== undefined) {
    const url = formText(body['authorization_request_url']) || null;
    after.authorization_request_url = url;
    const problem = url === null ? undefined : urlProblem(url, false);
    if (problem !== undefined) errors['authorization_request_url'] = [problem];
  }
  if (after.access_type !== 'open') after.license = null;
}

function audiencesOf(errors: Errors, value: unknown): Dataset['access_audiences'] {
  const found: Errors[] = [];
  const audiences = listOf(value).map((entry) => {
    const own: Errors = {};
    found.push(own);
    const { role, condition } = isObject(entry) ? entry : {};
    return {
      role: choice(own, 'role', role, AUDIENCE_ROLES),
      condition: choice(own, 'condition', condition, AUDIENCE_CONDITIONS),
    };
  });
  if (found.some((own) => Object.keys(own).length > 0)) errors['access_audiences'] = found;
  return audiences;
}

/** An empty list keeps; only null clears. Undefined: keep. */
function contactsOf(errors: Errors, state: State, value: unknown): string[] | undefined {
  if (value === null) return [];
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return undefined;
  const ids = (Array.isArray(value) ? listOf(value) : [value]).map(
    (entry) => formText(isObject(entry) ? entry['id'] : entry) ?? '',
  );
  const malformed = ids.find((id) => !OBJECT_ID.test(id));
  const unknown = ids.filter((id) => state.contacts.get(id) === undefined);
  if (malformed !== undefined) errors['contact_points'] = [`Identifiant non pris en charge : ${malformed}`];
  else if (unknown.length > 0) errors['contact_points'] = [`Identifiants inconnus : ${unknown.join(', ')}`];
  return ids;
}

/** What passes the form and fails behind it. */
function checkModel(state: State, dataset: Dataset): void {
  if ((dataset.acronym?.length ?? 0) > ACRONYM_LENGTH_MAX)
    throw invalidModel({ acronym: 'String value is too long' });
  if (!ACCESS_TYPES.includes(dataset.access_type)) throw invalidModel({ access_type: CHOICE });
  const roles = dataset.access_audiences.map(({ role }) => role);
  if (new Set(roles).size < roles.length) throw invalidModel({ __all__: 'One condition for each audience' });
  for (const id of dataset.contact_points) {
    const contact = state.contacts.get(id);
    if (contact?.organization !== dataset.organization || contact.owner !== dataset.owner) {
      throw invalidModel({
        contact_points: `Contact point ${id} does not belong to the owner of this object`,
      });
    }
  }
}
