import { z } from 'zod';
import { RemoteFault } from '../../faults.ts';
import { ask } from './ask.ts';
import type { DataFairSession } from './send-to.ts';
import { accountText, ownerOf } from './settings.ts';

const WireLimit = z.looseObject({ limit: z.number(), consumption: z.number().catch(0) });
const WireLimits = z.looseObject({
  store_bytes: WireLimit.optional().catch(undefined),
  indexed_bytes: WireLimit.optional().catch(undefined),
  nb_datasets: WireLimit.optional().catch(undefined),
});

/** Data Fair says «too many» of requests and of a full account alike: only its limits tell which. */
export async function full(session: DataFairSession, fault: RemoteFault): Promise<RemoteFault | undefined> {
  const owner = ownerOf(session.settings);
  if (fault.status !== 429 || owner === undefined) return undefined;
  try {
    const limits = await ask(session, WireLimits, { path: ['limits', owner.type, owner.id] });
    const [name, reached] =
      Object.entries({
        store_bytes: limits.store_bytes,
        indexed_bytes: limits.indexed_bytes,
        nb_datasets: limits.nb_datasets,
      }).find(([, one]) => one !== undefined && one.limit >= 0 && one.consumption >= one.limit) ?? [];
    if (name === undefined || reached === undefined) return undefined;
    return new RemoteFault(
      'refused',
      `the account ${accountText(owner)} is full (${name}: ${reached.consumption} of ${reached.limit}): raise its limit or remove datasets`,
      { status: 429, cause: fault },
    );
  } catch (error) {
    if (error instanceof RemoteFault) return undefined;
    throw error;
  }
}
