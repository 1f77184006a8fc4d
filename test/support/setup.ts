import { stopServers } from './servers.ts';

/** What a suite asked for is stopped once, after all of them. */
export async function mochaGlobalTeardown(): Promise<void> {
  await stopServers();
}
