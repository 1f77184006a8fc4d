import type { Account } from './state.ts';

export function slugify(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9\s-]/g, '')
    .trim()
    .replaceAll(/[\s-]+/g, '-');
}

/** A slug that no other resource of this owner has: the same title twice gets a number behind it. */
export function freeSlug(
  resources: Iterable<{ slug: string; owner: Account }>,
  owner: Account,
  text: string,
): string {
  const base = slugify(text);
  const taken = new Set<string>();
  for (const { slug, owner: other } of resources) {
    if (slug.startsWith(base) && other.type === owner.type && other.id === owner.id) taken.add(slug);
  }
  let slug = base;
  for (let number = 2; taken.has(slug); number += 1) slug = `${base}-${number}`;
  return slug;
}
