import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DefaultLogger, NativeConnection, Runtime, Worker, type WorkerOptions } from '@temporalio/worker';
import {
  harvestActivities,
  importActivities,
  ownActivities,
  pushActivities,
  reconcileActivities,
} from '../../activities/index.ts';
import { HARVEST_QUEUE, IMPORT_QUEUE, OWN_QUEUE, PUSH_QUEUE } from '../../workflows/contract.ts';
import { registryOf } from '../adapters/registry.ts';
import { readProcessConfig } from '../config/process.ts';
import { migrate } from '../ledger/migrate.ts';
import { adaptersFromPackages } from './adapter-packages.ts';
import { letHeapGrow } from './heap-growth.ts';
import { wire } from './wiring.ts';
import { builtBundle, bundleInto } from './workflow-bundle.ts';

/** The bounds on pushes, on tries of what has failed before, and on harvests at once in this process: none takes another's place. */
const PUSHES_AT_ONCE = 64;
const TRIES_AT_ONCE = 16;
const HARVESTS_AT_ONCE = 8;
/** Connectors whose files come at the same time. */
const IMPORTS_AT_ONCE = 16;

/** A worker that was killed is not waited for: its workflows go to another one after this. */
const PATIENCE = {
  shutdownGraceTime: '5 seconds',
  shutdownForceTime: '8 seconds',
  stickyQueueScheduleToStartTimeout: '3 seconds',
} as const;

/** Runs workflows and activities, of pushes or of harvests or both, until SIGINT or SIGTERM. Says `{"ready":true}` on standard output when it polls. */
async function main(): Promise<void> {
  letHeapGrow();
  const config = readProcessConfig(process.env);
  const wired = wire(config, process.env, registryOf(await adaptersFromPackages(config.adapters)));
  Runtime.install({
    logger: new DefaultLogger('WARN', ({ level, message, meta }) =>
      wired.log[level === 'ERROR' ? 'error' : 'warn'](meta ?? {}, message),
    ),
    telemetryOptions: { logging: { forward: {}, filter: { core: 'WARN' } } },
  });
  await migrate(wired.ledger);
  const connection = await NativeConnection.connect({ address: config.temporal.address });
  const { ports } = wired;
  const polling = {
    connection,
    namespace: config.temporal.namespace,
    ...PATIENCE,
  } satisfies Partial<WorkerOptions>;
  const shared = { ...polling, workflowBundle: await workflowBundle() };
  const pushing = (): Promise<Worker>[] => [
    Worker.create({
      ...shared,
      taskQueue: PUSH_QUEUE,
      activities: { ...pushActivities(ports) },
      maxConcurrentActivityTaskExecutions: PUSHES_AT_ONCE,
    }),
    Worker.create({
      ...polling,
      taskQueue: OWN_QUEUE,
      activities: { ...ownActivities(ports) },
      maxConcurrentActivityTaskExecutions: TRIES_AT_ONCE,
      maxConcurrentActivityTaskPolls: 2,
    }),
  ];
  const harvesting = (): Promise<Worker>[] => [
    Worker.create({
      ...shared,
      taskQueue: HARVEST_QUEUE,
      activities: { ...harvestActivities(ports), ...reconcileActivities(ports) },
      maxConcurrentActivityTaskExecutions: HARVESTS_AT_ONCE,
    }),
    Worker.create({
      ...shared,
      taskQueue: IMPORT_QUEUE,
      activities: { ...importActivities(ports) },
      maxConcurrentActivityTaskExecutions: IMPORTS_AT_ONCE,
    }),
  ];
  const workers = await Promise.all([
    ...(config.work.includes('push') ? pushing() : []),
    ...(config.work.includes('harvest') ? harvesting() : []),
  ]);
  const running = Promise.all(workers.map((worker) => worker.run()));
  wired.sweeper.start();
  wired.watch.start();
  process.stdout.write('{"ready":true}\n');
  await running;
  await connection.close();
  await wired.close();
}

/** The bundle that was made before, by the build or for many workers of one code; from sources one is made first, for this run. */
async function workflowBundle(): Promise<{ codePath: string }> {
  const made = process.env['NAVETTE_WORKFLOW_BUNDLE'] ?? builtBundle();
  if (made !== undefined) return { codePath: made };
  const folder = await mkdtemp(join(tmpdir(), 'navette-worker-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const codePath = join(folder, 'workflow-bundle.js');
  await bundleInto(codePath);
  return { codePath };
}

await main();
