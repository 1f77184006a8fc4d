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
