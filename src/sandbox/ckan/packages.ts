import { type JsonObject, objectOf, wordOf } from '../json.ts';
import { packageOf, saysTheSame } from './package.ts';
import { MISSING, forbidden, invalid, notFound } from './refusal.ts';
import { at, filterInto, mergeInto, mergeKey, unmatched } from './revise.ts';
import { packageText, showForUpdate } from './show.ts';
import {
  type Package,
  type State,
  type User,
  findOrganization,
  findPackage,
  mayEditIn,
  mayRead,
  savePackage,
} from './state.ts';

/** What an action gives: the text of `result`, and the package that it changed. */
export interface Outcome {
  result: string;
  applied?: string;
}

export function packageShow(state: State, user: User | undefined, body: JsonObject): Outcome {
  return { result: packageText(state, readable(state, user, body['id'])) };
}

export function packageCreate(state: State, user: User | undefined, body: JsonObject): Outcome {
  if (user === undefined) throw forbidden('User  not authorized to create packages');
  const organization = body['owner_org'];
  const named = organization !== undefined && organization !== null && organization !== '';
  if (named && !mayEditIn(state, user, findOrganization(state, organization)?.id ?? null)) {
    throw forbidden(`User ${user.name} not authorized to add dataset to this organization`);
  }
  const made = packageOf(state, user, body, undefined);
  // A deleted package gives its name away and is known by its id from now on.
  const holder = findPackage(state, made.name);
  if (holder !== undefined) savePackage(state, { ...holder, name: holder.id });
  savePackage(state, made);
  return { result: packageText(state, made), applied: made.id };
}

export function packageUpdate(state: State, user: User | undefined, body: JsonObject): Outcome {
  const reference = body['id'] ?? body['name'];
  if (reference === undefined || reference === null) throw invalid({ id: MISSING });
  const before = findPackage(state, reference);
  if (before === undefined) throw notFound('Package was not found.');
  return update(state, user, body, before);
}

/** Shows, lays the sent root keys over it, and updates: lists are replaced whole. */
export function packagePatch(state: State, user: User | undefined, body: JsonObject): Outcome {
  const before = readable(state, user, body['id'], 'message');
  return update(state, user, { ...showForUpdate(state, before), ...body, id: before.id }, before);
}

/** Once more on a deleted package is no mistake. */
export function packageDelete(state: State, user: User | undefined, body: JsonObject): Outcome {
  if (body['id'] === undefined || body['id'] === null) throw invalid({ id: [MISSING] });
  const before = findPackage(state, body['id']);
  if (before === undefined) throw notFound();
  editable(state, user, before);
  savePackage(state, { ...before, state: 'deleted' });
  return { result: 'null', applied: before.id };
}

/** Takes a package out of the database, as only a sysadmin may. */
export function datasetPurge(state: State, user: User | undefined, body: JsonObject): Outcome {
  if (user?.sysadmin !== true) throw forbidden('not a sysadmin');
  const before = findPackage(state, body['id']);
  if (before === undefined) throw notFound();
  state.names.delete(before.name);
  state.index.changed(before, undefined, 0);
  for (const { id } of before.resources) state.resourceHomes.delete(id);
  state.packages.delete(before.id);
  return { result: 'null', applied: before.id };
}

export function packageRevise(state: State, user: User | undefined, body: JsonObject): Outcome {
  const { match, update: wanted, filter, include } = body;
  if (match !== undefined && (match === null || typeof match !== 'object'))
    throw invalid({ match: ['Must be a dict'] });
  const flat = (prefix: string): [string, unknown][] =>
    Object.entries(body).flatMap(([key, value]) =>
      key.startsWith(prefix) ? [[key.slice(prefix.length), value]] : [],
    );
  const matches = flat('match__');
  const named = new Map(matches);
  const { id, name } = objectOf(match);
  const reference = named.get('id') ?? id ?? named.get('name') ?? name;
  if (reference === undefined) throw invalid({ match__id: MISSING });
  const before = readable(state, user, reference);
  const shown = showForUpdate(state, before);
  const wrong = unmatched(shown, match ?? {});
  for (const [key, value] of matches) wrong.push(...unmatched(at(shown, key).value, value, key.split('__')));
  if (wrong.length > 0) throw invalid({ match: wrong });
  const revised = structuredClone(shown);
  if (filter !== undefined) filterInto(revised, patternsOf(filter));
  if (wanted !== undefined) mergeInto(revised, wanted, 'update');
  const updates = flat('update__');
  // Extensions come first, so that another key can name what they add.
  updates.sort(([a], [b]) => Number(b.endsWith('extend')) - Number(a.endsWith('extend')));
  for (const [key, value] of updates) mergeKey(revised, key, value);
  const outcome = update(state, user, { ...revised, id: before.id }, before);
  if (include === undefined) return { ...outcome, result: `{"package":${outcome.result}}` };
  const reply: JsonObject = { package: JSON.parse(outcome.result) as unknown };
  filterInto(reply, patternsOf(include));
  return { ...outcome, result: JSON.stringify(reply) };
}

export function update(state: State, user: User | undefined, body: JsonObject, before: Package): Outcome {
  const someone = editable(state, user, before);
  // Of the two versions only the newer one sees that there is nothing to do.
  if (state.switches.version === '2.12' && saysTheSame(showForUpdate(state, before), body)) {
    return { result: packageText(state, before) };
  }
  const after = packageOf(state, someone, body, before);
  const holder = findPackage(state, after.name);
  if (holder !== undefined && holder.id !== after.id) savePackage(state, { ...holder, name: holder.id });
  savePackage(state, after);
  return { result: packageText(state, after), applied: after.id };
}

/** From the database, so that a change shows at once: public, active, by name. */
export function packageList(state: State, body: JsonObject): Outcome {
  const names: string[] = [];
  for (const one of state.packages.values()) if (one.state === 'active' && !one.private) names.push(one.name);
  names.sort();
  const bound = (field: string): number | undefined => {
    const value = body[field];
    if (value === undefined || value === null || value === '') return undefined;
    if (!/^\d+$/.test(wordOf(value))) throw invalid({ [field]: ['Entier invalide'] });
    return Number(value);
  };
  const offset = bound('offset') ?? 0;
  const limit = bound('limit') ?? names.length;
  return { result: JSON.stringify(names.slice(offset, offset + limit)) };
}

export function editable(state: State, user: User | undefined, one: Package): User {
  if (user === undefined || !mayEditIn(state, user, one.owner_org)) {
    throw forbidden(`User ${user?.name ?? ''} not authorized to edit package ${one.id}`);
  }
  return user;
}

function readable(state: State, user: User | undefined, reference: unknown, missing = 'name_or_id'): Package {
  if (reference === undefined || reference === null || reference === '') {
    throw invalid(
      missing === 'message'
        ? { message: 'Missing id, can not get Package object' }
        : { [missing]: [MISSING] },
    );
  }
  const found = findPackage(state, reference);
  if (found === undefined) throw notFound();
  if (!mayRead(state, user, found))
    throw forbidden(`User ${user?.name ?? ''} not authorized to read package ${found.id}`);
  return found;
}

function patternsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : wordOf(value).split(',');
}
