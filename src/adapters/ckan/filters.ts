import type { Kind } from '../../model/dataset.ts';
import { phrase } from './requests.ts';
import type { CkanSettings } from './settings.ts';

/** CKAN's types of packages that are no datasets: the configuration of ckanext-harvest. */
export const HARVEST_TYPE = 'harvest';
export const SERIES = 'dataset_series';

/** The part of a search that says which records we list, the same for every page and for the count. */
export interface ListingFilter {
  q?: string;
  fq: string;
  include_private?: true;
}

export function listingFilter(
  settings: CkanSettings,
  kinds: readonly Kind[] = ['dataset', 'series'],
  further: readonly string[] = [],
): ListingFilter {
  const conditions = [
    `-dataset_type:${HARVEST_TYPE}`,
    ...(kinds.includes('dataset') ? [] : [`+dataset_type:${SERIES}`]),
    ...anyOf('organization', settings.organizations),
    ...anyOf('groups', settings.groups),
    ...anyOf('tags', settings.tags),
    ...anyOf('license_id', settings.licenses),
    ...anyOf('res_format', settings.formats),
    ...(settings.filter === undefined ? [] : [guarded(settings.filter)]),
    ...further,
  ];
  return {
    ...(settings.query === undefined ? {} : { q: settings.query }),
    fq: conditions.join(' '),
    ...(settings.includePrivate && settings.apiToken !== undefined ? { include_private: true } : {}),
  };
}

function anyOf(field: string, values: readonly string[] | undefined): string[] {
  return values === undefined ? [] : [`+${field}:(${values.map(phrase).join(' OR ')})`];
}

/** An OR of the owner's must not swallow our own conditions; a lone negation inside parentheses would find nothing. */
function guarded(filter: string): string {
  return /\sOR\s|\|\|/.test(filter) ? `+(${filter})` : filter;
}
