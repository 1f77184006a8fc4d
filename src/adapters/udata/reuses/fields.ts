import { z } from 'zod';
import { cleanName, cleanText } from '../../../model/clean.ts';
import type { Dataset } from '../../../model/dataset.ts';
import type { LangText } from '../../../model/text.ts';
import type { Usage } from '../../../model/usage.ts';
import type { Loss } from '../../adapter.ts';
import type { Base } from '../../merge.ts';
import { cut } from '../cut.ts';
import { pick } from '../pick.ts';
import { present } from '../words.ts';

const REUSE = 'reuse:';
const TITLE_MAX = 350;
const DESCRIPTION_MAX = 100_000;
const TYPES: ReadonlySet<string> = new Set([
  'api',
  'application',
  'idea',
  'news_article',
  'paper',
  'post',
  'visualization',
  'hardware',
]);
const TYPE = 'application';

/** The part of a reuse that is ours: the field `reuse:<id of the usage>` of its dataset's owned fields. */
export const OwnedReuse = z.object({
  title: z.string(),
  description: z.string(),
  url: z.string(),
  type: z.string(),
});
export type OwnedReuse = z.infer<typeof OwnedReuse>;

/** The id of the usage that an owned field is about. */
export function usageIn(field: string): string | undefined {
  return field.startsWith(REUSE) ? field.slice(REUSE.length) : undefined;
}

export function fieldOf(usageId: string): string {
  return `${REUSE}${usageId}`;
}

export function withoutReuses(fields: Base): Base {
  const others = Object.entries(fields).filter(([field]) => usageIn(field) === undefined);
  return others.length === Object.keys(fields).length ? fields : Object.fromEntries(others);
}

export function hasReuses(fields: Base | undefined): boolean {
  return Object.keys(fields ?? {}).some((field) => usageIn(field) !== undefined);
}

/** What others made with the dataset, as the reuses that udata shall have of it. */
export function reusesFrom(dataset: Dataset, preferred: readonly string[], losses: Loss[]): Base {
  const fields: Base = {};
  for (const usage of dataset.usage ?? []) fields[fieldOf(usage.id)] = reuseFrom(usage, preferred, losses);
  return fields;
}

function reuseFrom(usage: Usage, preferred: readonly string[], losses: Loss[]): OwnedReuse {
  const one = (field: string, text: LangText | undefined) => pick(field, text, preferred, losses);
  const title = cleanName(one('usage.title', usage.title) ?? '') || usage.id;
  const description = cleanText(one('usage.description', usage.description) ?? '');
  const { image, type } = usage;
  const lose = (field: string, value: string | undefined, reason: string) =>
    losses.push({ field, ...present({ value }), reason });
  if (image !== undefined) lose('usage.image', image, 'udata takes pictures as files only');
  if (usage.modified !== undefined) lose('usage.modified', usage.modified, 'udata keeps its own dates');
  if (type !== undefined && !TYPES.has(type)) lose('usage.type', type, 'no kind of reuse that udata knows');
  return {
    title: cut(title, TITLE_MAX, 'usage.title', losses),
    description: cut(description === '' ? title : description, DESCRIPTION_MAX, 'usage.description', losses),
    url: usage.url,
    type: type !== undefined && TYPES.has(type) ? type : TYPE,
  };
}
