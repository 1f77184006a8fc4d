import { configureGlobal } from 'fast-check';
import { stopServers } from './servers.ts';

// Where a change is judged the same cases are tried each time; everywhere else new ones are, and what they find is kept.
if (process.env['CI'] === 'true') configureGlobal({ seed: 20_261_123 });

/** What a suite asked for is stopped once, after all of them. */
export async function mochaGlobalTeardown(): Promise<void> {
  await stopServers();
}
