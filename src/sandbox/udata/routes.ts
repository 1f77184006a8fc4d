import { isObject } from '../json.ts';
import type { PortalReply, PortalRequest } from '../portal.ts';
import { contactsRoute } from './contacts.ts';
import { Context, redirect, written } from './context.ts';
import { createDataset, deleteDataset, updateDataset } from './datasets.ts';
import { frame, listDatasets, slice } from './list.ts';
import { applyMask, parseMask } from './mask.ts';
import { organizationsRoute } from './organizations.ts';
import { listPage, shown, permalink } from './reading.ts';
import { Refusal, replyOf } from './refusal.ts';
import { datasetOut, organizationRef, resourceOf, userRef } from './render.ts';
import { addResource, deleteResource, reorderResources, resourceIn, updateResource } from './resources.ts';
import { reusesRoute } from './reuses.ts';
import type { State } from './state.ts';
import { storedFile, uploadAgain, uploadNew } from './uploads.ts';
import { version2Route } from './version2.ts';
import { datasetWords, spatialWords } from './words.ts';

export const SITE_VERSION = '17.6.0';

/** Every answer of the API: refusals are thrown from below and written here. */
export function answer(state: State, request: PortalRequest): PortalReply {
  try {
    const file = storedFile(state, request);
    if (file !== undefined) return file;
    if (!/^\/api\/[12]\//.test(request.path)) throw unknownRoute();
    const context = new Context(state, request);
    const [, , version, ...names] = request.path.split('/');
    const method = request.method === 'HEAD' ? 'GET' : request.method;
    if (names[0] === 'datasets' && names[1] === 'r' && names.length === 3)
      return permalink(context, names[2] ?? '');
    if (names.pop() !== '') throw redirect(`${request.origin}${request.path}/`, request.query);
    const reply =
      version === '1' ? version1Route(context, method, names) : version2Route(context, method, names);
    if (reply === undefined) throw unknownRoute();
    return reply;
  } catch (error) {
    if (error instanceof Refusal) return replyOf(masked(error, request));
    throw error;
  }
}

/** What a client wants of an answer is all that it gets of a refusal, beside its message. */
function masked(refusal: Refusal, { headers }: PortalRequest): Refusal {
  const mask = headers['x-fields'];
  const { status, body } = refusal;
  if (status !== 400 || typeof mask !== 'string' || mask === '' || !isObject(body)) return refusal;
  const { message } = body;
  try {
    const shown = applyMask(parseMask(mask), body);
    return new Refusal(status, { ...(isObject(shown) ? shown : {}), message }, refusal.headers);
  } catch (error) {
    // It is the mask that is refused.
    if (error instanceof Refusal) return refusal;
    throw error;
  }
}

function version1Route(context: Context, method: string, names: string[]): PortalReply | undefined {
  const [head, ...rest] = names;
  if (head === 'datasets') return datasetsRoute(context, method, rest);
  if (head === 'organizations') return organizationsRoute(context, method, rest);
  if (head === 'contacts') return contactsRoute(context, method, rest);
  if (head === 'reuses') return reusesRoute(context, method, rest);
  if (method !== 'GET') return undefined;
  switch (names.join('/')) {
    case 'site':
      return context.reply(200, {
        feed_size: 20,
        id: 'default',
        keywords: [],
        metrics: {},
        title: 'Portail de test',
        version: SITE_VERSION,
      });
    case 'me':
      return me(context);
    case 'me/org_datasets':
      return myDatasets(context);
    case 'dataservices':
      return written(200, frame(context.request, slice([], context.query), []));
    default:
      return head === 'spatial' ? spatialWords(context, rest[0], rest[1]) : undefined;
  }
}

function datasetsRoute(context: Context, method: string, names: string[]): PortalReply | undefined {
  const [reference, part, id, last] = names;
  if (reference === undefined) {
    if (method === 'GET') return listPage(context, listDatasets(context.state, context.user, context.query));
    if (method === 'POST') return createDataset(context);
    throw notAllowed('POST, GET, OPTIONS, HEAD');
  }
  if (part === undefined) {
    if (method === 'GET')
      return datasetWords(context, reference) ?? shown(context, 200, context.dataset(reference));
    if (method === 'PUT') return updateDataset(context, reference);
    if (method === 'DELETE') return deleteDataset(context, reference);
    throw notAllowed('GET, PUT, DELETE, OPTIONS, HEAD');
  }
  if (part === 'upload' && id === undefined && method === 'POST') return uploadNew(context, reference);
  if (part === 'resources' && last === 'upload' && method === 'POST')
    return uploadAgain(context, reference, id ?? '');
  return part === 'resources' ? resourcesRoute(context, method, reference, id) : undefined;
}

function resourcesRoute(
  context: Context,
  method: string,
  reference: string,
  id: string | undefined,
): PortalReply | undefined {
  if (id === undefined) {
    if (method === 'POST') return addResource(context, reference);
    return method === 'PUT' ? reorderResources(context, reference) : undefined;
  }
  if (method === 'PUT') return updateResource(context, reference, id);
  if (method === 'DELETE') return deleteResource(context, reference, id);
  if (method !== 'GET') return undefined;
  return context.reply(200, resourceOf(context.view, resourceIn(context.dataset(reference), id)));
}

function me(context: Context): PortalReply {
  const user = context.someone();
  const organizations = [...context.state.organizations.values()].filter(
    ({ members }) => members[user.id] !== undefined,
  );
  const shown = organizations.map((organization) => organizationRef(context.view, organization));
  return context.reply(200, {
    ...userRef(context.view, user),
    email: user.email,
    organizations: shown,
    roles: [],
  });
}

/** Not paged, and with what is deleted. */
function myDatasets(context: Context): PortalReply {
  const user = context.someone();
  const { state, view } = context;
  const word = (context.query.get('q') ?? '').toLowerCase();
  const mine = [...state.datasets.values()].filter(({ organization, title }) => {
    const members = state.organizations.get(organization ?? '')?.members;
    return members?.[user.id] !== undefined && title.toLowerCase().includes(word);
  });
  return context.reply(
    200,
    mine.map((dataset) => datasetOut(view, dataset)),
  );
}

function notAllowed(allow: string): Refusal {
  return new Refusal(405, { message: 'The method is not allowed for the requested URL.' }, { allow });
}

function unknownRoute(): Refusal {
  return new Refusal(404, { error: 'The requested URL was not found on the server.', status: 404 });
}
