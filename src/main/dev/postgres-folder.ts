import { createHash, randomBytes } from 'node:crypto';
import {
  chmod,
  chown,
  mkdir,
  readFile,
  readdir,
  readlink,
  realpath,
  rename,
  rm,
  rmdir,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { command, type Owner } from './commands.ts';
import type { PostgresBinaries } from './postgres-binaries.ts';

export interface FolderOptions {
  dir: string;
  binaries: PostgresBinaries;
  owner: Owner | undefined;
  durable: boolean;
  say: (line: string) => void;
}

export interface DatabaseFolder {
  /** Where the files really are. */
  path: string;
  password: string;
}

/** The folder of a database, made when there is none. */
export async function databaseFolder(options: FolderOptions): Promise<DatabaseFolder> {
  const path = await reachable(options);
  const state = await stateOf(path);
  if (state === 'half made') {
    const aside = `${path}.half-made-${stamp()}`;
    await rename(path, aside);
    options.say(
      `${path} holds no whole database (was its making interrupted?); moved to ${aside}, making it anew`,
    );
  }
  if (state !== 'whole') await make(path, options);
  await checkVersion(path, options.binaries);
  return { path, password: (await readFile(join(path, PASSWORD_FILE), 'utf8')).trim() };
}

/** The process that serves this folder now; the file that names it also stays behind after a crash. */
export async function servedBy(path: string): Promise<number | undefined> {
  const text = await readFile(join(path, 'postmaster.pid'), 'utf8').catch(() => '');
  const pid = Number(text.split('\n')[0]);
  if (!Number.isSafeInteger(pid) || pid <= 0) return undefined;
  if (process.platform === 'linux') {
    // The number may belong to another program by now: PostgreSQL's main process works in its data folder.
    return (await readlink(`/proc/${pid}/cwd`).catch(() => '')) === (await realpath(path)) ? pid : undefined;
  }
  const { ok, stdout } = await command('ps', ['-o', 'comm=', '-p', String(pid)], { timeoutMs: SHORT_MS });
  return ok && stdout.includes('postgres') ? pid : undefined;
}

async function stateOf(path: string): Promise<'absent' | 'half made' | 'whole'> {
  const names = await readdir(path).catch((error: NodeJS.ErrnoException): string[] => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  if (names.length === 0) return 'absent';
  const control = await stat(join(path, 'global', 'pg_control')).catch(() => undefined);
  return names.includes('PG_VERSION') && names.includes(PASSWORD_FILE) && control !== undefined
    ? 'whole'
    : 'half made';
}

/** Made under another name and moved into place whole. */
async function make(path: string, { binaries, owner, durable }: FolderOptions): Promise<void> {
  const unfinished = `${path}.unfinished`;
  // Holds nothing of anybody's: no server ever ran on it.
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true, mode: 0o700 });
  if (owner !== undefined) await chown(unfinished, owner.uid, owner.gid);
  const password = randomBytes(24).toString('base64url');
  const passwordFile = `${unfinished}.password`;
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  if (owner !== undefined) await chown(passwordFile, owner.uid, owner.gid);
  const { ok, trouble } = await command(
    binaries.initdb,
    [
      `--pgdata=${unfinished}`,
      `--username=${DATABASE_USER}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      ...SAME_EVERYWHERE,
      ...(durable ? [] : ['--no-sync']),
    ],
    { timeoutMs: INITDB_TIMEOUT_MS, owner, cwd: '/' },
  );
  if (!ok) throw new Error(`the database in ${path} cannot be made: ${trouble}`);
  await rename(passwordFile, join(unfinished, PASSWORD_FILE));
  await rename(unfinished, path);
}

async function checkVersion(path: string, binaries: PostgresBinaries): Promise<void> {
  const [major] = binaries.version.split('.');
  const found = (await readFile(join(path, 'PG_VERSION'), 'utf8')).trim();
  if (found === major) return;
  throw new Error(
    `the database in ${path} was made by PostgreSQL ${found}, this is ${major}: move it aside to begin anew, ` +
      `or carry its contents over with pg_dump from a PostgreSQL ${found}`,
  );
}

/** `dir` itself, or a place outside when the database's user cannot get there, with a link that leads to it. */
async function reachable({ dir, owner, say }: FolderOptions): Promise<string> {
  const linked = await readlink(dir).catch(() => undefined);
  if (linked !== undefined) return resolve(dirname(dir), linked);
  await mkdir(dirname(dir), { recursive: true });
  if (owner === undefined || (await canEnter(dirname(dir), owner))) return dir;
  const names = await readdir(dir).catch(() => []);
  if (names.length > 0) {
    throw new Error(
      `the system user of the database cannot reach ${dir}, which holds files: allow it to pass through the folders above`,
    );
  }
  const name = createHash('sha256').update(dir).digest('hex').slice(0, 16);
  const outside = join(OUTSIDE, `${basename(dir)}-${name}`);
  say(`the system user of the database cannot reach ${dir}; its files are kept in ${outside}`);
  await mkdir(OUTSIDE, { recursive: true });
  await chmod(OUTSIDE, 0o755);
  if ((await stateOf(outside)) !== 'absent') {
    // Of a data folder that stood here before and was deleted by hand, its keys with it.
    const aside = `${outside}.old-${stamp()}`;
    await rename(outside, aside);
    say(`${outside} belonged to an earlier ${dir}; moved to ${aside}`);
  }
  await rmdir(dir).catch(() => undefined);
  await symlink(outside, dir);
  return outside;
}

/** For names of folders that step aside. */
function stamp(): string {
  return new Date().toISOString().replaceAll(/[:.]/g, '-');
}

async function canEnter(path: string, owner: Owner): Promise<boolean> {
  return (
    await command('/bin/sh', ['-c', 'test -x "$1"', 'sh', path], { timeoutMs: SHORT_MS, owner, cwd: '/' })
  ).ok;
}

export const DATABASE_USER = 'navette';
/** Lies in the database's folder, so that the two are never parted; it is also the last thing that is put there. */
const PASSWORD_FILE = 'navette.password';
/** Where root keeps databases that would otherwise lie below its own home. */
export const OUTSIDE = '/var/lib/navette';
/** Sorts and folds case the same way on every machine, whatever locales it has. */
const SAME_EVERYWHERE = [
  '--encoding=UTF8',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
  '--locale=C',
];
const INITDB_TIMEOUT_MS = 120_000;
const SHORT_MS = 5000;
