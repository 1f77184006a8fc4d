import type { Connector } from '../ledger/connectors.ts';
import { latencies, latencyBuckets } from '../ledger/latency.ts';
import { outcomeCounts } from '../ledger/outcomes.ts';
import { holds } from '../ledger/holds.ts';
import { linkCount } from '../ledger/links.ts';
import { outboxCounts } from '../ledger/outbox.ts';
import { importCounts } from '../ledger/import-list.ts';
import { runs } from '../ledger/runs.ts';
import { connectorWorkflowId, status, type ConnectorStatusReport } from '../../workflows/contract.ts';
import { FAULTS, type FaultKind } from '../faults.ts';
import type { ConnectorStatus } from './control.ts';
import type { Parts } from './parts.ts';
import type { HarvestConfig } from '../config/connector.ts';
import { nextStarts } from './schedules.ts';

const DAY_MS = 86_400_000;
const HOLDS_SHOWN = 20;
/** A query that no worker answers must not hold the whole list up. */
const QUERY_MS = 3_000;

export async function statusOf(parts: Parts, found: Connector): Promise<ConnectorStatus> {
  const { config } = found;
  const [live, push, harvest] = await Promise.all([
    workflowStatus(parts, found),
    pushStatus(parts, found),
    harvestStatus(parts, found),
  ]);
  // A connector that only harvests is its schedule: paused in Temporal UI is paused here.
  const paused = config.push === undefined && harvest !== undefined ? harvest.paused : found.paused;
  return {
    config,
    paused,
    state: paused
      ? 'paused'
      : live === undefined
        ? config.push === undefined
          ? 'idle'
          : 'unknown'
        : live.state,
    ...(live?.wait === undefined
      ? {}
      : { fault: { kind: kindOf(live.wait.kind), message: live.wait.message }, faultSince: live.wait.since }),
    ...(push === undefined ? {} : { push }),
    ...(harvest === undefined ? {} : { harvest }),
    ...(parts.uiUrl === undefined || config.push === undefined
      ? {}
      : { workflowUrl: workflowUrl(parts.uiUrl, config.id) }),
  };
}

async function workflowStatus(parts: Parts, found: Connector): Promise<ConnectorStatusReport | undefined> {
  if (found.config.push === undefined) return undefined;
  try {
    const client = await parts.client();
    const handle = client.workflow.getHandle(connectorWorkflowId(found.config.id));
    return await client.withDeadline(Date.now() + QUERY_MS, () => handle.query(status));
  } catch {
    return undefined;
  }
}

async function pushStatus(parts: Parts, { config }: Connector): Promise<ConnectorStatus['push']> {
  if (config.push === undefined) return undefined;
  const now = new Date();
  const [outbox, linked, outcomes, latency, buckets] = await Promise.all([
    outboxCounts(parts.db, config.id),
    linkCount(parts.db, config.id),
    outcomeCounts(parts.db, config.id, new Date(now.getTime() - DAY_MS)),
    latencies(parts.db, config.id, now),
    latencyBuckets(parts.db, config.id),
  ]);
  return {
    outbox,
    linked,
    outcomes,
    latencyBuckets: buckets,
    ...(latency.recent === undefined ? {} : { latency }),
  };
}

async function harvestStatus(
  parts: Parts,
  { config, paused }: Connector,
): Promise<ConnectorStatus['harvest']> {
  if (config.harvest === undefined) return undefined;
  const takesData = config.harvest.take === 'data';
  const [[lastRun], starts, waiting, files] = await Promise.all([
    runs(parts.db, { connectorId: config.id, limit: 1 }),
    starting(parts, config.id, config.harvest),
    holds(parts.db, { connectorId: config.id, limit: HOLDS_SHOWN }),
    takesData ? importCounts(parts.db, config.id) : undefined,
  ]);
  const undecided = waiting.filter(({ state }) => state === 'open').map(({ runId }) => runId);
  return {
    next: starts.next,
    // Without a schedule to ask, what we were told last.
    paused: starts.paused ?? paused,
    ...(lastRun === undefined ? {} : { lastRun }),
    ...(undecided.length === 0 ? {} : { undecided }),
    ...(files === undefined ? {} : { files }),
  };
}

async function starting(
  parts: Parts,
  connectorId: string,
  harvest: HarvestConfig,
): Promise<{ next: string[]; paused: boolean | undefined }> {
  try {
    return await nextStarts(await parts.client(), connectorId, harvest);
  } catch {
    return { next: [], paused: undefined };
  }
}

function kindOf(kind: string): FaultKind | 'internal' {
  return isFaultKind(kind) ? kind : 'internal';
}

function isFaultKind(kind: string): kind is FaultKind {
  return Object.hasOwn(FAULTS, kind);
}

function workflowUrl(uiUrl: string, connectorId: string): string {
  return `${uiUrl}/namespaces/default/workflows/${encodeURIComponent(connectorWorkflowId(connectorId))}`;
}
