import { durationMs } from '../../src/config/duration.ts';
import type { ListedRecord } from '../../src/adapters/adapter.ts';
import { wantImports } from '../../src/ledger/imports.ts';
import type { Tx } from '../../src/ledger/ledger.ts';
import type { Opened } from '../session.ts';
import type { Dataset } from '../../src/model/dataset.ts';
import type { Distribution } from '../../src/model/distribution.ts';
import { choose } from './choose.ts';

/** Schedules are spread: what is asked for once a day would otherwise be missed every other day. */
const EARLY = 0.9;

interface WantedOf {
  datasetId: string;
  record: ListedRecord;
  /** The platform's id of a distribution → its source's, where they differ. */
  distributionIds?: Readonly<Record<string, string>> | undefined;
}

/** What a page of records makes of the files behind them, in the page's own transaction. Returns how many are due. */
export async function wantFiles(
  { adapter, connector }: Opened,
  tx: Tx,
  runId: string,
  items: readonly WantedOf[],
): Promise<number> {
  const { harvest } = connector.config;
  if (harvest?.take !== 'data' || items.length === 0) return 0;
  const { data } = harvest;
  const wanted = items.map(({ datasetId, record, distributionIds = {} }) => ({
    datasetId,
    sources: choose(withOurIds(record.dataset, distributionIds), data, (distribution) =>
      adapter.tables?.of(withTheirId(distribution, distributionIds)),
    ),
  }));
  const checkEveryMs = Math.round(durationMs(data.checkEvery) * EARLY);
  return wantImports(tx, { connectorId: connector.config.id, runId, checkEveryMs }, wanted);
}

/** Copies are kept under the platform's ids, which stay when a source makes its own anew. */
function withOurIds(dataset: Dataset, ids: Readonly<Record<string, string>>): Dataset {
  const ours = new Map(Object.entries(ids).map(([our, their]) => [their, our]));
  if (ours.size === 0 || dataset.distribution === undefined) return dataset;
  const distribution = dataset.distribution.map((one) => {
    const id = one.id === undefined ? undefined : ours.get(one.id);
    return id === undefined ? one : { ...one, id };
  });
  return { ...dataset, distribution };
}

function withTheirId(distribution: Distribution, ids: Readonly<Record<string, string>>): Distribution {
  const id = distribution.id === undefined ? undefined : ids[distribution.id];
  return id === undefined ? distribution : { ...distribution, id };
}
