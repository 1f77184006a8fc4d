import type { Client } from '@temporalio/client';

/** One run of a workflow that continues as new. */
export interface RunSize {
  runId: string;
  events: number;
  bytes: number;
}

/** More runs than any benchmark makes: the walk ends even if the server tells nonsense. */
const RUNS_MAX = 1_000;

/** Every run of a workflow since it was started, oldest first, as far as one continued the other. Each history is fetched whole. */
export async function runsOf(client: Client, workflowId: string): Promise<RunSize[]> {
  const runs: RunSize[] = [];
  let { runId } = await client.workflow.getHandle(workflowId).describe();
  while (runs.length < RUNS_MAX) {
    const handle = client.workflow.getHandle(workflowId, runId);
    const { raw } = await handle.describe();
    const { events } = await handle.fetchHistory();
    runs.unshift({
      runId,
      events: events?.length ?? 0,
      bytes: Number(raw.workflowExecutionInfo?.historySizeBytes ?? Number.NaN),
    });
    const before = events?.[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId;
    if (before === undefined || before === null || before === '') return runs;
    runId = before;
  }
  throw new Error(`${workflowId} has more than ${RUNS_MAX} runs`);
}

export function largest(runs: readonly RunSize[]): { events: number; bytes: number } {
  return {
    events: Math.max(...runs.map(({ events }) => events)),
    bytes: Math.max(...runs.map(({ bytes }) => bytes)),
  };
}
