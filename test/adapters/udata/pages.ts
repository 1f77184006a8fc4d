import type { Reply } from './support.ts';

type Json = Record<string, unknown>;

export const record = (number: number, more: Json = {}): Json => ({
  id: number.toString(16).padStart(24, '0'),
  title: `Jeu ${number}`,
  description: 'd',
  extras: {},
  resources: [],
  deleted: null,
  archived: null,
  ...more,
});
export const records = (count: number) => Array.from({ length: count }, (_, index) => record(index + 1));
export const missing: Reply = { status: 404, json: { message: 'Not found' } };

/** A page as udata cuts it from a list. */
export function pageOf(all: readonly Json[], { query }: { query: URLSearchParams }, more: Json = {}): Reply {
  const page = Number(query.get('page'));
  const size = Number(query.get('page_size'));
  const data = all.slice((page - 1) * size, page * size);
  if (page > 1 && data.length === 0) return missing;
  const next = page * size < all.length ? 'http://elsewhere.invalid/next' : null;
  return {
    json: { data, page, page_size: size, total: all.length, next_page: next, previous_page: null, ...more },
  };
}
