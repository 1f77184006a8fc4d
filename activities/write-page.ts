import type { Item, Sorted } from './compare.ts';
import { settledDistributions, type SettledDataset } from './distributions.ts';
import { rawOf } from './item.ts';
import { namesOf } from './new-ids.ts';
import type { Ports } from './ports.ts';
import type { Opened } from './session.ts';
import { moveMarks } from '../src/ledger/known-sources.ts';
import type { Tx } from '../src/ledger/ledger.ts';
import { unpin } from '../src/ledger/pins.ts';
import { keepVersions } from '../src/ledger/record-versions.ts';
import { noteRules, touchRecords, writeRecords } from '../src/ledger/records.ts';
import type { Run } from '../src/ledger/runs.ts';
import type { PlatformEntry } from '../src/platform/platform.ts';
import { demandWritten } from '../src/platform/written.ts';

type Settled = SettledDataset & { item: Item };

/**
 * Writes what changed to the platform and the ledger, within the page's transaction, and notes of the others that they were
 * seen. Gives back what was written, as the platform has it.
 */
export async function writePage(
  ports: Ports,
  opened: Opened,
  tx: Tx,
  run: Run,
  sorted: Sorted,
): Promise<readonly Settled[]> {
  const visibility = opened.connector.config.harvest?.visibility ?? 'public';
  const by = `harvest/${run.connectorId}/${run.id}`;
  const settled = await settledItems(ports, sorted.changed);
  const results = await ports.platform.upsert(
    settled.map(({ item, dataset, fingerprint: mark }) => ({
      id: item.datasetId,
      dataset,
      fingerprint: mark,
      harvestedBy: run.connectorId,
      visibility,
      ...(run.mode === 'forced' ? { force: true } : {}),
    })),
    by,
    tx,
  );
  demandWritten(results);
  await writeRecords(
    tx,
    run.connectorId,
    run.id,
    settled.map(({ item, distributionIds }) => ({
      ...item,
      ...namesOf(item.record.dataset),
      ...(distributionIds === undefined ? {} : { distributionIds }),
    })),
  );
  await keepVersions(
    tx,
    run.connectorId,
    run.id,
    settled.map(({ item, fingerprint: mark }) => ({
      key: item.key,
      datasetId: item.datasetId,
      fingerprint: mark,
      ...rawOf(ports, opened, item),
    })),
  );
  await unpin(
    tx,
    run.connectorId,
    sorted.changed.map(({ key }) => key),
  );
  await moveMarks(tx, run.connectorId, sorted.unchanged.flatMap(remade));
  await touchRecords(
    tx,
    run.connectorId,
    run.id,
    sorted.unchanged.map((item) => item.key),
  );
  if (opened.connector.config.harvest?.rules !== undefined)
    await noteRules(tx, run.connectorId, sorted.unchanged);
  return settled;
}

/** Datasets that the platform has keep the ids of their distributions. */
async function settledItems(ports: Ports, items: readonly Item[]): Promise<Settled[]> {
  const known = items.filter(({ before }) => before !== undefined);
  const entries =
    known.length === 0
      ? new Map<string, PlatformEntry>()
      : await ports.platform.entries(known.map(({ datasetId }) => datasetId));
  return items.map((item) => ({
    item,
    ...settledDistributions(
      entries.get(item.datasetId)?.dataset,
      item.record.dataset,
      item.fingerprint,
      item.before?.distributionIds,
    ),
  }));
}

/** Made from something else now, although it comes to the same. */
function remade({ key, mark, before }: Item): { key: string; mark: string }[] {
  return mark === undefined || before === undefined || before.mark === mark ? [] : [{ key, mark }];
}
