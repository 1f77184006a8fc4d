import type { PortalReply } from '../portal.ts';
import { type Context, datasetText, written } from './context.ts';
import { frame, slice } from './list.ts';
import { applyMask, parseMask } from './mask.ts';
import { notFound } from './refusal.ts';
import { datasetOut } from './render.ts';
import type { Dataset } from './state.ts';

export function listPage(context: Context, datasets: Dataset[]): PortalReply {
  const { request, view } = context;
  const part = slice(datasets, context.query);
  const mask = request.headers['x-fields'];
  if (typeof mask !== 'string' || mask === '') {
    return written(
      200,
      frame(
        request,
        part,
        part.items.map((dataset) => datasetText(view, dataset)),
      ),
    );
  }
  const page: object = JSON.parse(frame(request, part, []));
  const data = part.items.map((dataset) => datasetOut(view, dataset));
  return written(200, JSON.stringify(applyMask(parseMask(mask), { ...page, data })));
}

/** One dataset, as it is told to whoever reads or writes it. */
export function shown(
  context: Context,
  status: number,
  dataset: Dataset,
  extra: Partial<PortalReply> = {},
): PortalReply {
  if (context.request.headers['x-fields'] === undefined)
    return written(status, datasetText(context.view, dataset), extra);
  return context.reply(status, datasetOut(context.view, dataset), extra);
}

/** The address of a file that never changes, whatever its dataset is called. */
export function permalink(context: Context, id: string): PortalReply {
  for (const { resources } of context.state.datasets.values()) {
    const found = resources.find((resource) => resource.id === id);
    if (found !== undefined) return { status: 302, headers: { location: found.url }, body: '' };
  }
  throw notFound();
}
