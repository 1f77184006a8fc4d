import { durationMs } from '../../src/config/connector.ts';
import type { ListedRecord } from '../../src/adapters/adapter.ts';
import { wantImports } from '../../src/ledger/imports.ts';
import type { Tx } from '../../src/ledger/ledger.ts';
import type { Opened } from '../session.ts';
import { choose } from './choose.ts';

/** Schedules are spread: what is asked for once a day would otherwise be missed every other day. */
const EARLY = 0.9;

/** What a page of records makes of the files behind them, in the page's own transaction. Returns how many are due. */
export async function wantFiles(
  { adapter, connector }: Opened,
  tx: Tx,
  runId: string,
  items: readonly { datasetId: string; record: ListedRecord }[],
): Promise<number> {
  const { harvest } = connector.config;
  if (harvest?.take !== 'data' || items.length === 0) return 0;
  const { data } = harvest;
  const wanted = items.map(({ datasetId, record }) => ({
    datasetId,
    sources: choose(record.dataset, data, (distribution) => adapter.tables?.of(distribution)),
  }));
  const checkEveryMs = Math.round(durationMs(data.checkEvery) * EARLY);
  return wantImports(tx, { connectorId: connector.config.id, runId, checkEveryMs }, wanted);
}
