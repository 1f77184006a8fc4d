import { createHash } from 'node:crypto';
import { sql, type RawBuilder } from 'kysely';
import type { Db, Tx } from './ledger.ts';

/** A file as it was when it was last read from its address. */
export interface SourceFile {
  url: string;
  etag?: string;
  lastModified?: string;
  length: number;
  digests: { sha256: string; sha1: string; md5: string };
}

/** What is known of a dataset's files, by address. */
export async function sourceFiles(
  db: Db,
  connectorId: string,
  datasetId: string,
  urls: readonly string[],
): Promise<Map<string, SourceFile>> {
  const byKey = new Map(urls.map((url) => [keyOf(url), url]));
  const rows = await db
    .selectFrom('uploads')
    .selectAll()
    .where('connector_id', '=', connectorId)
    .where('dataset_id', '=', datasetId)
    .execute();
  return new Map(
    rows.flatMap((row): [string, SourceFile][] => {
      const url = byKey.get(row.source);
      if (url === undefined) return [];
      const { length, sha256, sha1, md5 } = row;
      const file = {
        url,
        length,
        digests: { sha256, sha1, md5 },
        ...(row.etag === null ? {} : { etag: row.etag }),
        ...(row.last_modified === null ? {} : { lastModified: row.last_modified }),
      };
      return [[url, file]];
    }),
  );
}

export async function saveSourceFile(
  db: Db,
  connectorId: string,
  datasetId: string,
  { url, etag, lastModified, length, digests }: SourceFile,
): Promise<void> {
  const { sha256, sha1, md5 } = digests;
  const said = { etag: etag ?? null, last_modified: lastModified ?? null };
  const values = { ...said, length, sha256, sha1, md5, read_at: sql<Date>`now()` };
  await db
    .insertInto('uploads')
    .values({ connector_id: connectorId, dataset_id: datasetId, source: keyOf(url), ...values })
    .onConflict((conflict) => conflict.columns(['connector_id', 'dataset_id', 'source']).doUpdateSet(values))
    .execute();
}

/** Forgets the files of datasets, but for those at these addresses. */
export async function forgetSourceFiles(
  db: Db | Tx,
  connectorId: string,
  datasetIds: readonly string[],
  kept: readonly string[] = [],
): Promise<void> {
  await db
    .deleteFrom('uploads')
    .where('connector_id', '=', connectorId)
    .where('dataset_id', '=', sql<string>`any(${datasetIds}::text[])`)
    .where('source', '<>', sql<string>`all(${kept.map(keyOf)}::text[])`)
    .execute();
}

/** Forgets the files of those of these datasets that `ours` selects. */
export function forgetting(
  connectorId: string,
  datasetIds: readonly string[],
  ours: RawBuilder<unknown>,
): RawBuilder<unknown> {
  return sql`
    delete from uploads where connector_id = ${connectorId} and dataset_id = any(${datasetIds}::text[]) and dataset_id in (${ours})`;
}

/** Addresses may be longer than a key. */
function keyOf(url: string): string {
  return createHash('sha256').update(url).digest('base64url');
}
