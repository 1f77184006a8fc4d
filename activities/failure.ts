import { ApplicationFailure } from '@temporalio/common';
import { RemoteFault } from '../src/faults.ts';

/** After this many tries an answer that makes no sense, or a break on this very request, is taken as the remote's last word. */
const BROKEN_TRIES = 10;

/**
 * The only place where a fault becomes something that Temporal's retry policy understands. `patient`: also what its
 * owner must mend is tried again, because something waits for it (a probe). A bug of ours passes as it is.
 */
export async function reporting<T>(
  attempt: number,
  work: () => Promise<T>,
  options: { patient?: boolean } = {},
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof RemoteFault)) throw error;
    const spent = (error.kind === 'malformed' || error.kind === 'broken') && attempt >= BROKEN_TRIES;
    throw ApplicationFailure.create({
      message: error.message,
      type: error.kind,
      nonRetryable: options.patient !== true && (!error.retryable || spent),
      category: 'BENIGN',
      ...(error.retryAfterMs === undefined ? {} : { nextRetryDelay: error.retryAfterMs }),
    });
  }
}
