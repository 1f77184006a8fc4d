import { ApplicationFailure } from '@temporalio/common';
import { RemoteFault } from '../src/faults.ts';

/** After this many tries an answer that makes no sense is taken as the remote's last word. */
const MALFORMED_TRIES = 10;
/** An address that this installation may not call, or settings that cannot work, do not mend themselves. */
const HOPELESS = new Set(['unauthorised', 'refused', 'forbiddenAddress', 'tooLarge']);

/**
 * The only place where a fault becomes something that Temporal's retry policy understands. `patient`: also what its
 * owner must mend is tried again, because something waits for it (a probe). A bug of ours passes as it is.
 */
export async function reporting<T>(attempt: number, work: () => Promise<T>, options: { patient?: boolean } = {}): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof RemoteFault)) throw error;
    const spent = error.kind === 'malformed' && attempt >= MALFORMED_TRIES;
    throw ApplicationFailure.create({
      message: error.message,
      type: error.kind,
      nonRetryable: options.patient !== true && (HOPELESS.has(error.kind) || spent),
      category: 'BENIGN',
      ...(error.retryAfterMs === undefined ? {} : { nextRetryDelay: error.retryAfterMs }),
    });
  }
}
