import type { PortalReply, PortalRequest } from '../portal.ts';
import { activity } from './activity.ts';
import { applicationsRoute } from './applications.ts';
import { deleteAttachment, readAttachment, uploadAttachment } from './attachments.ts';
import { bulkLines } from './bulk.ts';
import { catalogRoute } from './catalog.ts';
import { Context, checkRequest } from './context.ts';
import { createDataset, deleteDataset, putDataset } from './datasets.ts';
import { converted, dataFiles, raw, schema } from './downloads.ts';
import { draftRoute } from './drafts.ts';
import { eventsRoute } from './events-service.ts';
import { existing } from './find.ts';
import { limitsRoute } from './limits.ts';
import { deleteAllLines, deleteOneLine, patchLine, putLineRoute } from './line-writes.ts';
import { readLine, readLines, readable } from './lines.ts';
import { listDatasets } from './list.ts';
import { changeOwner, permissionsRoute } from './owners.ts';
import { patchDataset } from './patch.ts';
import { Refusal, notFound, replyOf } from './refusal.ts';
import { cleaned } from './render.ts';
import { readRevisions } from './revisions.ts';
import { settingsRoute } from './settings.ts';
import type { State } from './state.ts';
import { work } from './states.ts';

/** Every answer of the API: refusals are thrown from below and written here. */
export function answer(state: State, request: PortalRequest): PortalReply | Promise<PortalReply> {
  work(state, Date.now());
  try {
    checkRequest(request);
    const method = request.method === 'HEAD' ? 'GET' : request.method;
    const context = new Context(state, request);
    const names = namesOf(state, request.path);
    const reply =
      names === undefined ? elsewhere(context, method, request.path) : route(context, method, names);
    if (reply === undefined) throw notFound('unknown api endpoint');
    return reply;
  } catch (error) {
    if (error instanceof Refusal) return replyOf(error);
    throw error;
  }
}

/** The parts of a path below `/api/v1`, decoded; undefined for a path elsewhere. */
export function namesOf({ basePath }: State, path: string): string[] | undefined {
  const prefix = `${basePath}/api/v1/`;
  if (!path.startsWith(prefix)) return undefined;
  const names = path.slice(prefix.length).split('/');
  try {
    return names.map((name) => decodeURIComponent(name));
  } catch {
    return undefined;
  }
}

type Reply = PortalReply | Promise<PortalReply> | undefined;

/** The other services of the installation that are imitated. */
function elsewhere(context: Context, method: string, path: string): Reply {
  const [, service, api, ...names] = path.split('/');
  return service === 'events' && api === 'api' ? eventsRoute(context, method, names) : undefined;
}

function route(context: Context, method: string, [head, ...names]: string[]): Reply {
  switch (head) {
    case 'datasets':
      return datasetsRoute(context, method, names);
    case 'applications':
      return applicationsRoute(context, method, names);
    case 'catalog':
      return catalogRoute(context, method, names);
    case 'settings':
      return settingsRoute(context, method, names);
    case 'activity':
      return method === 'GET' ? activity(context) : undefined;
    case 'limits':
      return limitsRoute(context, method, names);
    default:
      return undefined;
  }
}

function datasetsRoute(context: Context, method: string, names: string[]): Reply {
  const [id, ...rest] = names;
  if (id === undefined || id === '') {
    if (method === 'GET') return listDatasets(context);
    return method === 'POST' ? createDataset(context) : undefined;
  }
  if (rest.length > 0) return partRoute(context, method, id, rest);
  switch (method) {
    case 'GET':
      return oneDataset(context, id);
    case 'POST':
    case 'PUT':
      return putDataset(context, id);
    case 'PATCH':
      return patchDataset(context, id);
    case 'DELETE':
      return deleteDataset(context, id);
    default:
      return undefined;
  }
}

function partRoute(context: Context, method: string, id: string, [part, ...rest]: string[]): Reply {
  const name = rest.length === 0 ? undefined : rest.join('/');
  switch (part) {
    case 'lines':
      return linesRoute(context, method, id, name);
    case '_bulk_lines':
      return method === 'POST' ? bulkLines(context, id) : undefined;
    case 'metadata-attachments':
      return attachmentsRoute(context, method, id, name);
    case 'permissions':
      return permissionsRoute(context, method, id);
    case 'owner':
      return method === 'PUT' ? changeOwner(context, id) : undefined;
    case 'draft':
      return draftRoute(context, method, id);
    default:
      return method === 'GET' ? readRoute(context, id, part ?? '', name) : undefined;
  }
}

function readRoute(context: Context, id: string, part: string, name: string | undefined): Reply {
  switch (part) {
    case 'schema':
    case 'safe-schema':
      return schema(context, id, part === 'safe-schema');
    case 'raw':
      return raw(context, id);
    case 'convert':
      return converted(context, id, 'downloadOriginalData');
    case 'full':
      return converted(context, id, 'downloadFullData');
    case 'data-files':
      return dataFiles(context, id, name);
    case 'journal': {
      const { id: known } = readable(context, id, 'readJournal');
      return context.reply(200, (context.state.journals.get(known) ?? []).toReversed());
    }
    case 'revisions':
      return readRevisions(context, id);
    case 'task-progress':
      readable(context, id, 'readJournal');
      return context.reply(200, {});
    default:
      return undefined;
  }
}

function linesRoute(context: Context, method: string, id: string, lineId: string | undefined): Reply {
  if (lineId === undefined) {
    if (method === 'GET') return readLines(context, id);
    if (method === 'POST') return putLineRoute(context, id);
    return method === 'DELETE' ? deleteAllLines(context, id) : undefined;
  }
  const [, revised] = /^(.+)\/revisions$/.exec(lineId) ?? [];
  if (revised !== undefined) return method === 'GET' ? readRevisions(context, id, revised) : undefined;
  switch (method) {
    case 'GET':
      return readLine(context, id, lineId);
    case 'PUT':
      return putLineRoute(context, id, lineId);
    case 'PATCH':
      return patchLine(context, id, lineId);
    case 'DELETE':
      return deleteOneLine(context, id, lineId);
    default:
      return undefined;
  }
}

function attachmentsRoute(context: Context, method: string, id: string, name: string | undefined): Reply {
  if (name === undefined) return method === 'POST' ? uploadAttachment(context, id) : undefined;
  if (method === 'GET') return readAttachment(context, id, name);
  return method === 'DELETE' ? deleteAttachment(context, id, name) : undefined;
}

function oneDataset(context: Context, id: string): PortalReply {
  const dataset = existing(context, id);
  context.authenticate('datasets', 'datasets-read');
  context.allow(dataset, 'readDescription');
  const isDraft = context.query['draft'] === 'true' || dataset.status === 'draft';
  return context.reply(200, cleaned(context, dataset, isDraft && dataset.draft !== undefined));
}
