import { randomBytes } from 'node:crypto';
import { type JsonObject, isObject, listOf, objectOf, sameJson, textOf } from '../json.ts';
import type { PortalReply } from '../portal.ts';
import type { Context } from './context.ts';
import { notify } from './events.ts';
import { isOwned } from './filters.ts';
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
  const found = [...state.applications.values()].filter(
    (one) => can(session, one, 'list') && isAskedFor(one, query),
  );
  const page = sortedBy(found, query['sort'] ?? '-createdAt').slice(skip, skip + size);
  return context.reply(200, {
    ...(query['count'] === 'false' ? {} : { count: found.length }),
    results: page.map((one) => selected(shown(context, one), query)),
  });
}

/** Parameters that ask for equality, and where their values are found; one that nobody knows is passed over. */
const FILTERS: Record<string, (application: Application) => unknown[]> = {
  id: ({ id }) => [id],
  ids: ({ id }) => [id],
  status: ({ status }) => [status],
  url: ({ url }) => [url],
  'base-application': ({ url }) => [url],
  dataset: datasetsIn,
  topics: ({ topics }) => listOf(topics).map((topic) => objectOf(topic)['id']),
  publicationSites: ({ publicationSites = [] }) => publicationSites,
  visibility: (application) => [visibilityOf(application)],
};

function isAskedFor(application: Application, query: Record<string, string>): boolean {
  const { owner } = query;
  if (owner !== undefined && !isOwned(application.owner, owner)) return false;
  return Object.entries(FILTERS).every(([name, valuesOf]) => {
    const wanted = query[name]?.split(',');
    return wanted === undefined || valuesOf(application).some((value) => wanted.includes(String(value)));
  });
}

/** Configurations are in no list, whoever asks for them; what is worked out of the caller only in lists that are not raw. */
function selected(application: JsonObject, query: Record<string, string>): JsonObject {
  const isRaw = query['raw'] === 'true';
  const asked = (query['select'] ?? '').split(',').filter((name) => name !== '');
  const without = asked.filter((name) => name.startsWith('-')).map((name) => name.slice(1));
  if (without.includes('links')) without.push(...LINKS);
  const names = asked.filter((name) => !name.startsWith('-'));
  const kept = new Set([...names, ...(isRaw ? [] : ['id', 'slug', 'owner', ...WORKED_OUT])]);
  return Object.fromEntries(
    Object.entries(application).filter(
      ([name]) =>
        (names.length === 0 || kept.has(name)) &&
        !without.includes(name) &&
        !(isRaw && WORKED_OUT.includes(name)),
    ),
  );
}

const LINKS = ['href', 'page', 'exposedUrl'];
const WORKED_OUT = ['userPermissions', 'public', 'visibility', ...LINKS];

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

function datasetsIn({ configuration: settings }: { [key: string]: unknown }): string[] {
  return listOf(objectOf(settings)['datasets']).flatMap((one) => textOf(objectOf(one)['id']) ?? []);
}

/** `extras.applications` of a dataset: those of its account, without any date that would tell. */
function link(state: State, datasetId: string): void {
  const dataset = state.datasets.get(datasetId);
  if (dataset === undefined) return;
  const applications = [...state.applications.values()]
    .filter(
      ({ owner, ...one }) =>
        owner.type === dataset.owner.type &&
        owner.id === dataset.owner.id &&
        datasetsIn(one).includes(datasetId),
    )
    .map(({ id, slug, updatedAt }) => ({ id, slug, updatedAt }));
  state.datasets.set(datasetId, { ...dataset, extras: { ...objectOf(dataset['extras']), applications } });
}
