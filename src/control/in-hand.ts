import { Busy, held } from '../ledger/held.ts';
import { ControlError } from './control.ts';
import type { Parts } from './parts.ts';

/** Does some work while no push can work on the dataset; whatever it announces is looked at right after. */
export async function inHand<T>(
  parts: Parts,
  connectorId: string,
  datasetId: string,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await held(parts.db, { connectorId, datasetId }, work);
  } catch (error) {
    if (error instanceof Busy) throw new ControlError('unavailable', error.message);
    throw error;
  } finally {
    parts.nudger.nudge(connectorId);
  }
}
