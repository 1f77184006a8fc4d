import { RemoteFault } from '../faults.ts';

/** Whether the write may have been carried out all the same. */
export function isUncertain(error: unknown): error is RemoteFault {
  return (
    error instanceof RemoteFault && ['unreachable', 'broken', 'malformed', 'tooLarge'].includes(error.kind)
  );
}

/** Looks what a write without an answer has done; where that cannot be seen either, the first failure counts. */
export async function readBack<T>(look: () => Promise<T>, failure: RemoteFault): Promise<T> {
  try {
    return await look();
  } catch (error) {
    throw error instanceof RemoteFault ? failure : error;
  }
}
