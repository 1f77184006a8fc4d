import type { JsonObject } from '../json.ts';
import type { PortalReply, PortalRequest } from '../portal.ts';
import { datastoreSearch } from './datastore.ts';
import {
  organizationCreate,
  organizationList,
  organizationListForUser,
  organizationShow,
  userShow,
} from './organizations.ts';
import {
  type Outcome,
  datasetPurge,
  packageCreate,
  packageDelete,
  packageList,
  packagePatch,
  packageRevise,
  packageShow,
  packageUpdate,
} from './packages.ts';
import { Refusal, badRequest } from './refusal.ts';
import { bodyOf } from './request.ts';
import { resourceCreate, resourceDelete, resourcePatch, resourceShow, resourceUpdate } from './resources.ts';
import { packageSearch } from './search.ts';
import type { State, User } from './state.ts';
import { storedFile } from './uploads.ts';
import { LICENSES } from './vocabulary.ts';

type Action = (state: State, user: User | undefined, body: JsonObject, origin: string) => Outcome;

/** Actions without a side effect: these alone take GET. */
const READS: Record<string, Action> = {
  status_show: (state, _user, _body, origin) => json(status(state, origin)),
  site_read: () => json(true),
  package_show: packageShow,
  package_list: (state, _user, body) => packageList(state, body),
  package_search: (state, user, body) => ({ result: packageSearch(state, user, body) }),
  resource_show: resourceShow,
  datastore_search: (state, _user, body) => datastoreSearch(state, body),
  organization_list: (state, _user, body) => organizationList(state, body),
  organization_show: (state, _user, body) => organizationShow(state, body),
  organization_list_for_user: organizationListForUser,
  user_show: userShow,
  license_list: () => json(LICENSES.map(licence)),
  group_list: () => json([]),
  vocabulary_list: () => json([]),
  tag_list: (state) => json(tags(state)),
  help_show: () => json(''),
};

const WRITES: Record<string, Action> = {
  package_create: packageCreate,
  package_update: packageUpdate,
  package_patch: packagePatch,
  package_revise: packageRevise,
  package_delete: packageDelete,
  dataset_purge: datasetPurge,
  resource_create: resourceCreate,
  resource_update: resourceUpdate,
  resource_patch: resourcePatch,
  resource_delete: resourceDelete,
  organization_create: organizationCreate,
};

const JSON_TYPE = { 'content-type': 'application/json;charset=utf-8' };

export function actionName(path: string): string | undefined {
  return /^\/api\/(?:3\/)?action\/([a-z_]+)$/.exec(path)?.[1];
}

/** The action API: one envelope for everything, except what is wrong with the request itself. */
export function answer(state: State, request: PortalRequest): PortalReply {
  if (/^\/api\/(3\/?)?$/.test(request.path))
    return { status: 200, headers: JSON_TYPE, body: '{"version":3}' };
  const file = storedFile(state, request);
  if (file !== undefined) return file;
  const name = actionName(request.path);
  if (name === undefined) return page(404, 'Error 404');
  const help = JSON.stringify(`${request.origin}/api/3/action/help_show?name=${name}`);
  try {
    const write = Object.hasOwn(WRITES, name) ? WRITES[name] : undefined;
    const action = write ?? (Object.hasOwn(READS, name) ? READS[name] : undefined);
    if (action === undefined) throw badRequest(`Action name not known: ${name}`);
    if (write !== undefined && request.method !== 'POST') {
      throw badRequest('JSON Error: Invalid request. Please use POST method for your request');
    }
    const body = bodyOf(request);
    if (body === undefined) return page(415, 'Error 415');
    const { result, applied } = action(state, userOf(state, request), body, request.origin);
    const text = `{"help":${help},"success":true,"result":${result}}`;
    return { status: 200, headers: JSON_TYPE, body: text, ...(applied !== undefined && { applied }) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const said = JSON.stringify(error.error);
    const text = typeof error.error === 'string' ? said : `{"help":${help},"error":${said},"success":false}`;
    return { status: error.status, headers: JSON_TYPE, body: text };
  }
}

/** A token that nobody has is no mistake: whoever sends it is anybody. */
function userOf(state: State, { headers }: PortalRequest): User | undefined {
  const token = headers.authorization;
  if (token === undefined) return undefined;
  for (const user of state.users.values()) if (user.token === token) return user;
  return undefined;
}

function json(value: unknown): Outcome {
  return { result: JSON.stringify(value) };
}

function status(state: State, origin: string): JsonObject {
  return {
    site_title: 'Portail de test',
    site_description: '',
    site_url: origin,
    error_emails_to: '',
    locale_default: 'fr',
    extensions: ['dcat'],
    ckan_version: state.switches.version === '2.12' ? '2.12.0' : '2.11.3',
  };
}

function licence([id, title, url, open]: (typeof LICENSES)[number]): JsonObject {
  return {
    id,
    title,
    url,
    status: 'active',
    od_conformance: open ? 'approved' : 'not reviewed',
    maintainer: '',
    family: '',
  };
}

function tags(state: State): string[] {
  const names = new Set<string>();
  for (const one of state.packages.values()) for (const { name } of one.tags) names.add(name);
  return [...names];
}

function page(status: number, title: string): PortalReply {
  const body = `<!DOCTYPE html><html lang="fr"><head><title>${title} - CKAN</title></head><body>${title}</body></html>`;
  return { status, headers: { 'content-type': 'text/html; charset=utf-8' }, body };
}
