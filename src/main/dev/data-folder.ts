import { chmod, mkdir, readdir, readlink, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { OUTSIDE } from './postgres-folder.ts';

/** Makes the folder, or makes sure that it is ours. */
export async function openDataFolder(dir: string): Promise<void> {
  const made = await mkdir(dir, { recursive: true });
  // What lies in it is nobody else's, but the database's system user must pass through when root starts us.
  if (made !== undefined) await chmod(dir, process.getuid?.() === 0 ? 0o711 : 0o700);
  const names = await readdir(dir);
  if (names.includes(MARKER)) return;
  if (names.length > 0) {
    throw new Error(
      `${dir} holds other files and no ${MARKER}: it is not a data folder of Navette; name another with --data`,
    );
  }
  await writeFile(join(dir, MARKER), `${JSON.stringify({ navette: 'data folder', layout: 1 })}\n`);
}

/** Deletes everything in it but the marker and `keep`. The folder must be ours, see `openDataFolder`. */
export async function emptyDataFolder(dir: string, keep: string[]): Promise<void> {
  const names = await readdir(dir);
  if (!names.includes(MARKER)) throw new Error(`${dir} has no ${MARKER}: it is not ours to delete`);
  for (const name of names) {
    if (name === MARKER || keep.includes(name)) continue;
    const path = join(dir, name);
    const outside = await readlink(path).catch(() => undefined);
    if (outside !== undefined && dirname(outside) === OUTSIDE)
      await rm(outside, { recursive: true, force: true });
    await rm(path, { recursive: true, force: true });
  }
}

/** Tells a data folder of ours from any other folder: nothing is ever deleted without it. */
const MARKER = 'navette-data.json';
