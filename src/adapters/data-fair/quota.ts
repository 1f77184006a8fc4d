import { z } from 'zod';
import { RemoteFault } from '../../faults.ts';
import { ask } from './ask.ts';
import type { DataFairSession } from './send-to.ts';
import { accountText, ownerOf, type Account } from './settings.ts';

const WireLimit = z.looseObject({ limit: z.number(), consumption: z.number().catch(0) }).optional();
const WireLimits = z.looseObject({
  store_bytes: WireLimit.catch(undefined),
  indexed_bytes: WireLimit.catch(undefined),
  nb_datasets: WireLimit.catch(undefined),
});
/** What it says of a full account, in either language; of too many requests it says other words. */
const OF_A_QUOTA = /limite de votre|limit of your|quota/i;

/** Data Fair has one status for too many requests and for a full account: its limits tell which, or else its words. */
export async function full(session: DataFairSession, fault: RemoteFault): Promise<RemoteFault | undefined> {
  const owner = ownerOf(session.settings);
  if (fault.status !== 429 || owner === undefined) return undefined;
  const reached = await reachedBy(session, owner);
  if (reached === undefined && !OF_A_QUOTA.test(fault.message)) return undefined;
  return new RemoteFault(
    'refused',
    `the account ${accountText(owner)} is full (${reached ?? fault.message}): raise its limit or remove datasets`,
    { status: 429, cause: fault },
  );
}

/** Undefined where the limits are not reached, or not shown: not every installation shows them to a key. */
async function reachedBy(session: DataFairSession, { type, id }: Account): Promise<string | undefined> {
  try {
    const { store_bytes, indexed_bytes, nb_datasets } = await ask(session, WireLimits, {
      path: ['limits', type, id],
    });
    const found = Object.entries({ store_bytes, indexed_bytes, nb_datasets }).find(
      ([, one]) => one !== undefined && one.limit >= 0 && one.consumption >= one.limit,
    );
    if (found === undefined) return undefined;
    const [name, one] = found;
    return `${name}: ${one?.consumption ?? 0} of ${one?.limit ?? 0}`;
  } catch (error) {
    if (error instanceof RemoteFault) return undefined;
    throw error;
  }
}
