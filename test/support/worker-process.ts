import { fileURLToPath } from 'node:url';
import { startNodeProgram } from '../../src/main/dev/node-program.ts';
import type { Running } from '../../src/main/dev/processes.ts';

/** A worker in a process of its own, so that it can be killed. */
export function startWorkerProcess(env: Record<string, string>): Promise<Running> {
  return startNodeProgram({
    name: 'worker',
    program: fileURLToPath(new URL('../../src/main/worker.ts', import.meta.url)),
    env: { ...process.env, NAVETTE_HTTP_ALLOW: '127.0.0.1', NAVETTE_LOG_LEVEL: 'error', ...env },
    onLine: () => undefined,
  });
}
