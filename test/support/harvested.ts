import assert from 'node:assert/strict';
import type { Run } from '../../src/ledger/runs.ts';
import type { HarvestMode } from '../../workflows/contract.ts';
import { until, type Installation } from './installation.ts';

/** Starts a harvest and gives its run when it has ended, and its end is taken note of. */
export async function harvested(
  navette: Installation,
  connectorId: string,
  mode?: HarvestMode,
  ms = 60_000,
): Promise<Run> {
  const id = await begun(navette, connectorId, mode);
  const client = await navette.wired.parts.client();
  const run = await navette.control.run(id);
  await Promise.race([
    client.workflow.getHandle(run.workflowId, id).result(),
    new Promise((_resolve, reject) => {
      setTimeout(() => reject(new Error(`run ${id} did not end`)), ms).unref();
    }),
  ]);
  return navette.control.run(id);
}

/** Starts a harvest and gives the id of its run as soon as it is there. */
export async function begun(navette: Installation, connectorId: string, mode?: HarvestMode): Promise<string> {
  const known = new Set((await navette.control.runs({ connectorId, limit: 50 })).map(({ id }) => id));
  await navette.control.harvest(connectorId, mode);
  let found: Run | undefined;
  await until('the start of the run', async () => {
    const now = await navette.control.runs({ connectorId, limit: 50 });
    found = now.find(({ id }) => !known.has(id));
    return found !== undefined;
  });
  assert.ok(found);
  return found.id;
}
