import { listOf } from '../json.ts';
import { crash } from './refusal.ts';
import type { Errors } from './fields.ts';
import { slugify } from './slug.ts';

const TAG_LENGTH_MIN = 3;
const TAG_LENGTH_MAX = 96;

/** Absent wipes. One string alone is split on commas, several are taken as they are; slugs, sorted, once each. */
export function tagsOf(errors: Errors, value: unknown): string[] {
  if (value === undefined || value === null) return [];
  const raw = typeof value === 'string' ? [value] : listOf(value);
  if (!raw.every((tag) => typeof tag === 'string') || (!Array.isArray(value) && typeof value !== 'string'))
    throw crash();
  const words = raw.length === 1 ? (raw[0] ?? '').split(',') : raw;
  const slugs = words.map((word) => slugify(word));
  const bad = slugs.find((slug) => slug.length < TAG_LENGTH_MIN || slug.length > TAG_LENGTH_MAX);
  if (bad !== undefined) {
    errors['tags'] = [
      `Le mot-clé « ${bad} » doit avoir entre ${TAG_LENGTH_MIN} et ${TAG_LENGTH_MAX} caractères.`,
    ];
  }
  return [...new Set(slugs)].sort();
}
