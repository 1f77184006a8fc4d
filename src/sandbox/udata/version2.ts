import { isObject, listOf, wordOf } from '../json.ts';
import type { PortalReply } from '../portal.ts';
import { type Context, written } from './context.ts';
import { editable } from './datasets.ts';
import { frame, listDatasets, slice } from './list.ts';
import { Refusal, gone, wrong } from './refusal.ts';
import { type View, datasetOut, resourceOf } from './render.ts';
import { resourceIn } from './resources.ts';
import { type Dataset, saveDataset } from './state.ts';

const RESOURCES_PAGE_SIZE = 50;

export function version2Route(context: Context, method: string, names: string[]): PortalReply | undefined {
  const [head, reference, part, id, last] = names;
  if (head !== 'datasets') return undefined;
  if (reference === undefined) return method === 'GET' ? list(context) : undefined;
  if (part === undefined) {
    return method === 'GET' ? context.reply(200, shown(context.view, context.dataset(reference))) : undefined;
  }
  if (part === 'extras') return extras(context, method, reference);
  if (part !== 'resources') return undefined;
  if (id === undefined) return method === 'GET' ? resources(context, reference) : undefined;
  return last === 'extras' ? resourceExtras(context, method, reference, id) : undefined;
}

function list(context: Context): PortalReply {
  const page = slice(listDatasets(context.state, context.user, context.query), context.query);
  return written(
    200,
    frame(
      context.request,
      page,
      page.items.map((one) => JSON.stringify(shown(context.view, one))),
    ),
  );
}

/** Here a dataset only points to its resources. */
function shown(view: View, dataset: Dataset): object {
  const href = `${view.origin}/api/2/datasets/${dataset.id}/resources/?page=1&page_size=${RESOURCES_PAGE_SIZE}`;
  return {
    ...datasetOut(view, dataset),
    resources: { rel: 'subsection', href, type: 'GET', total: dataset.resources.length },
  };
}

/** Unlike every other list, a page past the end is an empty page. */
function resources(context: Context, reference: string): PortalReply {
  const page = slice(context.dataset(reference).resources, context.query, RESOURCES_PAGE_SIZE, true);
  const data = page.items.map((one) => JSON.stringify(resourceOf(context.view, one)));
  return written(200, frame(context.request, page, data));
}

function extras(context: Context, method: string, reference: string): PortalReply {
  if (method === 'GET') return context.reply(200, context.dataset(reference).extras);
  const dataset = editable(context, reference);
  if (dataset.deleted !== null) throw gone();
  const after = changed(context, method, dataset.extras);
  saveDataset(context.state, { ...dataset, extras: after, last_modified: context.now() });
  return answered(context, method, after, dataset.id);
}

function resourceExtras(context: Context, method: string, reference: string, id: string): PortalReply {
  if (method === 'GET') return context.reply(200, resourceIn(context.dataset(reference), id).extras);
  const dataset = editable(context, reference);
  if (dataset.deleted !== null) throw gone();
  const before = resourceIn(dataset, id);
  const after = changed(context, method, before.extras);
  const list = dataset.resources.map((one) => (one === before ? { ...one, extras: after } : one));
  saveDataset(context.state, { ...dataset, resources: list, last_modified: context.now() });
  return answered(context, method, after, dataset.id);
}

/** The only partial write of the whole API: keys are merged, null takes one away, DELETE takes a list of them. */
function changed(context: Context, method: string, before: Record<string, unknown>): Record<string, unknown> {
  const sent = context.json();
  const after = { ...before };
  if (method === 'DELETE') {
    if (!Array.isArray(sent)) throw wrong('Wrong payload format, list expected');
    for (const key of listOf(sent)) delete after[wordOf(key)];
    return after;
  }
  if (method !== 'PUT')
    throw new Refusal(405, { message: 'The method is not allowed for the requested URL.' });
  if (!isObject(sent)) throw wrong('Wrong payload format, dict expected');
  for (const [key, value] of Object.entries(sent)) {
    if (value === null) delete after[key];
    else after[key] = value;
  }
  return after;
}

function answered(context: Context, method: string, after: object, applied: string): PortalReply {
  return method === 'DELETE' ? written(204, '', { applied }) : context.reply(200, after, { applied });
}
