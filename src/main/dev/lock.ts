import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { isRunning, startedAt, type ProcessIdentity } from './process-identity.ts';

export const LOCK_FILE = 'navette.lock';

export interface Lock {
  /** Keeps who was started, so that the next instance can wait for them should this one be killed. */
  note(name: string, pid: number): Promise<void>;
  release(): Promise<void>;
}

/** One instance per folder, also when the last one was killed and could not clean up. */
export async function lockFolder(dir: string, say: (line: string) => void): Promise<Lock> {
  const path = join(dir, LOCK_FILE);
  const own: LockFile = { ...(await identity(process.pid)), children: [] };
  for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
    if (await createWhole(path, own)) return lockAt(path, own);
    const holder = await read(path);
    if (holder !== undefined && (await isRunning(holder))) {
      throw new Error(`Navette already runs on ${dir}, as process ${holder.pid}`);
    }
    await takeAway(path, holder);
    if (holder !== undefined) await leftBehind(holder.children, say);
  }
  throw new Error(`${path} cannot be had: several instances are starting at once`);
}

function lockAt(path: string, own: LockFile): Lock {
  return {
    async note(name, pid) {
      const started = await startedAt(pid);
      if (started === undefined) return;
      own.children = [...own.children.filter((child) => child.name !== name), { name, pid, started }];
      await writeFile(`${path}.${process.pid}`, JSON.stringify(own));
      await rename(`${path}.${process.pid}`, path);
    },
    release: () => rm(path, { force: true }),
  };
}

/** A link appears with its contents or not at all, and never in place of another. */
async function createWhole(path: string, own: LockFile): Promise<boolean> {
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, JSON.stringify(own));
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

/** Removes the dead one's lock; when another instance was quicker and this is already its lock, puts it back. */
async function takeAway(path: string, dead: LockFile | undefined): Promise<void> {
  const aside = `${path}.stale-${process.pid}`;
  try {
    await rename(path, aside);
  } catch {
    return;
  }
  const taken = await read(aside);
  if (taken !== undefined && (taken.pid !== dead?.pid || taken.started !== dead.started)) {
    await link(aside, path).catch(() => undefined);
  }
  await rm(aside, { force: true });
}

/** Processes of an instance that was killed end by themselves within seconds; who does not is ended. */
async function leftBehind(children: Child[], say: (line: string) => void): Promise<void> {
  const deadline = Date.now() + LEFT_BEHIND_MS;
  let told = false;
  for (const child of children) {
    while (await isRunning(child)) {
      if (!told)
        say(`waiting for the processes of an instance that was killed: ${child.name} (${child.pid})`);
      told = true;
      if (Date.now() > deadline) process.kill(child.pid, 'SIGKILL');
      await sleep(100);
    }
  }
}

async function read(path: string): Promise<LockFile | undefined> {
  try {
    return LockFile.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return undefined;
  }
}

async function identity(pid: number): Promise<ProcessIdentity> {
  return { pid, started: (await startedAt(pid)) ?? 'unknown' };
}

const Child = z.object({ name: z.string(), pid: z.int().positive(), started: z.string() });
type Child = z.infer<typeof Child>;
const LockFile = z.object({ pid: z.int().positive(), started: z.string(), children: z.array(Child) });
type LockFile = z.infer<typeof LockFile>;

const ATTEMPTS_MAX = 5;
/** A Temporal server takes some seconds to end, and is killed after ten. */
const LEFT_BEHIND_MS = 15_000;
