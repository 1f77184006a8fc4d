import type { DataFairSettings } from '../../../config/data-fair.ts';
import type { Db, Tx } from '../../../ledger/ledger.ts';
import { remember } from '../../../ledger/platform-datasets.ts';
import { RemoteFault } from '../../../faults.ts';
import type { DataFile, IncomingData, PlatformData } from '../../data.ts';
import type { DataFairClient } from '../client.ts';
import { keepingAlive } from '../alive.ts';
import { knownOf } from '../entry.ts';
import { isFinished, markOf, type Mark, type MarkedFile } from '../mark.ts';
import type { PortalReader } from '../portal-reader.ts';
import { demandWhole, type Shelf } from '../shelf.ts';
import type { Turns } from '../turns.ts';
import type { WireDataset } from '../../../formats/data-fair/wire.ts';
import { attach, detach } from './attachment.ts';
import { formOf } from './form.ts';
import { dropFile, uploadFile } from './file.ts';
import { dropRows, writeRows } from './rows.ts';
import { settled } from './settled.ts';

export interface DataParts {
  client: DataFairClient;
  shelf: Shelf;
  portals: PortalReader;
  turns: Turns;
  db: Db;
  settings: DataFairSettings;
  /** The transaction that waits for what is done here. */
  within?: Tx | undefined;
}

/** Data of one distribution, ready to be brought in. */
export interface Bringing {
  parts: DataParts;
  wire: WireDataset;
  mark: Mark;
  data: IncomingData;
  /** As it is to be noted with the dataset. */
  file: MarkedFile;
}

/** Files as the data of their datasets, as rows, or attached to them. */
export function dataFairData(parts: DataParts): PlatformData<Tx> {
  const { shelf, turns, portals, db } = parts;
  // Data Fair has it whatever becomes of the transaction, which must not lock out what it does next.
  const noted = async (platformId: string): Promise<void> => {
    const [wire, portal] = await Promise.all([shelf.one(platformId), portals.portal()]);
    if (wire !== undefined) await remember(db, [knownOf(wire, portal)]);
  };
  return {
    holdsContent: true,
    importData: (data, by, within) =>
      keepingAlive(within, () =>
        turns.take(data.datasetId, async () => {
          const wire = (await shelf.read([data.datasetId], within ?? db)).get(data.datasetId);
          if (wire === undefined)
            throw new RemoteFault(
              'absent',
              `${data.datasetId}: Data Fair has no such dataset, so its data cannot be brought`,
            );
          demandWhole(wire);
          const mark = markOf(wire) ?? { id: data.datasetId, sent: {}, attachments: {}, files: {} };
          const result = await bring({ ...parts, within }, wire, { ...mark, by }, data);
          await noted(wire.id);
          return result;
        }),
      ),
    async dataFiles(datasetIds) {
      const wires = await shelf.read(datasetIds);
      return [...wires]
        .flatMap(([id, wire]) => filesOf(id, markOf(wire)?.files ?? {}))
        .toSorted((a, b) => order(a.datasetId, b.datasetId) || order(a.distribution, b.distribution));
    },
    dropData: (datasetId, distributions, within) =>
      keepingAlive(within, () =>
        turns.take(datasetId, async () => {
          for (const distribution of distributions) {
            // Each leaves the dataset otherwise than it was.
            const wire = (await shelf.read([datasetId], within ?? db)).get(datasetId);
            const mark = wire && markOf(wire);
            const file = mark?.files[distribution];
            if (wire === undefined || mark === undefined || file === undefined) continue;
            demandWhole(wire);
            await drop({ ...parts, within }, wire, withoutFile(mark, distribution), file);
            await noted(wire.id);
          }
        }),
      ),
  };
}

async function bring(parts: DataParts, wire: WireDataset, mark: Mark, data: IncomingData) {
  const before = mark.files[data.distribution];
  if (before?.sha256 === data.sha256 && isThere(wire, before)) {
    if (before.as !== 'attachment') await settled(parts.client, parts.shelf, wire.id);
    return { version: before.version, action: 'unchanged' } as const;
  }
  const as = formOf(parts.settings, wire, mark, data);
  const version = before === undefined ? 1 : before.version + (before.sha256 === data.sha256 ? 0 : 1);
  const place = as === 'attachment' ? undefined : otherBody(mark, data);
  const left = place === undefined ? mark : withoutFile(mark, place.distribution);
  const bringing = {
    parts,
    wire,
    mark: left,
    data,
    file: { ...noted(data), version, as, at: new Date().toISOString() },
  };
  for (const old of [before, place?.file])
    if (old !== undefined && old.as !== as) await drop(parts, wire, left, old);
  if (as === 'file') await uploadFile(bringing);
  else if (as === 'rows') await writeRows(bringing);
  else await attach(bringing);
  return { version, action: (before?.version ?? 0) === 0 ? 'created' : 'updated' } as const;
}

/** The body of data that makes way for these. */
function otherBody(mark: Mark, data: IncomingData): { distribution: string; file: MarkedFile } | undefined {
  for (const [distribution, file] of Object.entries(mark.files))
    if (file.as !== 'attachment' && distribution !== data.distribution) return { distribution, file };
  return undefined;
}

function withoutFile(mark: Mark, distribution: string): Mark {
  const { [distribution]: _gone, ...files } = mark.files;
  return { ...mark, files };
}

function drop(parts: DataParts, wire: WireDataset, mark: Mark, file: MarkedFile): Promise<void> {
  if (file.as === 'file') return dropFile(parts, wire, mark);
  return file.as === 'rows' ? dropRows(parts, wire, mark) : detach(parts, wire, mark, file);
}

/** What is noted may be gone: somebody replaced the file, took the attachment away, or made the dataset anew. */
function isThere(wire: WireDataset, file: MarkedFile): boolean {
  if (file.as === 'attachment')
    return wire.attachments.some(({ type, name }) => type === 'file' && name === file.name);
  if (file.as === 'rows') return wire.isRest === true;
  // While it is being taken in, the file before is still shown.
  return wire.originalFile?.md5 === undefined || wire.originalFile.md5 === file.md5;
}

function noted(data: IncomingData): Omit<MarkedFile, 'version' | 'as' | 'at'> {
  const { sha256, bytes, rows, columns, format, mediaType, compressFormat, name, url } = data;
  return {
    sha256,
    bytes,
    mediaType,
    name,
    ...(rows === undefined ? {} : { rows }),
    ...(columns === undefined ? {} : { columns }),
    ...(format === undefined ? {} : { format }),
    ...(compressFormat === undefined ? {} : { compressFormat }),
    ...(url === undefined ? {} : { url }),
  };
}

function filesOf(datasetId: string, files: Mark['files']): DataFile[] {
  return Object.entries(files).flatMap(([distribution, marked]) => {
    const { as: _as, md5: _md5, at, ...file } = marked;
    return isFinished(marked) ? [{ ...file, datasetId, distribution, at: new Date(at) }] : [];
  });
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
