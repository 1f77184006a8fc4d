import type { Db } from './ledger.ts';
import { hold, letGo, type Claim } from './outbox.ts';

/** A push has the dataset in hand and did not come to an end in the time that we wait for it. */
export class Busy extends Error {
  override readonly name = 'Busy';
}

/** What a crash holds back at most. */
const LEASE_MS = 90_000;
const RENEW_MS = 4_000;
/** One request of a push may take this long; then whoever asked may ask again. */
const WAIT_MS = 15_000;
const LOOK_AGAIN_MS = 100;

/** Does some work while no push can work on the dataset. Throws `Busy` when one does and stays. */
export async function held<T>(
  db: Db,
  options: { connectorId: string; datasetId: string },
  work: (claim: Claim, token: string) => Promise<T>,
): Promise<T> {
  const mine = { ...options, token: `operator/${crypto.randomUUID()}`, leaseMs: LEASE_MS };
  const until = performance.now() + WAIT_MS;
  let claim = await hold(db, mine);
  while (claim === undefined) {
    if (performance.now() > until)
      throw new Busy(`${options.datasetId} is being pushed at this moment: try again`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
    claim = await hold(db, mine);
  }
  // A lease that cannot be renewed ends by itself; the guard before each write then refuses.
  const renewing = setInterval(() => void hold(db, mine).catch(() => undefined), RENEW_MS);
  try {
    return await work(claim, mine.token);
  } finally {
    clearInterval(renewing);
    await letGo(db, mine);
  }
}
