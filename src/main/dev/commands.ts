import { execFile, type ChildProcess } from 'node:child_process';

export interface CommandOptions {
  timeoutMs: number;
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  owner?: Owner | undefined;
}

/** An operating system user to run as; only root may choose one. */
export interface Owner {
  uid: number;
  gid: number;
}

export interface CommandAnswer {
  ok: boolean;
  stdout: string;
  /** What went wrong, in the command's own last words; empty when it went well. */
  trouble: string;
}

/** Runs a command to its end, within a deadline; never throws. */
export function command(file: string, args: string[], options: CommandOptions): Promise<CommandAnswer> {
  const { timeoutMs, owner, ...rest } = options;
  return new Promise((resolve) => {
    const child = execFile(
      file,
      args,
      { ...rest, ...owner, timeout: timeoutMs, killSignal: 'SIGKILL', maxBuffer: OUTPUT_BYTES_MAX },
      (error, stdout, stderr) => {
        underWay.delete(child);
        const said = lastLine(stderr) ?? lastLine(stdout) ?? error?.message ?? '';
        const timedOut = error?.killed === true ? `no answer within ${timeoutMs / 1000} s` : undefined;
        const missing = error?.code === 'ENOENT' ? `${file} is not there` : undefined;
        resolve({ ok: error === null, stdout, trouble: error === null ? '' : (timedOut ?? missing ?? said) });
      },
    );
    underWay.add(child);
  });
}

/** A download or the like does not go on when we stop in its middle. */
const underWay = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of underWay) child.kill('SIGKILL');
});

/** Far above what any command used here prints. */
const OUTPUT_BYTES_MAX = 4 * 1024 * 1024;

function lastLine(text: string): string | undefined {
  return text.trim().split('\n').at(-1)?.trim() || undefined;
}
