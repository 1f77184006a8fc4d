import { sql } from 'kysely';
import { addressIn } from '../adapters/detect.ts';
import { connector, connectors, setPaused, type Connector } from '../ledger/connectors.ts';
import { timeline } from '../ledger/outcomes.ts';
import { announce, retry, waiting } from '../ledger/outbox.ts';
import { recordOf, unmatchedOf } from '../ledger/record-view.ts';
import { setAsideOf } from '../ledger/set-aside.ts';
import { conflictsOf } from '../ledger/conflicts.ts';
import { driftsOf, lastVerification } from '../ledger/drift.ts';
import { run, runs } from '../ledger/runs.ts';
import { storeSecret } from '../ledger/secrets.ts';
import {
  harvestScheduleId,
  reconcileScheduleId,
  HARVEST_QUEUE,
  IMPORT_QUEUE,
  paused,
  PUSH_NOW_MAX,
  PUSH_QUEUE,
  pushNow,
  resumed,
  retryAsked,
  settingsChanged,
  verifyScheduleId,
} from '../../workflows/contract.ts';
import { adopt } from './adopt.ts';
import { announceEverything, apply, signal, steps } from './apply.ts';
import { ControlError, type Control } from './control.ts';
import { dataControl } from './data.ts';
import { datasetControl } from './datasets.ts';
import { holdControl } from './holds.ts';
import { publicationControl } from './publications.ts';
import { followHint } from './platform-watch.ts';
import { RemoteFault } from '../faults.ts';
import { startOf } from './nudge.ts';
import { resolve } from './resolve.ts';
import { runControl } from './runs.ts';
import type { Parts } from './parts.ts';
import { backfill, setSchedulesPaused, trigger } from './schedules.ts';
import { statusOf } from './status.ts';
import { WithStartWorkflowOperation } from '@temporalio/client';
import type { connector as connectorWorkflow } from '../../workflows/connector.ts';

/** Longest wait for outcomes of a push that somebody asked for, milliseconds. */
const PUSH_NOW_MS = 90_000;
const HEALTH_MS = 2_000;
/** Records read for one page of a plan: some ten seconds at a slow remote. */
const PLAN_USUAL = 100;

export function createControl(parts: Parts): Control {
  const { db } = parts;
  const existing = async (id: string): Promise<Connector> => {
    const found = await connector(db, id);
    if (found !== undefined) return found;
    const known = (await connectors(db)).map((other) => other.config.id).join(', ');
    throw new ControlError(
      'unknown',
      `no connector ${id}; there ${known === '' ? 'are none yet' : `are ${known}`}`,
    );
  };
  const pushing = async (id: string): Promise<Connector> => {
    const found = await existing(id);
    if (found.config.push === undefined)
      throw new ControlError('invalid', `connector ${id} does not push: its configuration has no push`);
    return found;
  };
  return {
    ...datasetControl(parts),
    ...runControl(parts),
    ...holdControl(parts),
    ...dataControl(parts, existing),
    ...publicationControl(parts, existing, pushing),
    plan: async (list) => (await steps(parts, list)).map((step) => step.plan),
    apply: (list, { retireOthers }) => apply(parts, list, retireOthers),
    connectors: async () => Promise.all((await connectors(db)).map((found) => statusOf(parts, found))),
    connector: async (id) => statusOf(parts, await existing(id)),
    async storeSecret(connectorId, field, secret) {
      const { config } = await existing(connectorId);
      if (parts.keyring === undefined)
        throw new ControlError('unavailable', 'secrets cannot be stored: NAVETTE_SECRET_KEY is not set');
      const reference = config.settings[field];
      if (reference !== 'ledger:')
        throw new ControlError(
          'invalid',
          `connector ${connectorId}: settings.${field} must be "ledger:" to use a stored secret`,
        );
      await storeSecret(db, parts.keyring, connectorId, field, secret);
      await signal(await parts.client(), connectorId, settingsChanged);
    },
    async probe(connectorId) {
      await existing(connectorId);
      return parts.probe(connectorId);
    },
    async detect(text) {
      const address = addressIn(text);
      if (address !== undefined) return parts.detect(address);
      const message = `"${text.slice(0, 200)}" is not accepted: the http or https address of a portal or of a page on it, without credentials`;
      throw new ControlError('invalid', `address: ${message}`, [{ path: 'address', message }]);
    },
    async pause(connectorId) {
      const { config } = await existing(connectorId);
      await setPaused(db, connectorId, true);
      const client = await parts.client();
      await signal(client, connectorId, paused);
      await setSchedulesPaused(client, config, true);
    },
    async resume(connectorId) {
      const { config } = await existing(connectorId);
      await setPaused(db, connectorId, false);
      const client = await parts.client();
      await signal(client, connectorId, resumed);
      await setSchedulesPaused(client, config, false);
      parts.nudger.nudge(connectorId);
    },
    async retry(connectorId, datasetIds) {
      await pushing(connectorId);
      const count = await retry(db, connectorId, datasetIds);
      await signal(await parts.client(), connectorId, retryAsked);
      parts.nudger.nudge(connectorId);
      return count;
    },
    waiting: async (connectorId, limit) => waiting(db, (await pushing(connectorId)).config.id, limit),
    timeline: async (connectorId, datasetId, limit) =>
      timeline(db, (await existing(connectorId)).config.id, datasetId, limit),
    async announce(datasetIds, connectorIds) {
      const targets =
        connectorIds === undefined
          ? (await connectors(db)).filter((found) => found.config.push !== undefined)
          : await Promise.all(connectorIds.map(pushing));
      const pairs = targets.flatMap((target) =>
        datasetIds.map((datasetId) => ({ connectorId: target.config.id, datasetId })),
      );
      await announce(db, pairs);
      for (const target of targets) parts.nudger.nudge(target.config.id);
    },
    async platformHinted(platformIds) {
      const { feed } = parts.platform;
      if (feed === undefined) return this.announce(platformIds);
      try {
        await followHint(parts, feed, platformIds);
      } catch (error) {
        if (!(error instanceof RemoteFault)) throw error;
        parts.log.warn(
          { error },
          'a hint of the platform could not be followed; the next look finds what changed',
        );
      }
    },
    async pushNow(connectorId, datasetIds) {
      const found = await pushing(connectorId);
      if (datasetIds.length === 0 || datasetIds.length > PUSH_NOW_MAX) {
        throw new ControlError(
          'invalid',
          `datasets: give 1 to ${PUSH_NOW_MAX} ids; announce more with POST /api/v1/changes`,
        );
      }
      if (found.paused)
        throw new ControlError('invalid', `connector ${connectorId} is paused: resume it first`);
      const since = new Date();
      const client = await parts.client();
      const { signal: _signal, signalArgs: _args, args, ...start } = startOf(found);
      const operation = new WithStartWorkflowOperation<typeof connectorWorkflow>('connector', {
        ...start,
        args,
        workflowIdConflictPolicy: 'USE_EXISTING',
      });
      const answers = await client.withDeadline(Date.now() + PUSH_NOW_MS, () =>
        client.workflow.executeUpdateWithStart(pushNow, {
          args: [[...datasetIds]],
          startWorkflowOperation: operation,
        }),
      );
      const told = await Promise.all(answers.map((answer) => timeline(db, connectorId, answer.datasetId, 1)));
      return answers.map((answer, index) => {
        const [last] = told[index] ?? [];
        if (last !== undefined && last.finishedAt >= since) return last;
        const waitingFor = {
          kind: 'unreachable' as const,
          message: `not pushed yet: ${answer.fault ?? 'it waits for its turn'}`,
        };
        return {
          datasetId: answer.datasetId,
          outcome: 'deferred',
          rev: 0,
          attempt: 0,
          announcedAt: since,
          startedAt: since,
          finishedAt: new Date(),
          fault: waitingFor,
        };
      });
    },
    async planPush(connectorId, { datasetIds, limit, after } = {}) {
      await pushing(connectorId);
      return parts.planPush(connectorId, {
        limit: limit ?? PLAN_USUAL,
        ...(datasetIds === undefined ? {} : { datasetIds }),
        ...(after === undefined ? {} : { after }),
      });
    },
    async applyPlan(connectorId, plan) {
      await pushing(connectorId);
      const applied = await parts.applyPlan(connectorId, plan);
      // What was announced while its dataset was in hand waits for a sign.
      parts.nudger.nudge(connectorId);
      return applied;
    },
    adopt: async (connectorId, datasetId, remoteId) =>
      adopt(parts, await pushing(connectorId), datasetId, remoteId),
    conflicts: async (connectorId, limit) =>
      conflictsOf(db, (await pushing(connectorId)).config.id, { limit }),
    resolve: async (connectorId, datasetId, decision) =>
      resolve(parts, (await pushing(connectorId)).config.id, datasetId, decision),
    async pushAll(connectorId) {
      await pushing(connectorId);
      const count = await announceEverything(parts, connectorId);
      parts.nudger.nudge(connectorId);
      return count;
    },
    async backfill(connectorId, { from, to }) {
      const { config } = await existing(connectorId);
      const { harvest } = config;
      if (harvest?.every === undefined && harvest?.cron === undefined && harvest?.calendar === undefined)
        throw new ControlError(
          'invalid',
          `connector ${connectorId} has no frequency: nothing fell due; navette harvest ${connectorId} harvests now`,
        );
      if (from >= to)
        throw new ControlError(
          'invalid',
          `to: ${to.toISOString()} is not after from: ${from.toISOString()}`,
          [{ path: 'to', message: `${to.toISOString()} is not after from` }],
        );
      await backfill(await parts.client(), config, { from, to });
      return harvestScheduleId(connectorId);
    },
    async reconcile(connectorId, { verify } = { verify: false }) {
      const { config } = await pushing(connectorId);
      const scheduleId = verify ? verifyScheduleId(connectorId) : reconcileScheduleId(connectorId);
      await trigger(await parts.client(), config, scheduleId);
      return scheduleId;
    },
    async drift(connectorId, limit) {
      const verification = await lastVerification(db, (await pushing(connectorId)).config.id);
      if (verification === undefined) return { drift: [] };
      return { verification, drift: await driftsOf(db, verification.id, limit) };
    },
    runs: (options) => runs(db, options),
    async run(id) {
      const found = await run(db, id);
      if (found === undefined) throw new ControlError('unknown', `no run ${id}`);
      return found;
    },
    setAside: (runId, limit) => setAsideOf(db, runId, limit),
    async record(connectorId, id) {
      await existing(connectorId);
      const found = await recordOf(db, connectorId, id);
      if (found === undefined)
        throw new ControlError('unknown', `${connectorId} has harvested no record and no dataset ${id}`);
      return found;
    },
    unmatched: async (connectorId, limit) => unmatchedOf(db, (await existing(connectorId)).config.id, limit),
    async health() {
      const database = await answers(() => sql`select 1`.execute(db));
      const temporal = await answers(async () =>
        (await parts.client()).connection.workflowService.getSystemInfo({}),
      );
      const workers = temporal && (await answers(() => polled(parts)));
      return { ok: database && temporal && workers, database, temporal, workers };
    },
  };
}

/** Asked of the queues that have workflows; the same program polls those that have none. */
async function polled(parts: Parts): Promise<void> {
  const client = await parts.client();
  for (const name of [PUSH_QUEUE, HARVEST_QUEUE, IMPORT_QUEUE]) {
    const { pollers } = await client.workflowService.describeTaskQueue({
      namespace: client.options.namespace,
      taskQueue: { name },
    });
    if (pollers.length === 0) throw new Error(`no worker polls ${name}`);
  }
}

async function answers(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await Promise.race([
      work(),
      new Promise((_resolve, reject) => {
        setTimeout(() => reject(new Error('no answer')), HEALTH_MS).unref();
      }),
    ]);
    return true;
  } catch {
    return false;
  }
}
