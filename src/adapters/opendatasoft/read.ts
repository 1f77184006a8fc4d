import { glanceAtOpendatasoft, readOpendatasoft } from '../../formats/opendatasoft/index.ts';
import type { OpendatasoftGlance } from '../../formats/opendatasoft/index.ts';
import type { ListOptions, SameRecord } from '../adapter.ts';
import { sortedBy } from '../sorted.ts';
import type { Sorted } from '../sorted.ts';
import { unhurried } from '../unhurried.ts';
import type { OpendatasoftSettings } from './settings.ts';

/** A dataset as it stands on a page. */
export interface Item extends OpendatasoftGlance {
  dataset: unknown;
  /** Of another portal, where those are not wanted. */
  isLeftOut: boolean;
}

export function itemsOf(results: readonly unknown[], settings: OpendatasoftSettings): Item[] {
  return results.map((dataset) => {
    const glance = glanceAtOpendatasoft(dataset);
    return { dataset, ...glance, isLeftOut: settings.onlyOriginal && isCopy(glance, settings) };
  });
}

/** Datasets of a page, mapped; those that the caller knows are not. */
export async function readItems(
  items: readonly Item[],
  settings: OpendatasoftSettings,
  known?: ListOptions['known'],
): Promise<Omit<Sorted, 'leftOut'> & { same: SameRecord[] }> {
  const wanted = items.filter(({ isLeftOut }) => !isLeftOut);
  const found = wanted.flatMap(({ id, dataset }) =>
    id === undefined ? [] : [{ remoteId: id, raw: rawOf(dataset) }],
  );
  const held = (await known?.(found)) ?? new Set();
  const options = {
    base: settings.url,
    ...(settings.language === undefined ? {} : { language: settings.language }),
  };
  const read = await unhurried(
    wanted.filter(({ id = '' }) => !held.has(id)),
    ({ dataset }) => ({ read: readOpendatasoft(dataset, options), raw: rawOf(dataset) }),
  );
  const { records, setAside } = sortedBy(['dataset'], read);
  const same = wanted.flatMap(({ id, modified }): SameRecord[] =>
    id === undefined || !held.has(id)
      ? []
      : [{ remoteId: id, ...(modified === undefined ? {} : { modified }) }],
  );
  return { records, setAside, same };
}

/** Portals may name themselves as the source; within the platform a portal has a short name, too. */
function isCopy({ source }: OpendatasoftGlance, { url }: OpendatasoftSettings): boolean {
  if (source === undefined) return false;
  const { host } = new URL(url);
  const named = source
    .replace(/^https?:\/\//i, '')
    .replace(/\/.*$/, '')
    .toLowerCase();
  return named !== host && (named.includes('.') || named !== host.split('.')[0]);
}

function rawOf(dataset: unknown): object {
  return typeof dataset === 'object' && dataset !== null ? dataset : { value: dataset };
}
