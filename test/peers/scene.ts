import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { Worker } from '@temporalio/worker';
import { harvestActivities, pushActivities } from '../../activities/index.ts';
import type { Loss } from '../../src/adapters/adapter.ts';
import type { HttpExchange } from '../../src/http/http.ts';
import type { Run } from '../../src/ledger/runs.ts';
import { HARVEST_QUEUE, PUSH_QUEUE } from '../../workflows/contract.ts';
import { installation, until, type Installation } from '../support/installation.ts';
import { temporal, workflowBundle } from '../support/servers.ts';

/** Real portals answer in tens of milliseconds, and share the machine with everything else that this run starts. */
const PATIENCE_MS = 300_000;
/** Somebody else may write to the same portal while it is listed: then the listing is rightly not believed. */
const HARVESTS_MAX = 5;

/**
 * Two Navettes, each with its own database and so with its own marks. They share one Temporal, so that one only has a
 * push worker and a harvest worker runs for one of them at a time.
 */
export interface Scene {
  pusher: Installation;
  harvester: Installation;
  /** Requests of the pusher that are no mere reading, in order. */
  writes: { connectorId: string; exchange: HttpExchange }[];
  connect(by: Installation, connector: Record<string, unknown>): Promise<void>;
  /** Waits until everything announced is done, and nothing was refused. */
  settled(connectorId: string): Promise<void>;
  /** A complete harvest, or the last of several that others disturbed. */
  harvest(by: Installation, connectorId: string): Promise<Run>;
  /** What the last push of a dataset that looked at the remote told about losses. */
  losses(connectorId: string, datasetId: string): Promise<Loss[]>;
  close(): Promise<void>;
}

export async function openScene(env: Record<string, string>): Promise<Scene> {
  const pusher = await installation(env);
  const harvester = await installation(env);
  // Databases of tests are copies of one, and so is the id in them.
  const id = randomUUID().slice(0, 8);
  await harvester.wired.ledger.db.updateTable('installation').set({ id }).execute();
  const { nativeConnection: connection } = await temporal();
  const shared = { connection, workflowBundle: await workflowBundle(), shutdownGraceTime: '2 seconds' };
  const writes: Scene['writes'] = [];
  pusher.wired.ports.observe = (connectorId, exchange) => {
    if (!['GET', 'HEAD'].includes(exchange.method)) writes.push({ connectorId, exchange });
  };
  const pushing = await Worker.create({
    ...shared,
    taskQueue: PUSH_QUEUE,
    activities: { ...pushActivities(pusher.wired.ports) },
  });
  const pushed = pushing.run();

  async function harvestOnce(by: Installation, connectorId: string): Promise<Run> {
    const [before] = await by.control.runs({ connectorId, limit: 1 });
    await by.control.harvest(connectorId);
    const last = async () => (await by.control.runs({ connectorId, limit: 1 }))[0];
    const ended = (run: Run | undefined) =>
      run !== undefined && run.id !== before?.id && run.state !== 'running';
    await until(`the end of the harvest ${connectorId}`, async () => ended(await last()), PATIENCE_MS);
    const run = await last();
    assert.ok(run !== undefined);
    return run;
  }

  return {
    pusher,
    harvester,
    writes,
    async connect(by, connector) {
      await by.control.apply([connector], { retireOthers: false });
    },
    async settled(connectorId) {
      const idle = async () => {
        const { push } = await pusher.control.connector(connectorId);
        return push !== undefined && push.outbox.waiting + push.outbox.deferred === 0;
      };
      await until(`everything pushed by ${connectorId}`, idle, PATIENCE_MS);
      const stuck = await pusher.control.waiting(connectorId, 5);
      assert.deepEqual(stuck, [], `${connectorId} could not push everything`);
    },
    async harvest(by, connectorId) {
      const worker = await Worker.create({
        ...shared,
        taskQueue: HARVEST_QUEUE,
        activities: { ...harvestActivities(by.wired.ports) },
      });
      return worker.runUntil(async () => {
        for (let round = 1; ; round += 1) {
          const run = await harvestOnce(by, connectorId);
          if (run.state === 'complete' || round === HARVESTS_MAX) return run;
        }
      });
    },
    async losses(connectorId, datasetId) {
      const outcomes = await pusher.control.timeline(connectorId, datasetId, 20);
      return (outcomes.find(({ losses }) => losses !== undefined)?.losses ?? []) as Loss[];
    },
    async close() {
      pushing.shutdown();
      await pushed;
      await pusher.close();
      await harvester.close();
    },
  };
}
