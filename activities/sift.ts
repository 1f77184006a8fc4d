import type { Item } from './compare.ts';
import type { Ports } from './ports.ts';
import type { Opened } from './session.ts';
import { sort } from './sort-page.ts';
import { writePage } from './write-page.ts';
import { isRefusal } from '../src/ledger/ledger.ts';
import type { AsideRow } from '../src/ledger/set-aside.ts';
import type { Run } from '../src/ledger/runs.ts';
import { WriteRefused } from '../src/platform/written.ts';

/** The records of a page that can be stored, and those that cannot, with the reason. */
interface Sifted {
  good: Item[];
  bad: AsideRow[];
}

/** Which records are at fault; any other trouble is thrown again. */
export async function siftedBy(
  error: unknown,
  ports: Ports,
  opened: Opened,
  run: Run,
  items: readonly Item[],
): Promise<Sifted> {
  if (error instanceof WriteRefused) return refusedApart(error, items);
  if (isRefusal(error)) return sift(ports, opened, run, items);
  throw error;
}

/** The platform has said which ones it will not have, and why. */
function refusedApart({ refused }: WriteRefused, items: readonly Item[]): Sifted {
  const reasons = new Map(refused.map(({ id, fault }) => [id, fault.message]));
  return {
    good: items.filter(({ datasetId }) => !reasons.has(datasetId)),
    bad: items.flatMap(({ datasetId, remoteId }) => {
      const reason = reasons.get(datasetId);
      return reason === undefined ? [] : [{ remoteId, stage: 'store' as const, reason }];
    }),
  };
}

/** Which records the database takes, each tried alone and undone. */
async function sift(ports: Ports, opened: Opened, run: Run, items: readonly Item[]): Promise<Sifted> {
  const good: Item[] = [];
  const bad: AsideRow[] = [];
  for (const item of items) {
    try {
      await ports.db.transaction().execute(async (tx) => {
        await writePage(ports, opened, tx, run, await sort(tx, run, [item]));
        throw new Undone();
      });
    } catch (error) {
      if (error instanceof Undone) good.push(item);
      else if (isRefusal(error)) bad.push({ remoteId: item.remoteId, stage: 'store', reason: error.message });
      else throw error;
    }
  }
  return { good, bad };
}

class Undone extends Error {}
