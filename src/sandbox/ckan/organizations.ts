import { randomUUID } from 'node:crypto';
import { type JsonObject, listOf, wordOf } from '../json.ts';
import { now } from './package.ts';
import type { Outcome } from './packages.ts';
import { MISSING, forbidden, invalid, notFound } from './refusal.ts';
import { organizationRef, packageText } from './show.ts';
import { type Organization, type State, type User, findOrganization } from './state.ts';

const ALL_FIELDS_MAX = 25;
const LIST_MAX = 1_000;
const DATASETS_SHOWN_MAX = 10;

export function organizationList(state: State, body: JsonObject): Outcome {
  const wanted = listOf(body['organizations']);
  const sorted = [...state.organizations.values()]
    .filter(({ name }) => wanted.length === 0 || wanted.includes(name))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const whole = wordOf(body['all_fields']).toLowerCase() === 'true';
  const limit = Math.min(Number(body['limit'] ?? LIST_MAX), whole ? ALL_FIELDS_MAX : LIST_MAX);
  const page = sorted.slice(Number(body['offset'] ?? 0)).slice(0, limit);
  return { result: JSON.stringify(page.map((one) => (whole ? shown(state, one) : one.name))) };
}

export function organizationShow(state: State, body: JsonObject): Outcome {
  const organization = findOrganization(state, body['id']);
  if (organization === undefined) throw notFound();
  const users = Object.entries(organization.members).map(([id, capacity]) => ({
    ...userShown(state.users.get(id)),
    capacity,
  }));
  const rest = { ...shown(state, organization), users, extras: [], groups: [], tags: [] };
  if (wordOf(body['include_datasets']).toLowerCase() !== 'true') return { result: JSON.stringify(rest) };
  const packages = [...state.packages.values()].filter(
    (one) => one.owner_org === organization.id && one.state === 'active' && !one.private,
  );
  const texts = packages.slice(0, DATASETS_SHOWN_MAX).map((one) => packageText(state, one));
  return { result: `${JSON.stringify(rest).slice(0, -1)},"packages":[${texts.join(',')}]}` };
}

/** Where this person may do what is asked; nobody may do nothing anywhere. */
export function organizationListForUser(state: State, user: User | undefined, body: JsonObject): Outcome {
  const permission = wordOf(body['permission'] ?? 'manage_group');
  const roles =
    permission === 'read'
      ? ['admin', 'editor', 'member']
      : permission === 'manage_group'
        ? ['admin']
        : ['admin', 'editor'];
  const mine = [...state.organizations.values()].flatMap((organization) => {
    const capacity = user === undefined ? undefined : user.sysadmin ? 'admin' : organization.members[user.id];
    if (capacity === undefined || !roles.includes(capacity)) return [];
    return [
      { ...organizationRef(organization), capacity, display_name: organization.title, image_display_url: '' },
    ];
  });
  return { result: JSON.stringify(mine) };
}

export function organizationCreate(state: State, user: User | undefined, body: JsonObject): Outcome {
  if (user === undefined) throw forbidden('User None not authorized to create organizations');
  const name = typeof body['name'] === 'string' ? body['name'] : '';
  if (name === '') throw invalid({ name: [MISSING] });
  if (!/^[a-z0-9_-]{2,100}$/.test(name))
    throw invalid({ name: ['Caractères minuscules, chiffres, tirets uniquement'] });
  if (findOrganization(state, name) !== undefined)
    throw invalid({ name: ['Group name already exists in database'] });
  const organization: Organization = {
    id: randomUUID(),
    name,
    title: wordOf(body['title'] ?? name),
    description: wordOf(body['description'] ?? ''),
    created: now(state),
    members: { [user.id]: 'admin' },
  };
  state.organizations.set(organization.id, organization);
  return organizationShow(state, { id: organization.id });
}

export function userShow(state: State, user: User | undefined, body: JsonObject): Outcome {
  const wanted =
    body['id'] === undefined
      ? user
      : [...state.users.values()].find(({ id, name }) => id === body['id'] || name === body['id']);
  if (wanted === undefined) throw notFound();
  return { result: JSON.stringify(userShown(wanted)) };
}

function shown(state: State, organization: Organization): JsonObject {
  let packages = 0;
  for (const one of state.packages.values())
    if (one.owner_org === organization.id && one.state === 'active' && !one.private) packages += 1;
  return {
    ...organizationRef(organization),
    display_name: organization.title,
    image_display_url: '',
    num_followers: 0,
    package_count: packages,
  };
}

function userShown(user: User | undefined): JsonObject {
  if (user === undefined) return {};
  const { id, name, fullname, sysadmin } = user;
  return { id, name, fullname, display_name: fullname, sysadmin, state: 'active', about: null };
}
