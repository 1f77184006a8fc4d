import type { RemoteStop, WaitState } from './contract.ts';

const SECOND_MS = 1_000;
/** First wait when a remote asks for patience without saying how long. */
const THROTTLED_MS = 10 * SECOND_MS;
/** A remote that is read-only is so for minutes at least. */
const READ_ONLY_MS = 60 * SECOND_MS;
const LONGEST_MS = 15 * 60 * SECOND_MS;

/** How a stopped lane finds out that it may go on: by waiting, or by asking the remote. */
export type Recovery = { by: 'time'; ms: number } | { by: 'probe' };

/** A throttled or read-only remote would pass any probe; only time and the next write tell. */
export function recovery(fault: RemoteStop, times: number): Recovery {
  const doubled = (ms: number): number => Math.min(ms * 2 ** Math.min(times - 1, 10), LONGEST_MS);
  if (fault.kind === 'throttled') return { by: 'time', ms: fault.retryAfterMs ?? doubled(THROTTLED_MS) };
  if (fault.kind === 'readOnly') return { by: 'time', ms: fault.retryAfterMs ?? doubled(READ_ONLY_MS) };
  return { by: 'probe' };
}

export function stopped(before: WaitState | undefined, fault: RemoteStop, now: string): WaitState {
  return {
    kind: fault.kind,
    message: fault.message,
    since: before?.since ?? now,
    times: (before?.times ?? 0) + 1,
  };
}
