import type { PortalReply, PortalRequest } from '../portal.ts';
import { Context, checkRequest } from './context.ts';
import { createDataset, deleteDataset, putDataset } from './datasets.ts';
import { existing } from './find.ts';
import { limitsRoute } from './limits.ts';
import { listDatasets } from './list.ts';
import { patchDataset } from './patch.ts';
import { Refusal, notFound, replyOf } from './refusal.ts';
import { cleaned } from './render.ts';
import type { State } from './state.ts';
import { work } from './states.ts';

/** Every answer of the API: refusals are thrown from below and written here. */
export function answer(state: State, request: PortalRequest): PortalReply {
  work(state, Date.now());
  try {
    checkRequest(request);
    const names = namesOf(state, request.path);
    if (names === undefined) throw notFound('unknown api endpoint');
    const method = request.method === 'HEAD' ? 'GET' : request.method;
    const reply = route(new Context(state, request), method, names);
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

function route(context: Context, method: string, [head, ...names]: string[]): PortalReply | undefined {
  switch (head) {
    case 'datasets':
      return datasetsRoute(context, method, names);
    case 'limits':
      return limitsRoute(context, method, names);
    default:
      return undefined;
  }
}

function datasetsRoute(context: Context, method: string, names: string[]): PortalReply | undefined {
  const [id, ...rest] = names;
  if (id === undefined || id === '') {
    if (method === 'GET') return listDatasets(context);
    return method === 'POST' ? createDataset(context) : undefined;
  }
  if (rest.length > 0) return undefined;
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

function oneDataset(context: Context, id: string): PortalReply {
  const dataset = existing(context, id);
  context.authenticate('datasets', 'datasets-read');
  context.allow(dataset, 'readDescription');
  const isDraft = context.query['draft'] === 'true' || dataset.status === 'draft';
  return context.reply(200, cleaned(context, dataset, isDraft && dataset.draft !== undefined));
}
