import { sql, type Selectable } from 'kysely';
import type { FilesTable } from '../../ledger/schema/platform.ts';
import type { FileStore } from '../../files/store.ts';
import type { Db, Tx } from '../../ledger/ledger.ts';
import { lockContent } from '../../ledger/contents.ts';
import type { DataFile, IncomingData, PlatformData } from '../data.ts';

/** Data as rows beside the datasets and content in a folder, by its hash. */
export function embeddedData(db: Db, files: FileStore | undefined): PlatformData<Tx> {
  const store = (): FileStore => {
    if (files === undefined) throw new RangeError('data cannot be kept: this platform has no folder for it');
    return files;
  };
  const writing = <T>(within: Tx | undefined, work: (tx: Tx) => Promise<T>): Promise<T> =>
    within === undefined ? db.transaction().execute(work) : work(within);
  return {
    importData: (data, by, within) => writing(within, (tx) => importData(tx, store(), data, by)),
    async dataFiles(datasetIds) {
      const rows = await db
        .selectFrom('files')
        .selectAll()
        .where('dataset_id', '=', sql<string>`any(${datasetIds}::text[])`)
        .orderBy('dataset_id')
        .orderBy('distribution')
        .execute();
      return rows.map(fileOf);
    },
    dropData: (datasetId, distributions, within) =>
      writing(within, async (tx) => {
        for (const table of ['files', 'file_versions'] as const)
          await sql`delete from ${sql.table(table)} where dataset_id = ${datasetId} and distribution = any(${distributions}::text[])`.execute(
            tx,
          );
      }),
  };
}

async function importData(tx: Tx, store: FileStore, data: IncomingData, by: string) {
  // Whoever clears content away waits for this transaction, and then sees that it is used.
  await lockContent(tx, data.sha256);
  if (!(await store.has(data.sha256))) await store.put(data.sha256, data.open());
  const before = await tx
    .selectFrom('files')
    .select(['version', 'sha256'])
    .where('dataset_id', '=', data.datasetId)
    .where('distribution', '=', data.distribution)
    .forUpdate()
    .executeTakeFirst();
  const isNew = before?.sha256 !== data.sha256;
  const version = before === undefined ? 1 : before.version + (isNew ? 1 : 0);
  if (before !== undefined && isNew) await supersede(tx, data);
  const described = {
    version,
    sha256: data.sha256,
    bytes: data.bytes,
    row_count: data.rows ?? null,
    columns: data.columns === undefined ? null : JSON.stringify(data.columns),
    format: data.format ?? null,
    media_type: data.mediaType,
    compress_format: data.compressFormat ?? null,
    name: data.name,
    url: data.url ?? null,
    ...(isNew ? { written_by: by, at: new Date() } : {}),
  };
  await tx
    .insertInto('files')
    .values({ dataset_id: data.datasetId, distribution: data.distribution, written_by: by, ...described })
    .onConflict((conflict) => conflict.columns(['dataset_id', 'distribution']).doUpdateSet(described))
    .execute();
  const action = before === undefined ? 'created' : isNew ? 'updated' : 'unchanged';
  return { version, action } as const;
}

/** What was there stays known; its content goes when nobody uses it. */
async function supersede(tx: Tx, { datasetId, distribution }: IncomingData): Promise<void> {
  await sql`
    insert into file_versions (dataset_id, distribution, version, sha256, bytes, row_count, columns, written_by, at)
    select dataset_id, distribution, version, sha256, bytes, row_count, columns, written_by, at from files
    where dataset_id = ${datasetId} and distribution = ${distribution}`.execute(tx);
}

type Row = Omit<Selectable<FilesTable>, 'written_by'>;

function fileOf(row: Row): DataFile {
  return {
    datasetId: row.dataset_id,
    distribution: row.distribution,
    version: row.version,
    sha256: row.sha256,
    bytes: row.bytes,
    mediaType: row.media_type,
    name: row.name,
    at: row.at,
    ...(row.row_count === null ? {} : { rows: row.row_count }),
    ...(row.columns === null ? {} : { columns: row.columns }),
    ...(row.format === null ? {} : { format: row.format }),
    ...(row.compress_format === null ? {} : { compressFormat: row.compress_format }),
    ...(row.url === null ? {} : { url: row.url }),
  };
}
