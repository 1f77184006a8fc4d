import { join } from 'node:path';
import { emptyDataFolder, openDataFolder } from './data-folder.ts';
import type { Demo, DevContext } from './context.ts';
import { startInstallation, type Programs } from './installation.ts';
import { LOCK_FILE, lockFolder } from './lock.ts';
import type { DevOptions } from './options.ts';
import { Supervisor } from './supervisor.ts';
import { Terminal } from './terminal.ts';

/** Runs a whole installation until it is told to stop. The exit code: 0 when that was asked for, 1 when something broke. */
export async function runDev(options: DevOptions, programs: Programs, demo?: Demo): Promise<number> {
  const terminal = new Terminal(process.stdout);
  const { say } = terminal;
  const { dataDir } = options;
  await openDataFolder(dataDir);
  // Logs, Temporal's database and everything else that is written from here on is for this user alone.
  process.umask(0o077);
  const lock = await lockFolder(dataDir, say);
  const supervisor = new Supervisor({ say, onStart: (name, pid) => lock.note(name, pid) });
  const stopAsked = onSignal(say, supervisor);
  let exitCode = 0;
  try {
    if (options.reset) {
      await emptyDataFolder(dataDir, [LOCK_FILE]);
      say(`deleted everything in ${dataDir}`);
    }
    const work = async () => {
      const context = await startInstallation(options, programs, supervisor, terminal);
      describe(context);
      if (options.demo) {
        if (demo === undefined) throw new Error('there is no demonstration in this copy of Navette');
        await demo(context, { check: options.check, platform: options.platform });
      }
      if (!options.check) {
        say('Ctrl-C stops everything.');
        await stopAsked;
      }
    };
    await Promise.race([work(), stopAsked, supervisor.failed]);
  } catch (error) {
    exitCode = 1;
    say(`Navette stops: ${error instanceof Error ? error.message : String(error)}`);
    say(`what the processes wrote is in ${join(dataDir, 'logs')}`);
  }
  await terminal.during('stopping', () => supervisor.stopAll());
  await lock.release();
  return exitCode;
}

/** Resolves at the first signal. The second one means now. */
function onSignal(say: (line: string) => void, supervisor: Supervisor): Promise<void> {
  return new Promise((resolve) => {
    let asked = false;
    const stop = () => {
      if (asked) {
        say('killing everything');
        void supervisor.killAll();
      }
      asked = true;
      resolve();
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  });
}

function describe({ say, apiUrl, uiUrl, databaseUrl, dataDir }: DevContext): void {
  say('');
  say(`  API          ${apiUrl}`);
  say(`  Temporal UI  ${uiUrl}`);
  say(`  database     ${databaseUrl}`);
  say(`  token        ${join(dataDir, 'token')}`);
  say(`  logs         ${join(dataDir, 'logs')}`);
  say('');
}
