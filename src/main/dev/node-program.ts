import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { request } from 'undici';
import { describeExit, startProcess, within, type Running } from './processes.ts';

export interface NodeProgram {
  name: string;
  /** Path of a TypeScript file, or of a JavaScript one that was built. */
  program: string;
  env: NodeJS.ProcessEnv;
  /** Asked every now and then until it answers 200. Without it, a line `{"ready":true}` is waited for. */
  healthUrl?: string;
  onLine: (line: string) => void;
}

/** Runs a program of ours under Node and waits until it is ready. */
export async function startNodeProgram({
  name,
  program,
  env,
  healthUrl,
  onLine,
}: NodeProgram): Promise<Running> {
  let announce: () => void = () => undefined;
  const announced = new Promise<void>((resolve) => {
    announce = resolve;
  });
  const running = await startProcess({
    name,
    program: process.execPath,
    args: program.endsWith('.js') ? [program] : ['--import', loader(), program],
    env,
    onLine(line) {
      if (/^\{.*"ready":\s*true\b.*\}$/.test(line)) announce();
      onLine(line);
    },
  });
  const isReady = async () =>
    healthUrl === undefined ? within(announced, READY_PAUSE_MS) : (await isHealthy(healthUrl)) || pause();
  const deadline = Date.now() + READY_TIMEOUT_MS;
  let ended = false;
  void running.exited.then(() => {
    ended = true;
  });
  while (!(await isReady())) {
    if (ended) {
      throw new Error(
        `${name} ended at its start (${describeExit(await running.exited)}): ${running.lastLines()}`,
      );
    }
    if (Date.now() < deadline) continue;
    await running.kill();
    throw new Error(`${name} was not ready within ${READY_TIMEOUT_MS / 1000} s: ${running.lastLines()}`);
  }
  return running;
}

/** Only where sources run: an installation that was built has no need of it. */
function loader(): string {
  return pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
}

async function isHealthy(url: string): Promise<boolean> {
  try {
    const { statusCode, body } = await request(url, { signal: AbortSignal.timeout(HEALTH_TIMEOUT_MS) });
    await body.dump();
    return statusCode === 200;
  } catch {
    return false;
  }
}

function pause(): Promise<false> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(false), READY_PAUSE_MS);
  });
}

/** A worker bundles its workflows at its start, and a busy machine takes its time for that. */
const READY_TIMEOUT_MS = 90_000;
const READY_PAUSE_MS = 100;
const HEALTH_TIMEOUT_MS = 2000;
