import { randomBytes } from 'node:crypto';
import { type JsonObject, isObject, listOf, objectOf, sameJson, textOf } from '../json.ts';
import type { PortalReply } from '../portal.ts';
import type { Context } from './context.ts';
import { notify } from './events.ts';
import { windowOf, sortedBy } from './list.ts';
import { permissionsIn } from './owners.ts';
import { Refusal, forbidden, invalid, notFound } from './refusal.ts';
import { can, firstPermissions, isPublic, operationsOf, visibilityOf } from './rights.ts';
import { freeSlug } from './slug.ts';
import { type Application, type State, withoutMember } from './state.ts';

const OWN = ['id', 'owner', 'permissions', 'createdAt', 'updatedAt', 'createdBy', 'updatedBy', 'status'];

/** Visualisations of datasets; each dataset keeps a list of those that show it. */
export function applicationsRoute(
  context: Context,
  method: string,
  names: string[],
): PortalReply | undefined {
  const [id, part, ...more] = names;
  if (more.length > 0) return undefined;
  context.authenticate('applications');
  if (id === undefined || id === '') {
    if (method === 'GET') return list(context);
    return method === 'POST' ? create(context) : undefined;
  }
  const application = context.state.applications.get(id);
  if (application === undefined) {
    if (method === 'PUT' && part === undefined) return create(context, id);
    throw notFound("L'application n'existe pas");
  }
  const isRead = method === 'GET';
  if (!isRead) context.someone();
  if (part === 'permissions') return permissions(context, method, application);
  const operation = isRead ? 'readDescription' : method === 'DELETE' ? 'delete' : 'writeDescription';
  context.allow(application, operation);
  if (part === 'configuration') return configuration(context, method, application);
  if (part !== undefined) return undefined;
  if (isRead) return context.reply(200, shown(context, application));
  if (method === 'PATCH' || method === 'PUT') return edit(context, application, context.object());
  return method === 'DELETE' ? remove(context, application) : undefined;
}

function list(context: Context): PortalReply {
  const { query, state, session } = context;
  const { size, skip } = windowOf(query);
  const dataset = query['dataset'];
  const found = [...state.applications.values()].filter(
    (one) => can(session, one, 'list') && (dataset === undefined || datasetsIn(one).includes(dataset)),
  );
  const page = sortedBy(found, query['sort'] ?? '-createdAt').slice(skip, skip + size);
  return context.reply(200, { count: found.length, results: page.map((one) => shown(context, one)) });
}

function create(context: Context, ownId?: string): PortalReply {
  const { state } = context;
  const { account } = context.someone();
  if (account === undefined) throw forbidden();
  const body = context.object();
  const { url } = body;
  if (typeof url !== 'string') throw invalid('/url is required');
  const id = ownId ?? randomBytes(12).toString('hex');
  if (!/^[a-z0-9_-]+$/.test(id)) throw invalid(`"${id}" is not URL friendly`);
  const title = textOf(body['title']) ?? 'Application';
  const now = context.now();
  const application: Application = {
    ...withoutMember(body, ...OWN),
    id,
    title,
    slug: freeSlug(state.applications.values(), account, textOf(body['slug']) ?? title),
    owner: account,
    permissions: firstPermissions(account),
    createdAt: now,
    updatedAt: now,
    status: isObject(body['configuration']) ? 'configured' : 'created',
  };
  save(state, application);
  notify(state, 'application', application, 'application-created');
  return context.reply(201, shown(context, application));
}

function edit(context: Context, before: Application, patch: JsonObject): PortalReply {
  const own = Object.keys(patch).find((key) => OWN.includes(key) && !sameJson(patch[key], before[key]));
  if (own !== undefined) throw invalid(`must NOT have additional properties (${own})`);
  const after: Application = { ...before };
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete after[key];
    else after[key] = value;
  }
  save(context.state, { ...after, updatedAt: context.now() }, before);
  return context.reply(200, shown(context, { ...after, updatedAt: context.now() }));
}

function configuration(context: Context, method: string, application: Application): PortalReply | undefined {
  if (method === 'GET') return context.reply(200, objectOf(application['configuration']));
  if (method !== 'PUT') return undefined;
  const sent = context.object();
  const after = { ...application, configuration: sent, status: 'configured', updatedAt: context.now() };
  save(context.state, after, application);
  return context.reply(200, sent);
}

function permissions(context: Context, method: string, application: Application): PortalReply | undefined {
  context.allow(application, method === 'GET' ? 'getPermissions' : 'setPermissions');
  if (method === 'GET') return context.reply(200, application.permissions);
  if (method !== 'PUT') return undefined;
  const wanted = permissionsIn(context.json());
  context.state.applications.set(application.id, { ...application, permissions: wanted });
  return context.reply(200, wanted);
}

function remove({ state }: Context, application: Application): PortalReply {
  state.applications.delete(application.id);
  for (const id of datasetsIn(application)) link(state, id);
  return { status: 204 };
}

function shown(context: Context, application: Application): JsonObject {
  const { id } = application;
  return {
    ...withoutMember(application, 'permissions', 'configuration'),
    userPermissions: operationsOf(context.session, application),
    public: isPublic(application),
    visibility: visibilityOf(application),
    href: `${context.publicUrl}/api/v1/applications/${id}`,
    page: `${context.publicUrl}/application/${id}`,
    exposedUrl: `${context.publicUrl}/app/${id}`,
  };
}

function save(state: State, application: Application, before?: Application): void {
  for (const other of state.applications.values()) {
    const isSame = other.slug === application.slug && other.owner.id === application.owner.id;
    if (isSame && other.id !== application.id)
      throw new Refusal(400, 'Une autre application a déjà cet identifiant de publication.');
  }
  state.applications.set(application.id, application);
  const ids = new Set([...datasetsIn(application), ...(before === undefined ? [] : datasetsIn(before))]);
  for (const id of ids) link(state, id);
}

function datasetsIn({ configuration: settings }: Application): string[] {
  return listOf(objectOf(settings)['datasets']).flatMap((one) => textOf(objectOf(one)['id']) ?? []);
}

/** `extras.applications` of a dataset, without any date that would tell. */
function link(state: State, datasetId: string): void {
  const dataset = state.datasets.get(datasetId);
  if (dataset === undefined) return;
  const applications = [...state.applications.values()]
    .filter((one) => datasetsIn(one).includes(datasetId))
    .map(({ id, slug, updatedAt }) => ({ id, slug, updatedAt }));
  state.datasets.set(datasetId, { ...dataset, extras: { ...objectOf(dataset['extras']), applications } });
}
