import { Worker } from '@temporalio/worker';
import {
  harvestActivities,
  ownActivities,
  importActivities,
  pushActivities,
  reconcileActivities,
} from '../../activities/index.ts';
import type { ProcessConfig } from '../../src/config/process.ts';
import type { Control } from '../../src/control/control.ts';
import { createControl } from '../../src/control/create.ts';
import { wire, type Wired } from '../../src/main/wiring.ts';
import { HARVEST_QUEUE, IMPORT_QUEUE, OWN_QUEUE, PUSH_QUEUE } from '../../workflows/contract.ts';
import { database, temporal, workflowBundle } from './servers.ts';

/** A whole Navette in this process, on a database of its own and the run's Temporal server. */
export interface Installation {
  wired: Wired;
  control: Control;
  databaseUrl: string;
  temporalAddress: string;
  /** What secrets named `env:…` resolve to; may be changed while it runs. */
  env: Record<string, string>;
  /** `harvestsAtOnce`: places for harvests and reconciliations, as many as a worker has when absent. */
  startWorkers(options?: { harvestsAtOnce?: number }): Promise<void>;
  stopWorkers(): Promise<void>;
  close(): Promise<void>;
}

const HARVESTS_AT_ONCE = 8;

export async function installation(
  env: Record<string, string> = {},
  options: { dataDir?: string; platform?: ProcessConfig['platform'] } = {},
): Promise<Installation> {
  const [databaseUrl, { address }] = await Promise.all([database(), temporal()]);
  const config: ProcessConfig = {
    databaseUrl,
    temporal: { address, namespace: 'default', uiUrl: undefined },
    work: ['push', 'harvest'],
    dataDir: options.dataDir,
    tokens: ['test-token-of-sixteen'],
    secretKeys: Buffer.alloc(32, 7).toString('base64'),
    port: 0,
    host: '127.0.0.1',
    http: { allow: ['127.0.0.1'], userAgent: 'Navette-test' },
    logLevel: 'silent',
    publicUrl: undefined,
    platform: options.platform ?? { kind: 'embedded' },
    hookKey: undefined,
    catalogsPath: undefined,
  };
  const wired = wire(config, env);
  const control = createControl(wired.parts);
  let workers: Worker[] = [];
  let running: Promise<unknown> = Promise.resolve();
  const made: Installation = {
    wired,
    control,
    databaseUrl,
    temporalAddress: address,
    env,
    async startWorkers({ harvestsAtOnce = HARVESTS_AT_ONCE } = {}) {
      const { nativeConnection: connection } = await temporal();
      const polling = { connection, shutdownGraceTime: '2 seconds' } as const;
      const shared = { ...polling, workflowBundle: await workflowBundle() };
      workers = await Promise.all([
        Worker.create({ ...shared, taskQueue: PUSH_QUEUE, activities: { ...pushActivities(wired.ports) } }),
        Worker.create({ ...polling, taskQueue: OWN_QUEUE, activities: { ...ownActivities(wired.ports) } }),
        Worker.create({
          ...shared,
          taskQueue: HARVEST_QUEUE,
          maxConcurrentActivityTaskExecutions: harvestsAtOnce,
          activities: { ...harvestActivities(wired.ports), ...reconcileActivities(wired.ports) },
        }),
        Worker.create({
          ...shared,
          taskQueue: IMPORT_QUEUE,
          activities: { ...importActivities(wired.ports) },
        }),
      ]);
      running = Promise.all(workers.map((worker) => worker.run()));
    },
    async stopWorkers() {
      for (const worker of workers) worker.shutdown();
      await running;
      workers = [];
    },
    async close() {
      const client = await wired.parts.client();
      for await (const { workflowId } of client.workflow.list({ query: `ExecutionStatus = 'Running'` })) {
        await client.workflow
          .getHandle(workflowId)
          .terminate()
          .catch(() => undefined);
      }
      for await (const { scheduleId } of client.schedule.list())
        await client.schedule.getHandle(scheduleId).delete();
      await made.stopWorkers();
      await wired.close();
    },
  };
  return made;
}

/** Waits for a condition of the outside world, looked at every 25 ms. Fails with `what` when it never comes. */
export async function until(
  what: string,
  holds: () => Promise<boolean> | boolean,
  ms = 60_000,
): Promise<void> {
  const end = Date.now() + ms;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`never came: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
