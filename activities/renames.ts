import type { HarvestConfig } from '../src/config/connector.ts';
import { durationMs } from '../src/config/duration.ts';
import {
  countWaiting,
  dropUnlisted,
  heldRecords,
  holdPairs,
  isClear,
  letIn,
  oneToOne,
  pairs,
  renameRecord,
  separate,
  type HeldRecord,
} from '../src/ledger/held-records.ts';
import type { Tx } from '../src/ledger/ledger.ts';
import { keepVersions } from '../src/ledger/record-versions.ts';
import { harvestedId, writeRecords } from '../src/ledger/records.ts';
import type { Run } from '../src/ledger/runs.ts';
import { fingerprintOf } from '../src/model/fingerprint.ts';
import type { Ports } from './ports.ts';
import { settledDistributions } from './distributions.ts';
import { demandWritten } from '../src/platform/written.ts';

/** So many at once, and such a share of all records, look like a catalogue that gave everything new ids: a person is asked. */
const RENAMES_MANY = 20;
const RENAMES_SHARE = 0.3;
const BATCH = 100;

export interface Renames {
  renamed: number;
  added: number;
  /** Renames that this run asks about. */
  proposed: number;
  /** Records that are not in the platform yet. */
  waiting: number;
  reasons: string[];
}

/**
 * What became of records under new ids that may be known ones. The known one is listed too: they are two. It is gone
 * from a complete listing, and both bear the same identifier or IRI: it is one, renamed. Anything less clear, and a whole
 * catalogue with new ids, is proposed to a person. Without a complete listing they wait for the next.
 */
export async function settleRenames(
  ports: Ports,
  tx: Tx,
  { run, harvest, live, proved }: { run: Run; harvest: HarvestConfig; live: number; proved: boolean },
): Promise<Renames> {
  const { connectorId } = run;
  const before = await countWaiting(tx, connectorId);
  if (before === 0) return { renamed: 0, added: 0, proposed: 0, waiting: 0, reasons: [] };
  const writer: Writer = { connectorId, runId: run.id, visibility: harvest.visibility };
  if (proved) await dropUnlisted(tx, run);
  const own = await separate(tx, run, durationMs(harvest.decideWithin));
  let added = await addSeparately(ports, tx, writer, own);
  let renamed = 0;
  let proposed = 0;
  if (proved) {
    const { matched, rest } = oneToOne(await pairs(tx, run));
    added += await addSeparately(
      ports,
      tx,
      writer,
      rest.map(({ key }) => key),
    );
    const many = matched.length >= RENAMES_MANY && matched.length >= live * RENAMES_SHARE;
    const clear = many ? [] : matched.filter(isClear);
    const asked = matched.filter((pair) => !clear.includes(pair));
    renamed = await rename(
      ports,
      tx,
      writer,
      clear.map(({ key }) => key),
    );
    await holdPairs(tx, run, asked);
    proposed = asked.length;
  }
  const waiting = await countWaiting(tx, connectorId);
  return { renamed, added, proposed, waiting, reasons: inWords(waiting, proposed) };
}

/** Who writes, and how. */
export interface Writer {
  connectorId: string;
  runId: string;
  visibility: HarvestConfig['visibility'];
}

/** The known records get new ids and the new content; their datasets stay the ones they were. */
export async function rename(ports: Ports, tx: Tx, writer: Writer, keys: readonly string[]): Promise<number> {
  for (const batch of batches(keys)) {
    const held = await heldRecords(tx, writer.connectorId, batch);
    const known = await datasetIds(
      tx,
      writer.connectorId,
      held.map(({ oldKey }) => oldKey),
    );
    const placed = held.flatMap((one) => {
      const datasetId = known.get(one.oldKey);
      return datasetId === undefined ? [] : [{ ...one, datasetId }];
    });
    const entries = await ports.platform.entries(placed.map(({ datasetId }) => datasetId));
    for (const one of placed) {
      const settled = settledDistributions(entries.get(one.datasetId)?.dataset, one.dataset, one.fingerprint);
      demandWritten(await ports.platform.upsert([written(writer, { ...one, ...settled })], byOf(writer), tx));
      await keepVersion(tx, writer, { ...one, fingerprint: settled.fingerprint });
      await renameRecord(tx, writer.connectorId, {
        ...one,
        ...(settled.distributionIds === undefined ? {} : { distributionIds: settled.distributionIds }),
      });
    }
  }
  return keys.length;
}

/** Records of their own, into the platform. */
export async function addSeparately(
  ports: Ports,
  tx: Tx,
  writer: Writer,
  keys: readonly string[],
): Promise<number> {
  for (const batch of batches(keys)) {
    const held = await heldRecords(tx, writer.connectorId, batch);
    const taken = await ports.platform.entries(
      held.map(({ remoteId }) => harvestedId(writer.connectorId, remoteId)),
    );
    const items = held.map((one) => {
      const datasetId = harvestedId(writer.connectorId, one.remoteId);
      return { ...one, datasetId: taken.has(datasetId) ? otherId(datasetId, one) : datasetId };
    });
    demandWritten(
      await ports.platform.upsert(
        items.map((item) => written(writer, item)),
        byOf(writer),
        tx,
      ),
    );
    for (const item of items) {
      await writeRecords(tx, writer.connectorId, item.seenRun, [item]);
      await keepVersion(tx, writer, item);
    }
    await letIn(tx, writer.connectorId, batch);
  }
  return keys.length;
}

/** An id under which another dataset of the connector goes on since it was renamed. */
export function otherId(
  datasetId: string,
  { remoteId, oldKey }: Pick<HeldRecord, 'remoteId' | 'oldKey'>,
): string {
  return `${datasetId}~${fingerprintOf([oldKey, remoteId]).slice(0, 6)}`;
}

/** The version that is written now, in the run that lets it in. */
async function keepVersion(
  tx: Tx,
  { connectorId, runId }: Writer,
  { key, datasetId, fingerprint, raw }: HeldRecord,
): Promise<void> {
  await keepVersions(tx, connectorId, runId, [{ key, datasetId, fingerprint, raw }]);
}

async function datasetIds(
  tx: Tx,
  connectorId: string,
  keys: readonly string[],
): Promise<Map<string, string>> {
  const rows = await tx
    .selectFrom('records')
    .select(['key', 'dataset_id'])
    .where('connector_id', '=', connectorId)
    .where('key', 'in', keys.length === 0 ? [''] : keys)
    .execute();
  return new Map(rows.map((row) => [row.key, row.dataset_id]));
}

function written(writer: Writer, one: HeldRecord) {
  return {
    id: one.datasetId,
    dataset: one.dataset,
    fingerprint: one.fingerprint,
    harvestedBy: writer.connectorId,
    visibility: writer.visibility,
  };
}

const byOf = ({ connectorId, runId }: Writer): string => `harvest/${connectorId}/${runId}`;

function* batches(keys: readonly string[]): Generator<readonly string[]> {
  for (let at = 0; at < keys.length; at += BATCH) yield keys.slice(at, at + BATCH);
}

function inWords(waiting: number, proposed: number): string[] {
  if (proposed > 0)
    return [
      `${proposed} records seem to be known ones under new ids: the renames wait for approval, nothing was made twice`,
    ];
  return waiting > 0
    ? [`${waiting} records under new ids may be known ones: they wait until a complete listing shows it`]
    : [];
}
