import { glanceAtOpendatasoft, readOpendatasoft } from '../../formats/opendatasoft/index.ts';
import type { OpendatasoftGlance } from '../../formats/opendatasoft/index.ts';
import type { ListOptions } from '../adapter.ts';
import { readItems as readAll } from '../by-offset.ts';
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
export function readItems(
  items: readonly Item[],
  settings: OpendatasoftSettings,
  known?: ListOptions['known'],
): ReturnType<typeof readAll> {
  const wanted = items
    .filter(({ isLeftOut }) => !isLeftOut)
    .map(({ dataset, id, modified }) => ({
      record: dataset,
      ...(id === undefined ? {} : { id }),
      ...(modified === undefined ? {} : { modified }),
    }));
  const options = {
    base: settings.url,
    ...(settings.language === undefined ? {} : { language: settings.language }),
  };
  return readAll(wanted, known === undefined ? {} : { known }, (dataset) =>
    readOpendatasoft(dataset, options),
  );
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
