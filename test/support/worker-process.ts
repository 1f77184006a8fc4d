import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startNodeProgram } from '../../src/main/dev/node-program.ts';
import type { Running } from '../../src/main/dev/processes.ts';

const BUNDLING_MS = 120_000;

/** A worker in a process of its own, so that it can be killed. */
export async function startWorkerProcess(env: Record<string, string>): Promise<Running> {
  bundling ??= bundle();
  return startNodeProgram({
    name: 'worker',
    program: fileURLToPath(new URL('../../src/main/worker.ts', import.meta.url)),
    env: {
      ...process.env,
      NAVETTE_HTTP_ALLOW: '127.0.0.1',
      NAVETTE_LOG_LEVEL: 'error',
      NAVETTE_WORKFLOW_BUNDLE: await bundling,
      ...env,
    },
    onLine: () => undefined,
  });
}

let bundling: Promise<string> | undefined;

/** Made once for all workers that are started and killed here: each by itself would take longer to make one than to start. */
async function bundle(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'navette-bundle-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'workflow-bundle.js');
  const program = fileURLToPath(new URL('../../src/main/bundle.ts', import.meta.url));
  await promisify(execFile)(process.execPath, ['--import', 'tsx', program, path], { timeout: BUNDLING_MS });
  return path;
}
