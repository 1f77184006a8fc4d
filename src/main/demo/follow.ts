import { z } from 'zod';
import type { ApiClient } from '../../cli/api-client.ts';
import { Run, Status } from '../../cli/answers.ts';
import { Progress } from '../../cli/progress.ts';

const LOOK_MS = 250;
/** A demonstration that takes longer than this has gone wrong. */
const PATIENCE_MS = 150_000;

/** Follows pushes with a bar each until nothing waits; calls `look` with how many datasets are done. */
export async function followPushes(
  api: ApiClient,
  connectorIds: readonly string[],
  total: number,
  look?: (done: number) => Promise<void>,
): Promise<void> {
  const progress = new Progress(process.stdout, `push to ${connectorIds.join(' and ')}`);
  await every('the pushes', async () => {
    const states = await Promise.all(
      connectorIds.map(async (id) => (await api.get(Status, ['connectors', id])).data),
    );
    const waiting = states.reduce(
      (sum, { push }) => sum + (push === undefined ? 0 : push.outbox.waiting + push.outbox.deferred),
      0,
    );
    const parked = states.reduce(
      (sum, { push }) => sum + (push === undefined ? 0 : push.outbox.refused + push.outbox.failed),
      0,
    );
    progress.update(total - waiting, total, parked > 0 ? `${parked} refused` : '');
    await look?.(total - waiting);
    return waiting === 0 && states.every(({ state }) => state === 'idle');
  });
  progress.end();
}

/** Starts a harvest and follows it to its end. */
export async function followHarvest(api: ApiClient, connectorId: string): Promise<Run> {
  const before = (await runsOf(api, connectorId)).map(({ id }) => id);
  await api.send('POST', ['connectors', connectorId, 'harvest']);
  const progress = new Progress(process.stdout, `harvest of ${connectorId}`);
  let ended: Run | undefined;
  await every('the harvest', async () => {
    const [run] = await runsOf(api, connectorId);
    if (run === undefined || before.includes(run.id)) return false;
    progress.update(run.counts['received'] ?? 0, run.announcedLast);
    if (run.state !== 'running') ended = run;
    return ended !== undefined;
  });
  progress.end();
  if (ended === undefined) throw new Error('the harvest ended without a run');
  return ended;
}

const Runs = z.object({ runs: z.array(Run) });

async function runsOf(api: ApiClient, connectorId: string): Promise<Run[]> {
  return (await api.get(Runs, ['runs'], { connector: connectorId })).data.runs;
}

/** Looks again and again until it holds. */
export async function every(what: string, holds: () => Promise<boolean>, everyMs = LOOK_MS): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`${what} did not end within ${PATIENCE_MS / 1_000} s`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
