import { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { SEARCH_ATTRIBUTES } from '../../../workflows/contract.ts';
import { answers, freePort } from './ports.ts';
import { describeExit, startProcess, within, type Running } from './processes.ts';

export interface TemporalServerOptions {
  /** The `temporal` program. */
  cli: string;
  /** Where everything is kept; without it, in memory. */
  dbFile?: string;
  /** 0: any free one. */
  port?: number;
  /** Without it there is no web interface; 0: any free one. */
  uiPort?: number;
  onLine?: (line: string) => void;
}

export interface TemporalServer extends Running {
  address: string;
  uiUrl: string | undefined;
}

/** Temporal's development server on this machine, healthy and with our search attributes. */
export async function startTemporalDevServer(options: TemporalServerOptions): Promise<TemporalServer> {
  const port = options.port || (await freePort());
  const uiPort = options.uiPort === 0 ? await freePort() : options.uiPort;
  const address = `127.0.0.1:${port}`;
  const running = await startProcess({
    name: 'temporal',
    program: options.cli,
    args: [
      'server',
      'start-dev',
      '--ip=127.0.0.1',
      `--port=${port}`,
      '--log-level=warn',
      ...(uiPort === undefined ? ['--headless'] : [`--ui-port=${uiPort}`, '--ui-disable-news-fetch']),
      ...(options.dbFile === undefined ? [] : ['--db-filename', options.dbFile, ...PRAGMAS]),
      ...DYNAMIC_CONFIG,
    ],
    onLine: options.onLine,
  });
  try {
    const connection = await connected(running, port);
    try {
      await ensureSearchAttributes(connection);
      await connection.workflowService.updateNamespace({
        namespace: NAMESPACE,
        config: { workflowExecutionRetentionTtl: msToTs('7 days') },
      });
    } finally {
      await connection.close();
    }
  } catch (error) {
    await running.kill();
    throw error;
  }
  return { ...running, address, uiUrl: uiPort === undefined ? undefined : `http://127.0.0.1:${uiPort}` };
}

async function connected(running: Running, port: number): Promise<Connection> {
  const ended = running.exited.then(
    (exit) =>
      new Error(`the Temporal server ended at its start (${describeExit(exit)}): ${running.lastLines()}`),
  );
  const deadline = Date.now() + READY_TIMEOUT_MS;
  let trouble: unknown;
  while (Date.now() < deadline) {
    // A gRPC client that was refused once waits a second by itself.
    if (await answers(port)) {
      const connection = Connection.lazy({
        address: `127.0.0.1:${port}`,
        connectTimeout: CONNECT_TIMEOUT_MS,
      });
      try {
        // The port answers before the namespace is there.
        await connection.withDeadline(Date.now() + CONNECT_TIMEOUT_MS, () =>
          connection.workflowService.describeNamespace({ namespace: NAMESPACE }),
        );
        return connection;
      } catch (error) {
        trouble = error;
        await connection.close();
      }
    }
    if (await within(ended, READY_PAUSE_MS)) throw await ended;
  }
  throw new Error(`the Temporal server did not answer within ${READY_TIMEOUT_MS / 1000} s`, {
    cause: trouble,
  });
}

/** Asked for one by one, because the server's own option for them has no effect on a database that exists already. */
async function ensureSearchAttributes({ operatorService }: Connection): Promise<void> {
  const { customAttributes } = await operatorService.listSearchAttributes({ namespace: NAMESPACE });
  const missing = SEARCH_ATTRIBUTES.filter((name) => !(name in customAttributes));
  if (missing.length === 0) return;
  await operatorService.addSearchAttributes({
    namespace: NAMESPACE,
    searchAttributes: Object.fromEntries(missing.map((name) => [name, KEYWORD])),
  });
}

const NAMESPACE = 'default';

/** Number of Temporal's `IndexedValueType`. */
const KEYWORD = 2;

/** Three times the signals of the default, and what was acknowledged survives a kill -9 of the server. */
const PRAGMAS = ['--sqlite-pragma', 'journal_mode=WAL', '--sqlite-pragma', 'synchronous=NORMAL'];

const DYNAMIC_CONFIG = Object.entries({
  // A workflow stuck on a bug of ours is found by the search attribute TemporalReportedProblems after ten seconds.
  'system.numConsecutiveWorkflowTaskProblemsToTriggerSearchAttribute': 2,
  'frontend.WorkflowPauseEnabled': true,
  // One connector's crowd does not hold back the others.
  'matching.enableFairness': true,
}).flatMap(([key, value]) => ['--dynamic-config-value', `${key}=${value}`]);

/** Half a second on a quiet machine; a large database file takes longer. */
const READY_TIMEOUT_MS = 60_000;
const CONNECT_TIMEOUT_MS = 2000;
const READY_PAUSE_MS = 50;
