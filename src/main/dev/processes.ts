import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Owner } from './commands.ts';
import { WATCH_FD, withParentWatch } from './parent-watch.ts';

export interface ProcessOptions {
  /** For people: `database`, `push-worker`. */
  name: string;
  program: string;
  args: string[];
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  owner?: Owner | undefined;
  stopSignal?: 'INT' | 'TERM';
  /** Each line that it writes, to either of its outputs. */
  onLine?: ((line: string) => void) | undefined;
}

export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** A process of ours that is running, or was. */
export interface Running {
  name: string;
  pid: number;
  /** Settles when it has ended, however that came. */
  exited: Promise<Exit>;
  /** Asks it to end, and kills it when it does not within ten seconds. */
  stop(): Promise<void>;
  /** As `kill -9` would. */
  kill(): Promise<void>;
  /** Its last words, for messages about why it ended. */
  lastLines(): string;
}

/** Starts a process in a group of its own, so that Ctrl-C reaches only us, and ties its life to ours. */
export async function startProcess(options: ProcessOptions): Promise<Running> {
  const { name, stopSignal = 'TERM', onLine, owner } = options;
  const [program, args] = withParentWatch(options.program, options.args, stopSignal);
  const child = spawn(program, args, {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    ...owner,
    ...(options.env === undefined ? {} : { env: options.env }),
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  });
  const tail: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    if (stream === null) continue;
    createInterface({ input: stream }).on('line', (line) => {
      tail.push(line);
      if (tail.length > TAIL_LINES) tail.shift();
      onLine?.(line);
    });
  }
  const pid = await new Promise<number>((resolve, reject) => {
    child.once('error', (cause) =>
      reject(new Error(`${name} cannot be started: ${cause.message}`, { cause })),
    );
    child.once('spawn', () => (child.pid === undefined ? undefined : resolve(child.pid)));
  });
  const exited = new Promise<Exit>((resolve) => {
    const silent = once(child, 'close');
    child.once('exit', (code, signal) => {
      endGroup(pid);
      // Its last words may still be on their way through the pipes.
      void within(silent, LAST_WORDS_MS).then(() => resolve({ code, signal }));
    });
  });
  // The other end belongs to the watcher, which goes when the process goes.
  child.stdio[WATCH_FD]?.on('error', () => undefined);
  const ended = () => child.exitCode !== null || child.signalCode !== null;

  async function kill(): Promise<void> {
    if (!ended()) child.kill('SIGKILL');
    await exited;
  }
  async function stop(): Promise<void> {
    if (ended()) return;
    child.kill(`SIG${stopSignal}`);
    if (!(await within(exited, STOP_MS))) await kill();
  }
  return { name, pid, exited, stop, kill, lastLines: () => tail.join('\n') };
}

export function describeExit({ code, signal }: Exit): string {
  return signal === null ? `exit code ${code}` : `signal ${signal}`;
}

/** Whether the promise settled in time. */
export async function within(promise: Promise<unknown>, ms: number): Promise<boolean> {
  const timer = new AbortController();
  const late = sleep(ms, false, { signal: timer.signal }).catch(() => false);
  const settled = await Promise.race([promise.then(() => true), late]);
  timer.abort();
  return settled;
}

/** How long a process may take to end by itself: a Temporal server takes four seconds. */
const STOP_MS = 10_000;
const LAST_WORDS_MS = 500;
/** Enough for a stack trace. */
const TAIL_LINES = 20;

/** The process is gone; what it left behind in its group (the watcher at least) goes too. */
function endGroup(group: number): void {
  try {
    process.kill(-group, 'SIGKILL');
  } catch {
    // Nothing was left.
  }
}
