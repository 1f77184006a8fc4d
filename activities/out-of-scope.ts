import type { Ports } from './ports.ts';
import { openSession } from './session.ts';
import type { ConnectorConfig } from '../src/config/connector.ts';
import { RemoteFault } from '../src/faults.ts';
import { markFiltered } from '../src/ledger/records.ts';
import { unseenRecords } from '../src/ledger/kept-records.ts';
import { pushdownOf } from '../src/rules/pushdown.ts';

/** Records looked up one by one at the end of a run; the others wait for the next. */
const LOOKUPS_MAX = 200;
const LOOKUPS_MS = 180_000;

/**
 * Where the remote filtered the listing itself, a known record that was not listed may be gone, or only outside the filter
 * now. It is looked up: what is there, and what nobody could tell of, is marked as filtered and does not age.
 */
export async function findFiltered(ports: Ports, config: ConnectorConfig, runId: string): Promise<void> {
  if (pushdownOf(config.harvest ?? {}) === undefined) return;
  const unseen = await unseenRecords(ports.db, config.id, runId);
  if (unseen.length === 0) return;
  const opened = await openSession(ports, config.id, AbortSignal.timeout(LOOKUPS_MS));
  const gone = new Set<string>();
  for (const { key, remoteId } of unseen.slice(0, LOOKUPS_MAX)) {
    if (opened?.adapter.get === undefined) break;
    try {
      if ((await opened.adapter.get(opened.session, remoteId)) === undefined) gone.add(key);
    } catch (error) {
      if (!(error instanceof RemoteFault)) throw error;
      ports.log.warn({ connectorId: config.id, kind: error.kind }, 'a record could not be looked up');
    }
  }
  const there = unseen.map(({ key }) => key).filter((key) => !gone.has(key));
  await markFiltered(ports.db, config.id, runId, there);
}
