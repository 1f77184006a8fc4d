import { beating, currentAttempt } from './attempt.ts';
import { reporting } from './failure.ts';
import { fenceOff } from './fence.ts';
import { Lane } from './lane.ts';
import { NO_PUSHES } from '../src/model/counts.ts';
import type { Ports } from './ports.ts';
import { openSession, type Opened } from './session.ts';
import { settleOwn } from './settle-own.ts';
import { RemoteFault } from '../src/faults.ts';
import { announce, FORCED_PRIORITY, nextDue, undone } from '../src/ledger/outbox.ts';
import type { DrainReport, PushActivities, PushNowOutcome, RemoteStop } from '../workflows/contract.ts';

/** Then the workflow looks around and calls again. */
const DRAIN_MS = 20_000;
/** An operator waits for it. */
const PUSH_NOW_MS = 60_000;
const CLAIM_AGAIN_MS = 250;

export function pushActivities(ports: Ports): PushActivities {
  return {
    async drain({ connectorId, proven }): Promise<DrainReport> {
      const attempt = currentAttempt();
      const opened = await opening(ports, connectorId, attempt.signal);
      if (opened === undefined || 'kind' in opened)
        return { counts: NO_PUSHES, ...(opened === undefined ? {} : { fault: opened }) };
      const { push } = opened.connector.config;
      if (push === undefined || opened.connector.paused) return { counts: NO_PUSHES };
      await fenceOff(ports.db, connectorId, attempt);
      const lane: Lane = new Lane(ports, opened, push, attempt, {
        proven,
        maxMs: DRAIN_MS,
        lingers: true,
        // A lane that stays would try them itself meanwhile.
        onDeferred: () => settleOwn(ports, opened.connector.config, lane),
      });
      await lane.run();
      await settleOwn(ports, opened.connector.config, lane);
      const due = await nextDue(ports.db, connectorId);
      return {
        counts: lane.counts,
        ...(due === undefined ? {} : { dueInMs: Math.max(0, due.getTime() - Date.now()) }),
        ...(lane.stop === undefined ? {} : { fault: lane.stop }),
      };
    },

    async pushNow({ connectorId, datasetIds }) {
      const attempt = currentAttempt();
      const opened = await opening(ports, connectorId, attempt.signal);
      if (opened === undefined) return { outcomes: [] };
      if ('kind' in opened)
        return {
          outcomes: datasetIds.map((datasetId) => ({ datasetId, outcome: 'waiting', fault: opened.kind })),
          fault: opened,
        };
      const { push } = opened.connector.config;
      if (push === undefined) return { outcomes: [] };
      await fenceOff(ports.db, connectorId, attempt);
      if (attempt.attempt === 1)
        await announce(
          ports.db,
          datasetIds.map((datasetId) => ({ connectorId, datasetId })),
          FORCED_PRIORITY,
        );
      const outcomes = new Map<string, PushNowOutcome>();
      let fault: RemoteStop | undefined;
      let current = opened;
      const until = performance.now() + PUSH_NOW_MS;
      // Another lane may hold some of them at this moment, or have done them: they come free within one request.
      while (
        outcomes.size < datasetIds.length &&
        fault === undefined &&
        performance.now() < until &&
        !attempt.signal.aborted
      ) {
        const only = datasetIds.filter((datasetId) => !outcomes.has(datasetId));
        const lane = new Lane(ports, current, current.connector.config.push ?? push, attempt, {
          proven: false,
          maxMs: PUSH_NOW_MS,
          only,
        });
        await lane.run();
        await settleOwn(ports, current.connector.config, lane);
        if (lane.outdated) {
          const again = await opening(ports, connectorId, attempt.signal);
          if (again === undefined) break;
          if ('kind' in again) fault = again;
          else current = again;
          continue;
        }
        for (const [datasetId, ending] of lane.endings) {
          outcomes.set(datasetId, {
            datasetId,
            outcome: ending.outcome,
            ...(ending.fault === undefined ? {} : { fault: ending.fault.kind }),
          });
        }
        fault = lane.stop;
        if (lane.endings.size > 0) continue;
        const left = await undone(ports.db, connectorId, only);
        for (const datasetId of only)
          if (!left.has(datasetId)) outcomes.set(datasetId, { datasetId, outcome: 'pushed' });
        if (left.size > 0) await new Promise((resolve) => setTimeout(resolve, CLAIM_AGAIN_MS));
      }
      for (const datasetId of datasetIds)
        if (!outcomes.has(datasetId)) outcomes.set(datasetId, { datasetId, outcome: 'waiting' });
      return { outcomes: [...outcomes.values()], ...(fault === undefined ? {} : { fault }) };
    },

    async announce({ connectorId, datasetIds }) {
      await announce(
        ports.db,
        datasetIds.map((datasetId) => ({ connectorId, datasetId })),
      );
    },

    async probeRemote({ connectorId }) {
      await beating((attempt) =>
        reporting(attempt.attempt, () => probe(ports, connectorId, attempt.signal), { patient: true }),
      );
    },
  };
}

async function probe(ports: Ports, connectorId: string, signal: AbortSignal): Promise<void> {
  const opened = await openSession(ports, connectorId, signal);
  if (opened === undefined) return;
  const report = await opened.adapter.probe(opened.session);
  if (opened.connector.config.push !== undefined && !report.mayPush) {
    throw new RemoteFault(
      'unauthorised',
      `${opened.adapter.address(opened.session.settings)} does not let us publish: ${report.reason ?? 'no right'}`,
    );
  }
}

/** A connector that cannot even be opened stops like a remote that refuses us: its owner moves. */
async function opening(
  ports: Ports,
  connectorId: string,
  signal: AbortSignal,
): Promise<Opened | RemoteStop | undefined> {
  try {
    return await openSession(ports, connectorId, signal);
  } catch (error) {
    if (!(error instanceof RemoteFault)) throw error;
    return { kind: 'unauthorised', message: error.message };
  }
}
