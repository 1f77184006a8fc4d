import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { findTemporalCli } from '../src/main/dev/temporal-cli.ts';
import { startTemporalDevServer } from '../src/main/dev/temporal-server.ts';

/** A Temporal server that a benchmark may fill; 0 where the process is not known and costs nothing. */
export interface BenchTemporal {
  /** What a report calls it. */
  name: string;
  address: string;
  pid: number;
  /** Of its own PostgreSQL. */
  databasePid: number;
  stop(): Promise<unknown>;
}

const SCRIPT = resolve('test/peers/temporal-postgres.sh');
/** The first time it is compiled. */
const FRESH_MS = 60 * 60_000;
const Started = z.object({ address: z.string(), server: z.number(), database: z.number() });

/** `dev`: the development server on a file; `postgres`: a server on a PostgreSQL of its own; else an address. */
export async function benchTemporal(
  which: string,
  options: { dbFile: string; say: (line: string) => void },
): Promise<BenchTemporal> {
  const { dbFile, say } = options;
  if (which === 'dev') {
    const server = await startTemporalDevServer({ cli: await findTemporalCli({ say }), dbFile });
    const { address, pid } = server;
    return { name: which, address, pid, databasePid: 0, stop: () => server.kill() };
  }
  if (which === 'postgres') {
    const stop = () => promisify(execFile)(SCRIPT, ['stop']);
    const { stdout } = await promisify(execFile)(SCRIPT, ['fresh'], { timeout: FRESH_MS });
    const { address, server, database } = Started.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? ''));
    return { name: which, address, pid: server, databasePid: database, stop };
  }
  if (!/^[^\s:]+:\d+$/.test(which))
    throw new RangeError(`--temporal is "${which}": say dev, postgres, or an address such as 127.0.0.1:7233`);
  say(`its namespace "default" at ${which} has to be nobody else's`);
  return { name: which, address: which, pid: 0, databasePid: 0, stop: () => Promise.resolve() };
}
