import { join } from 'node:path';
import type { DevContext, Groundwork } from './context.ts';
import { logFile } from './log-file.ts';
import { startNodeProgram } from './node-program.ts';
import type { DevOptions } from './options.ts';
import { claimPort } from './ports.ts';
import { startPostgres } from './postgres.ts';
import { keptSecret } from './secrets.ts';
import type { Supervisor } from './supervisor.ts';
import { findTemporalCli } from './temporal-cli.ts';
import { startTemporalDevServer } from './temporal-server.ts';
import type { Terminal } from './terminal.ts';
import { WORKERS } from './workers.ts';
import { builtBundle, bundleInto } from '../workflow-bundle.ts';

/** Paths of the programs that an installation consists of, beside the two servers. */
export interface Programs {
  worker: string;
  api: string;
  groundwork?: Groundwork;
}

/** Brings up the database, Temporal, the workers and the API, each when the one before it is ready. */
export async function startInstallation(
  options: DevOptions,
  programs: Programs,
  supervisor: Supervisor,
  terminal: Terminal,
): Promise<DevContext> {
  const { dataDir } = options;
  const { say } = terminal;
  const writer = (name: string) => {
    const write = logFile(join(dataDir, 'logs', `${name}.log`));
    return (line: string) => {
      write(line);
      if (options.verbose) say(`${name.padEnd(NAME_WIDTH)} │ ${line}`);
    };
  };

  const token = await keptSecret(join(dataDir, 'token'), 'base64url');
  const secretKey = await keptSecret(join(dataDir, 'secret.key'), 'base64');
  const taken = new Set<number>();
  const apiPort = await claimPort(options.api, taken, say);
  const temporalPort = await claimPort(options.temporal, taken, say);
  const uiPort = await claimPort(options.ui, taken, say);
  const databasePort = await claimPort(
    { use: 'database', port: DATABASE_PORT, explicit: false },
    taken,
    () => undefined,
  );

  let databaseUrl = '';
  const databaseLog = writer('database');
  await terminal.during('database', () =>
    supervisor.start({
      name: 'database',
      async start() {
        const database = await startPostgres({
          dir: join(dataDir, 'postgres'),
          port: databasePort,
          say,
          onLine: databaseLog,
        });
        databaseUrl = database.url;
        return database;
      },
    }),
  );

  const cli = await terminal.during('Temporal CLI', () => findTemporalCli({ say }));
  const temporalLog = writer('temporal');
  await terminal.during('Temporal server', () =>
    supervisor.start({
      name: 'temporal',
      start: () =>
        startTemporalDevServer({
          cli,
          dbFile: join(dataDir, 'temporal.db'),
          port: temporalPort,
          uiPort,
          onLine: temporalLog,
        }),
    }),
  );

  const temporalAddress = `127.0.0.1:${temporalPort}`;
  const uiUrl = `http://127.0.0.1:${uiPort}`;
  const apiUrl = `http://127.0.0.1:${apiPort}`;
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    DATABASE_URL: databaseUrl,
    TEMPORAL_ADDRESS: temporalAddress,
    TEMPORAL_UI_URL: uiUrl,
    NAVETTE_DATA_DIR: dataDir,
    NAVETTE_TOKEN: token,
    NAVETTE_SECRET_KEY: secretKey,
    NAVETTE_PORT: String(apiPort),
    NAVETTE_LOG_LEVEL: process.env['NAVETTE_LOG_LEVEL'] ?? 'info',
  };
  const launch = (
    name: string,
    program: string,
    more: { healthUrl?: string; env?: Record<string, string> } = {},
  ) => {
    const onLine = writer(name);
    const { env: extra, ...rest } = more;
    return () => startNodeProgram({ name, program, onLine, env: { ...env, ...extra }, ...rest });
  };
  const spawn: DevContext['spawn'] = (name, program, extra = {}) =>
    supervisor.start({ name, start: launch(name, program, { env: extra }) });
  if (programs.groundwork !== undefined) {
    const { groundwork } = programs;
    Object.assign(env, await terminal.during('platform', () => groundwork({ dataDir, apiUrl, spawn })));
  }
  // Once for both of them, and for those that take their place.
  const isMade = env['NAVETTE_WORKFLOW_BUNDLE'] !== undefined || builtBundle() !== undefined;
  if (!isMade && programs.worker.endsWith('.ts')) {
    const codePath = join(dataDir, 'workflow-bundle.js');
    await terminal.during('workflows', () => bundleInto(codePath));
    env['NAVETTE_WORKFLOW_BUNDLE'] = codePath;
  }
  await terminal.during('workers', () =>
    Promise.all(
      WORKERS.map(({ name, env }) =>
        supervisor.start({ name, restarts: true, start: launch(name, programs.worker, { env }) }),
      ),
    ),
  );
  await terminal.during('API', () =>
    supervisor.start({ name: 'api', start: launch('api', programs.api, { healthUrl: `${apiUrl}/healthz` }) }),
  );

  return {
    dataDir,
    databaseUrl,
    temporalAddress,
    uiUrl,
    apiUrl,
    token,
    say,
    spawn,
    async killWorkers() {
      await Promise.all(WORKERS.map(({ name }) => supervisor.kill(name)));
      await Promise.all(WORKERS.map(({ name }) => supervisor.up(name)));
    },
    stop: (name) => supervisor.stop(name),
    restart: (name) => supervisor.restart(name),
  };
}

/** Not PostgreSQL's own, where a server of the machine may be listening. */
const DATABASE_PORT = 54_321;
/** Of the longest name among our processes. */
const NAME_WIDTH = 14;
