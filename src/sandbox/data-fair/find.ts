import type { Context } from './context.ts';
import { notFound } from './refusal.ts';
import type { Dataset } from './state.ts';

/** By id; on a portal's domain by slug too, among what its owner has. */
export function findDataset({ state, site }: Context, reference: string): Dataset | undefined {
  const direct = state.datasets.get(reference);
  if (direct !== undefined || site === undefined) return direct;
  for (const dataset of state.datasets.values()) {
    if (dataset.slug === reference && dataset.owner.id === site.owner.id) return dataset;
  }
  return undefined;
}

export function existing(context: Context, reference: string): Dataset {
  const dataset = findDataset(context, reference);
  if (dataset === undefined) throw notFound();
  return dataset;
}
