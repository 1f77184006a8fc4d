import type { Dataset } from '../../model/dataset.ts';
import { fieldsOf } from '../../formats/data-fair/from-model/fields.ts';
import { linksOf } from '../../formats/data-fair/from-model/links.ts';
import { unplaced } from '../../formats/data-fair/from-model/losses.ts';
import type { Portal } from '../../formats/data-fair/portal.ts';
import { distributionKeys } from '../distribution-keys.ts';
import type { Loss } from '../adapter.ts';
import type { Base } from '../merge.ts';
import { linkField } from './owned.ts';

/** A dataset as Data Fair shall show it, by owned fields, and what does not fit. */
export interface Wanted {
  fields: Base;
  losses: Loss[];
}

export function fromModel(dataset: Dataset, mark: string | undefined, portal: Portal): Wanted {
  const own = fieldsOf(dataset, portal);
  // What has no beginning Data Fair does not take as a period.
  const temporal = hasStart(own.temporal) ? own.temporal : null;
  const written = { ...own, temporal };
  const fields: Base = Object.fromEntries(
    Object.entries(written).filter(([, value]) => value !== null && !isEmptyList(value)),
  );
  const keys = distributionKeys(dataset.distribution ?? []);
  for (const [place, link] of linksOf(dataset, portal.language))
    fields[linkField(keys[place] ?? link.url)] = { ...link };
  if (mark !== undefined) fields['mark'] = mark;
  if (portal.site !== undefined) fields['publicationSite'] = portal.site;
  return { fields, losses: unplaced(dataset, written, portal) };
}

function hasStart(period: unknown): boolean {
  return typeof period === 'object' && period !== null && 'start' in period;
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}
