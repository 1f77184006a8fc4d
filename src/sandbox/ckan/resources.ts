import { type JsonObject, isObject, listOf, wordOf } from '../json.ts';
import { type Outcome, editable, update } from './packages.ts';
import { MISSING, Refusal, forbidden, invalid, notFound } from './refusal.ts';
import { showForUpdate } from './show.ts';
import { keepUpload, withUpload } from './uploads.ts';
import { type Package, type Resource, type State, type User, findPackage, mayRead } from './state.ts';

/** Each of these goes through an update of the whole package. */
export function resourceCreate(
  state: State,
  user: User | undefined,
  body: JsonObject,
  origin: string,
): Outcome {
  const { package_id: home, ...sent } = body;
  if (home === undefined || home === null || home === '') throw invalid({ package_id: [MISSING] });
  const owner = findPackage(state, home);
  if (owner === undefined) throw notFound();
  if (user === undefined) throw forbidden(`User  not authorized to create resources on dataset ${owner.id}`);
  const known = new Set(owner.resources.map(({ id }) => id));
  const entry = withUpload(state, owner, sent, origin);
  const after = withResources(state, user, owner, [...owner.resources, entry]);
  for (const { id } of after.resources) if (!known.has(id)) keepUpload(state, body, id);
  return resultOf(after, ({ id }) => !known.has(id));
}

export function resourceUpdate(
  state: State,
  user: User | undefined,
  body: JsonObject,
  origin: string,
): Outcome {
  const { owner, resource } = homeOf(state, user, body['id'], 'Resource was not found.');
  const entry = withUpload(state, owner, body, origin);
  const list = owner.resources.map((one) => (one === resource ? entry : one));
  const after = withResources(state, user, owner, list);
  keepUpload(state, body, resource.id);
  return resultOf(after, ({ id }) => id === resource.id);
}

export function resourcePatch(
  state: State,
  user: User | undefined,
  body: JsonObject,
  origin: string,
): Outcome {
  const { resource } = homeOf(state, user, body['id']);
  return resourceUpdate(state, user, { ...resource, ...body }, origin);
}

export function resourceDelete(state: State, user: User | undefined, body: JsonObject): Outcome {
  const { owner, resource } = homeOf(state, user, body['id']);
  withResources(
    state,
    user,
    owner,
    owner.resources.filter((one) => one !== resource),
  );
  return { result: 'null', applied: owner.id };
}

export function resourceShow(state: State, user: User | undefined, body: JsonObject): Outcome {
  return { result: JSON.stringify(homeOf(state, user, body['id'], 'Resource was not found.').resource) };
}

function homeOf(
  state: State,
  user: User | undefined,
  id: unknown,
  message?: string,
): { owner: Package; resource: Resource } {
  if (id === undefined || id === null || id === '') throw invalid({ id: [MISSING] });
  const owner = state.packages.get(state.resourceHomes.get(wordOf(id)) ?? '');
  const resource = owner?.resources.find((one) => one.id === id);
  if (owner === undefined || resource === undefined || !mayRead(state, user, owner)) throw notFound(message);
  return { owner, resource };
}

/** Errors of one resource are told without the list around them. */
function withResources(state: State, user: User | undefined, owner: Package, resources: unknown[]): Package {
  editable(state, user, owner);
  try {
    update(state, user, { ...showForUpdate(state, owner), resources }, owner);
  } catch (error) {
    const told = error instanceof Refusal && isObject(error.error) ? listOf(error.error['resources']) : [];
    const own = told.filter(isObject).find((one) => Object.keys(one).length > 0);
    throw own === undefined ? error : invalid(own);
  }
  return state.packages.get(owner.id) ?? owner;
}

function resultOf(after: Package, isIt: (resource: Resource) => boolean): Outcome {
  return { result: JSON.stringify(after.resources.find(isIt) ?? null), applied: after.id };
}
