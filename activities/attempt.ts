import { activityInfo, cancellationSignal, heartbeat } from '@temporalio/activity';

/** Who writes: the activity, and which try of it. An older try of the same activity is fenced off by the newer one. */
export interface Attempt {
  /** Same for all tries. */
  activity: string;
  token: string;
  attempt: number;
  signal: AbortSignal;
  beat(details?: unknown): void;
}

export function currentAttempt(): Attempt {
  const info = activityInfo();
  const activity = `${info.workflowExecution?.runId ?? 'none'}/${info.activityId}#`;
  return {
    activity,
    token: `${activity}${info.attempt}`,
    attempt: info.attempt,
    signal: cancellationSignal(),
    beat: heartbeat,
  };
}

/** The workflow that the activity works for. */
export function workflowOf(): { workflowId: string; runId: string } {
  const { workflowExecution } = activityInfo();
  if (workflowExecution === undefined) throw new TypeError('this activity works for a workflow only');
  return workflowExecution;
}

/** Well below the time after which a silent activity counts as dead. */
const BEAT_MS = 4_000;

/** Says all the time that the work goes on, so that a killed worker is missed within seconds. */
export async function beating<T>(work: (attempt: Attempt) => Promise<T>): Promise<T> {
  const attempt = currentAttempt();
  const alive = setInterval(() => attempt.beat(), BEAT_MS);
  try {
    return await work(attempt);
  } finally {
    clearInterval(alive);
  }
}
