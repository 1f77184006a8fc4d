import type { Cursor } from './cursor.ts';

/**
 * The same place in pages of another size. Pages are counted from the start, so that only a size fits of which a whole
 * number came before: the largest that is wanted, and never more than the site gives.
 */
export function sized(cursor: Cursor, wanted: number): Cursor {
  const most = cursor.most ?? cursor.pageSize;
  const before = (cursor.page - 1) * cursor.pageSize;
  let pageSize = Math.max(1, Math.min(wanted, most));
  while (before % pageSize !== 0) pageSize -= 1;
  return pageSize === cursor.pageSize ? cursor : { ...cursor, most, pageSize, page: before / pageSize + 1 };
}
