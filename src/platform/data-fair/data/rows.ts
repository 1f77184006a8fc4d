import { isUtf8 } from 'node:buffer';
import { sameJson } from '../../../model/fingerprint.ts';
import { extrasWith, unfinished, type Mark } from '../mark.ts';
import { creating, patching } from '../requests.ts';
import type { WireDataset } from '../../../formats/data-fair/wire.ts';
import { chunksOf, md5Of } from './content.ts';
import type { Bringing, DataParts } from './data.ts';
import { dropFile } from './file.ts';
import { linesOf, sendLines, type Line } from './lines.ts';
import { replaced } from './replace.ts';
import { settled } from './settled.ts';
import { fits, identified, primaryKeyOf, tableIn, type Row, type Table } from './table.ts';

/** Brings a table as rows: only those that differ are sent, and those that are gone are deleted. */
export async function writeRows({ parts, wire, mark, data, file }: Bringing): Promise<void> {
  const { client, shelf } = parts;
  await md5Of(data);
  const table = await read(data);
  const isNew = wire.isRest !== true || !fits(wire.schema, table) || !isKeyed(table, wire.primaryKey);
  const primaryKey = isNew ? primaryKeyOf(table) : wire.primaryKey;
  // Its rows are still to come: whoever goes on after a crash must know that they are ours.
  const begun = { ...mark, files: { ...mark.files, [data.distribution]: unfinished(file) } };
  if (isNew)
    await replaced(parts, wire, (body) =>
      client.send(creating(wire.id, restBody(body, wire, begun, table, primaryKey))),
    );
  const lines = await differences(parts, wire.id, table, primaryKey);
  // Half of them is neither the table before nor this one, should the source come back to either.
  if (!isNew && lines.length > 0) await client.send(patching(wire.id, { extras: extrasWith(wire, begun) }));
  await sendLines(client, wire.id, lines);
  const now = (await shelf.one(wire.id)) ?? wire;
  const noted = { ...mark, files: { ...mark.files, [data.distribution]: file } };
  await client.send(patching(wire.id, { extras: extrasWith(now, noted) }));
  await settled(client, shelf, wire.id);
}

/** The dataset goes on without data. */
export function dropRows(parts: DataParts, wire: WireDataset, mark: Mark): Promise<void> {
  return dropFile(parts, wire, mark);
}

/** What is not UTF-8 is most likely what spreadsheets of the West write. */
async function read(data: Bringing['data']): Promise<Table> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of chunksOf(data)) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  return tableIn(isUtf8(bytes) ? bytes.toString('utf8') : new TextDecoder('windows-1252').decode(bytes));
}

function restBody(
  body: Record<string, unknown>,
  wire: WireDataset,
  mark: Mark,
  { fields }: Table,
  primaryKey: readonly string[],
): Record<string, unknown> {
  return {
    ...body,
    isRest: true,
    schema: fields,
    ...(primaryKey.length === 0 ? {} : { primaryKey }),
    rest: { primaryKeyMode: 'sha256' },
    extras: extrasWith(wire, mark),
  };
}

/** A key that no longer tells the rows apart is none. */
function isKeyed({ rows }: Table, primaryKey: readonly string[]): boolean {
  if (primaryKey.length === 0) return true;
  return (
    new Set(rows.map((row) => JSON.stringify(primaryKey.map((key) => row[key] ?? null)))).size === rows.length
  );
}

async function differences(
  { client }: DataParts,
  id: string,
  table: Table,
  primaryKey: readonly string[],
): Promise<Line[]> {
  const wanted = identified(table.rows, primaryKey);
  const gone: Line[] = [];
  const keys = table.fields.map(({ key }) => key);
  for await (const page of linesOf(client, id)) {
    for (const line of page) {
      const there = valuesOf(line, keys);
      const [name = ''] =
        primaryKey.length === 0 ? [String(line['_id'])] : identified([there], primaryKey).keys();
      const want = wanted.get(name);
      if (want === undefined)
        gone.push({ body: { _action: 'delete', ...identity(there, String(line['_id']), primaryKey) } });
      // One that says the same already needs no word.
      else if (sameJson(want, there)) wanted.delete(name);
    }
  }
  const places = new Map(table.rows.map((row, index) => [row, index + 1]));
  const fresh = [...wanted].map(([name, row]): Line => ({
    body: { ...row, _action: 'createOrUpdate', ...(primaryKey.length === 0 ? { _id: name } : {}) },
    row: places.get(row) ?? 0,
  }));
  return [...gone, ...fresh];
}

function identity(row: Row, id: string, primaryKey: readonly string[]): Row {
  if (primaryKey.length === 0) return { _id: id };
  return Object.fromEntries(
    primaryKey.flatMap((key) => (row[key] === undefined ? [] : [[key, row[key]] as const])),
  );
}

function valuesOf(line: Record<string, unknown>, keys: readonly string[]): Row {
  return Object.fromEntries(
    keys.flatMap((key) => {
      const value = line[key];
      return typeof value === 'string' || typeof value === 'number' ? [[key, value] as const] : [];
    }),
  );
}
