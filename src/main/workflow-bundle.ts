import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** Some two seconds on a quiet machine. */
const BUNDLING_MS = 120_000;

/** The one that the build made; none beside sources. */
export function builtBundle(): string | undefined {
  const built = fileURLToPath(new URL('../../workflow-bundle.js', import.meta.url));
  return existsSync(built) ? built : undefined;
}

/** Bundles the workflows into a file, in a process of its own. */
export async function bundleInto(codePath: string): Promise<void> {
  const program = fileURLToPath(new URL(`bundle${extname(import.meta.url)}`, import.meta.url));
  await promisify(execFile)(process.execPath, [...process.execArgv, program, codePath], {
    timeout: BUNDLING_MS,
  });
}
