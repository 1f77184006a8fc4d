import { readFile } from 'node:fs/promises';
import { command } from './commands.ts';

/** A process id alone is given again to others; together with the start time it names one process for ever. */
export interface ProcessIdentity {
  pid: number;
  started: string;
}

/** When a process started, in whatever unit the system counts; undefined when there is no such process. */
export async function startedAt(pid: number): Promise<string | undefined> {
  if (process.platform !== 'linux') {
    const { ok, stdout } = await command('ps', ['-o', 'lstart=', '-p', String(pid)], { timeoutMs: 5000 });
    return ok && stdout.trim() !== '' ? stdout.trim() : undefined;
  }
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The second field is the name in parentheses and may hold anything, spaces and parentheses included.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state] = fields;
    return state === 'Z' ? undefined : fields[STARTTIME_AFTER_NAME];
  } catch {
    return undefined;
  }
}

export async function isRunning({ pid, started }: ProcessIdentity): Promise<boolean> {
  return (await startedAt(pid)) === started;
}

/** `starttime` is field 22 of `/proc/<pid>/stat`; counting starts after the second one. */
const STARTTIME_AFTER_NAME = 19;
