import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** Of the project as it is worked on: what is made of it, and what others bring, is not copied. */
const LEFT = new Set(['node_modules', 'dist', '.git', '.navette']);
const COMMAND_MS = 300_000;
const OUTPUT_MAX = 64 * 1024 * 1024;

export interface Ran {
  code: number;
  /** Of both streams. */
  text: string;
}

/** The project in a folder of its own, to be changed at will; its packages are those of this one. */
export class ProjectCopy {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async make(): Promise<ProjectCopy> {
    const folder = await mkdtemp(join(tmpdir(), 'navette-copy-'));
    const entries = (await readdir(ROOT)).filter((name) => !LEFT.has(name));
    await Promise.all(entries.map((name) => cp(join(ROOT, name), join(folder, name), { recursive: true })));
    await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    return new ProjectCopy(folder);
  }

  run(command: string, args: readonly string[], env: Record<string, string> = {}): Promise<Ran> {
    return new Promise((resolve) => {
      const options = {
        cwd: this.folder,
        timeout: COMMAND_MS,
        maxBuffer: OUTPUT_MAX,
        env: { ...process.env, NAVETTE_TEST_SERVERS: 'none', ...env },
      };
      execFile(command, [...args], options, (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
        resolve({ code, text: stdout + stderr });
      });
    });
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}
