import { type JsonObject, isObject, listOf } from '../json.ts';
import { formText, hasDollarKey, parseMoment, urlProblem } from './fields.ts';
import { OBJECT_ID } from './ids.ts';
import { Refusal, wrong } from './refusal.ts';
import type { Reuse, State, User } from './state.ts';
import { slugify } from './slug.ts';
import { REUSE_TOPICS, REUSE_TYPES } from './vocabulary.ts';

const REQUIRED = ['title', 'description', 'type', 'url', 'topic'] as const;

/** A reuse as a POST or PUT leaves it: what is not sent stays, the first mistake is told alone. */
export function reuseOf(state: State, user: User, body: JsonObject, before: Reuse, now: string): Reuse {
  const after: Reuse = { ...before, last_modified: now };
  const sent = (field: string): boolean => body[field] !== undefined;
  for (const field of REQUIRED) if (sent(field)) after[field] = (formText(body[field]) ?? '').trim();
  if (sent('url') && after.url !== before.url && isTaken(state, after))
    throw refused('url', 'Cette URL est déjà prise');
  if (sent('tags'))
    after.tags = [...new Set(listOf(body['tags']).map((tag) => slugify(formText(tag) ?? '')))].sort();
  if (sent('datasets')) after.datasets = listOf(body['datasets']).map((one) => datasetIn(state, one));
  if (sent('extras')) after.extras = extrasOf(body['extras']);
  if (sent('private')) after.private = body['private'] === true;
  if (sent('archived')) after.archived = momentOf(body['archived']);
  if (sent('deleted')) after.deleted = momentOf(body['deleted']);
  if (sent('organization') && body['organization'] !== null)
    after.organization = organizationOf(state, user, body['organization'], before);
  checkModel(state, after);
  return after;
}

/** Deleted ones keep their address until somebody purges them. */
function isTaken(state: State, { id, url }: Reuse): boolean {
  return [...state.reuses.values()].some((one) => one.id !== id && one.url === url);
}

function datasetIn(state: State, value: unknown): string {
  const id = formText(isObject(value) ? value['id'] : value) ?? '';
  if (!OBJECT_ID.test(id)) throw new Refusal(400, { errors: {}, message: `${id} n'est pas un identifiant` });
  if (state.datasets.get(id) === undefined) throw refused('datasets', `Référence inconnue ${id}`);
  return id;
}

function organizationOf(state: State, user: User, value: unknown, before: Reuse): string {
  const id = formText(isObject(value) ? value['id'] : value) ?? '';
  const organization = state.organizations.get(id);
  if (organization === undefined) throw refused('organization', `Référence inconnue ${id}`);
  if (organization.members[user.id] === undefined)
    throw refused('organization', 'Vous ne pouvez pas publier ici');
  if (before.slug !== '' && before.organization !== id)
    throw refused('organization', 'Un transfert est nécessaire');
  return id;
}

function extrasOf(value: unknown): Record<string, unknown> {
  if (value === null) return {};
  if (!isObject(value) || hasDollarKey(value)) throw refused('extras', 'Type de donnée non pris en charge');
  const [empty] = Object.keys(value).filter((key) => value[key] === null);
  if (empty !== undefined)
    throw new Refusal(400, {
      errors: { extras: { [empty]: 'Valeur non prise en charge' } },
      message: 'extras',
    });
  return value;
}

function momentOf(value: unknown): string | null {
  if (value === null) return null;
  const at = parseMoment(formText(value) ?? '');
  if (at === undefined) throw wrong('Format de date inconnu');
  return at;
}

/** All that the model behind finds wrong, at once. */
function checkModel({ switches }: State, reuse: Reuse): void {
  const errors: Record<string, string> = {};
  for (const field of REQUIRED) if (reuse[field] === '') errors[field] = 'Ce champ est requis';
  if (reuse.type !== '' && !REUSE_TYPES.includes(reuse.type)) errors['type'] = `choix invalide ${reuse.type}`;
  if (reuse.topic !== '' && !REUSE_TOPICS.includes(reuse.topic))
    errors['topic'] = `choix invalide ${reuse.topic}`;
  const problem = reuse.url === '' ? undefined : urlProblem(reuse.url, switches.refusePrivateAddresses);
  if (problem !== undefined) errors['url'] = problem;
  if (Object.keys(errors).length > 0)
    throw new Refusal(400, { errors, message: `ValidationError (${Object.keys(errors).join(', ')})` });
}

/** One field, once by name and once in words. */
function refused(field: string, message: string): Refusal {
  return new Refusal(400, { errors: { [field]: message }, message });
}
