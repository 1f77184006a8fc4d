import { compare, type Item, type Sorted } from './compare.ts';
import { rawOf } from './item.ts';
import { setApart } from './new-ids.ts';
import type { Ports } from './ports.ts';
import type { Opened } from './session.ts';
import type { Tx } from '../src/ledger/ledger.ts';
import { pinsOf } from '../src/ledger/pins.ts';
import { knownRecords } from '../src/ledger/records.ts';
import type { Run } from '../src/ledger/runs.ts';

/** What of a page is new, changed or as it was, by what the ledger knows. */
export async function sort(tx: Tx, run: Run, items: readonly Item[]): Promise<Sorted> {
  const keys = [...new Set(items.map(({ key }) => key))];
  const known = await knownRecords(tx, run.connectorId, keys);
  const pins = await pinsOf(tx, run.connectorId, keys);
  return compare(items, { runId: run.id, counts: run.counts, known, pins, forced: run.mode === 'forced' });
}

/** Records under new ids that may be known ones are not written before the end of the listing shows what they are. */
export async function withoutRenamed(
  ports: Ports,
  tx: Tx,
  opened: Opened,
  run: Run,
  sorted: Sorted,
): Promise<Sorted> {
  const fresh = sorted.changed.filter(({ before }) => before === undefined);
  const { ready, waiting } = await setApart(tx, run, fresh, (item) => rawOf(ports, opened, item));
  const known = sorted.changed.filter(({ before }) => before !== undefined);
  const { counts } = sorted;
  return {
    ...sorted,
    changed: [...known, ...ready],
    counts: { ...counts, added: counts.added - waiting, held: counts.held + waiting },
  };
}
