import { existsSync } from 'node:fs';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DefaultLogger, NativeConnection, Runtime, Worker, type WorkerOptions } from '@temporalio/worker';
import { harvestActivities, pushActivities, reconcileActivities } from '../../activities/index.ts';
import { HARVEST_QUEUE, PUSH_QUEUE } from '../../workflows/contract.ts';
import { readProcessConfig } from '../config/process.ts';
import { migrate } from '../ledger/migrate.ts';
import { wire } from './wiring.ts';

/** The bound on outgoing pushes and on harvests at once in this process. */
const PUSHES_AT_ONCE = 64;
const HARVESTS_AT_ONCE = 8;

/** A worker that was killed is not waited for: its workflows go to another one after this. */
const PATIENCE = {
  shutdownGraceTime: '5 seconds',
  shutdownForceTime: '8 seconds',
  stickyQueueScheduleToStartTimeout: '3 seconds',
} as const;

/** Runs workflows and activities until SIGINT or SIGTERM. Says `{"ready":true}` on standard output when it polls. */
async function main(): Promise<void> {
  const config = readProcessConfig(process.env);
  const wired = wire(config, process.env);
  Runtime.install({
    logger: new DefaultLogger('WARN', ({ level, message, meta }) =>
      wired.log[level === 'ERROR' ? 'error' : 'warn'](meta ?? {}, message),
    ),
    telemetryOptions: { logging: { forward: {}, filter: { core: 'WARN' } } },
  });
  await migrate(wired.ledger);
  const connection = await NativeConnection.connect({ address: config.temporal.address });
  const { ports } = wired;
  const shared = {
    connection,
    namespace: config.temporal.namespace,
    ...workflowSource(),
    ...PATIENCE,
  } satisfies Partial<WorkerOptions>;
  const workers = await Promise.all([
    Worker.create({
      ...shared,
      taskQueue: PUSH_QUEUE,
      activities: { ...pushActivities(ports) },
      maxConcurrentActivityTaskExecutions: PUSHES_AT_ONCE,
    }),
    Worker.create({
      ...shared,
      taskQueue: HARVEST_QUEUE,
      activities: { ...harvestActivities(ports), ...reconcileActivities(ports) },
      maxConcurrentActivityTaskExecutions: HARVESTS_AT_ONCE,
    }),
  ]);
  const running = Promise.all(workers.map((worker) => worker.run()));
  wired.sweeper.start();
  process.stdout.write('{"ready":true}\n');
  await running;
  await connection.close();
  await wired.close();
}

/** The bundle that the build made, else the sources. */
function workflowSource(): Pick<WorkerOptions, 'workflowBundle' | 'workflowsPath'> {
  const bundle = fileURLToPath(new URL('../../workflow-bundle.js', import.meta.url));
  if (existsSync(bundle)) return { workflowBundle: { codePath: bundle } };
  return {
    workflowsPath: fileURLToPath(
      new URL(`../../workflows/index${extname(import.meta.url)}`, import.meta.url),
    ),
  };
}

await main();
