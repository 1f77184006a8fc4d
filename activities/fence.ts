import { setTimeout as sleep } from 'node:timers/promises';
import type { Attempt } from './attempt.ts';
import type { Db } from '../src/ledger/ledger.ts';
import { takeOver } from '../src/ledger/outbox.ts';

/**
 * How long a claim is taken as standing, counted from before the database was asked for it. Asking before
 * each write made a burst an eighth longer. Whoever takes claims over waits for so long, so that no older word counts any more.
 */
const BELIEVED_MS = 1_000;

/** When the database was asked, by two clocks: one stands still while the machine sleeps, the other may be set back. */
export interface Asked {
  monotonic: number;
  wall: number;
}

export function askedNow(): Asked {
  return { monotonic: performance.now(), wall: Date.now() };
}

/** Whether what the database said then still counts. */
export function isBelieved({ monotonic, wall }: Asked): boolean {
  return performance.now() - monotonic < BELIEVED_MS && Date.now() - wall < BELIEVED_MS;
}

/** Frees what earlier tries of this activity hold. When it resolves, none of them begins another write for those. */
export async function fenceOff(db: Db, connectorId: string, attempt: Attempt): Promise<void> {
  if (attempt.attempt === 1) return;
  if ((await takeOver(db, connectorId, attempt.activity)) > 0) await sleep(BELIEVED_MS);
}
