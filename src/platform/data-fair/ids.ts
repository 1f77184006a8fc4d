import { createHash } from 'node:crypto';

/** What Data Fair takes for an id that somebody chose. */
const TAKEN = /^[a-z0-9_-]+$/;
const LENGTH_MAX = 80;
const READABLE_MAX = 48;
const DIGEST_LENGTH = 16;

/**
 * The id that a dataset of ours has in Data Fair, always the same: writing twice makes one. An id that Data Fair would not
 * take keeps what is readable of it, before a digest that tells it from its neighbours.
 */
export function dataFairId(id: string): string {
  if (id.length <= LENGTH_MAX && TAKEN.test(id)) return id;
  const readable = id
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, READABLE_MAX)
    .replace(/-+$/, '');
  const digest = createHash('sha256').update(id).digest('hex').slice(0, DIGEST_LENGTH);
  return readable === '' ? digest : `${readable}-${digest}`;
}
