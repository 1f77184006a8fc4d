import { ControlError } from './control.ts';
import type { Parts } from './parts.ts';
import { diffRuns, reportRows } from './run-changes.ts';
import type { RunControl, RunProgress } from './run-control.ts';
import { trigger, underWay } from './schedules.ts';
import { undoRun } from './undo.ts';
import { startAfter } from '../config/blackout.ts';
import { parseConnectors } from '../config/parse-connectors.ts';
import type { ConnectorConfig } from '../config/connector.ts';
import { connector } from '../ledger/connectors.ts';
import { askMode } from '../ledger/harvest-states.ts';
import { sourcesOf } from '../ledger/record-versions.ts';
import { runControls } from '../ledger/run-controls.ts';
import { run, runs, type Run } from '../ledger/runs.ts';
import { harvestScheduleId, harvestSteered, type HarvestWish } from '../../workflows/contract.ts';

/** Longest wait for a wish to become durable: its worker may be busy or down, and then it is kept by Temporal. */
const HEEDED_MS = 10_000;
const LOOK_AGAIN_MS = 50;

export function runControl(parts: Parts): RunControl {
  const { db } = parts;
  const existing = async (id: string): Promise<Run> => {
    const found = await run(db, id);
    if (found === undefined) throw new ControlError('unknown', `no run ${id}`);
    return found;
  };
  const harvesting = async (id: string): Promise<ConnectorConfig> => {
    const found = await connector(db, id);
    if (found === undefined) throw new ControlError('unknown', `no connector ${id}`);
    if (found.config.harvest === undefined)
      throw new ControlError('invalid', `connector ${id} does not harvest: its configuration has no harvest`);
    return found.config;
  };
  return {
    async harvest(connectorId, mode = 'auto') {
      const config = await harvesting(connectorId);
      const [last] = await runs(db, { connectorId, limit: 1 });
      if (last?.state === 'running')
        throw new ControlError(
          'invalid',
          `a harvest of ${connectorId} is running since ${last.startedAt.toISOString()}`,
        );
      const client = await parts.client();
      const now = new Date();
      const start = startAfter(config.harvest?.blackout ?? [], now);
      const waiting = start > now ? await underWay(client, connectorId) : undefined;
      if (waiting !== undefined)
        throw new ControlError(
          'invalid',
          `a harvest of ${connectorId} waits for the end of a blackout at ${start.toISOString()}: ${waiting}`,
        );
      // Kept until the run begins, so that the schedule starts it as any other and two never run at once.
      if (mode !== 'auto') await askMode(db, connectorId, mode);
      await trigger(client, config, harvestScheduleId(connectorId));
      return harvestScheduleId(connectorId);
    },
    async *preview(of, options, signal) {
      const config = 'connectorId' in of ? await harvesting(of.connectorId) : unsaved(parts, of.connector);
      yield* parts.previewHarvest(config, options, signal);
    },
    async steer(runId, wish) {
      const found = await existing(runId);
      if (found.state !== 'running')
        throw new ControlError('invalid', `run ${runId} has ended: ${found.state}; nothing can be steered`);
      const client = await parts.client();
      await client.workflow.getHandle(found.workflowId, found.id).signal(harvestSteered, wish);
      await heeded(parts, runId, wish);
    },
    progress: async (runId) => progressOf(parts, await existing(runId)),
    runDiff: async (from, to, options) =>
      diffRuns(parts, await existing(from), to === undefined ? undefined : await existing(to), options),
    async undoRun(runId, options) {
      const found = await existing(runId);
      if (found.state === 'running')
        throw new ControlError('invalid', `run ${runId} has not ended: stop it first`);
      if (found.mode === 'validate') throw new ControlError('invalid', `run ${runId} stored nothing`);
      return undoRun(parts, found, options);
    },
    async *report(runId) {
      yield* reportRows(parts, await existing(runId));
    },
    sources: (datasetId, limit) => sourcesOf(db, datasetId, limit),
  };
}

/** A connector that nobody saved, checked as one in a file is. */
function unsaved(parts: Parts, input: unknown): ConnectorConfig {
  const { configs, issues } = parseConnectors([input], parts.adapterOf, parts.adapterKinds());
  const [config] = configs;
  if (config === undefined || issues.length > 0) {
    const told = issues.map(({ path, message }) => ({
      path: path.replace(/^connectors\[0\]/, 'connector'),
      message,
    }));
    const words = told.map(({ path, message }) => `${path}: ${message}`).join('\n');
    throw new ControlError('invalid', words, told);
  }
  if (config.harvest === undefined)
    throw new ControlError('invalid', 'connector.harvest: missing: a preview is of a harvest', [
      { path: 'connector.harvest', message: 'missing: a preview is of a harvest' },
    ]);
  return config;
}

/** Until the wish is in the ledger, where the pages look: Temporal has it already. */
async function heeded({ db }: Parts, runId: string, wish: HarvestWish): Promise<void> {
  const until = Date.now() + HEEDED_MS;
  const holds = async (): Promise<boolean> => {
    const now = await runControls(db, runId);
    if (wish.action === 'pause' || wish.action === 'resume') return now.paused === (wish.action === 'pause');
    if (wish.action === 'stop') return now.stopping;
    if (wish.action === 'skip') return (wish.remoteIds ?? []).every((id) => now.skip.includes(id));
    return (
      (wish.pageSize === undefined || now.pageSize === wish.pageSize) &&
      (wish.concurrency === undefined || now.ahead === wish.concurrency)
    );
  };
  while (!(await holds()) && Date.now() < until)
    await new Promise((resolve) => {
      setTimeout(resolve, LOOK_AGAIN_MS);
    });
}

async function progressOf({ db }: Parts, found: Run): Promise<RunProgress> {
  const controls = await runControls(db, found.id);
  const { received } = found.counts;
  const total = found.announcedLast ?? found.announcedFirst;
  const workedMs = (found.endedAt ?? new Date()).getTime() - found.startedAt.getTime() - controls.pausedMs;
  const perMs = workedMs > 0 ? received / workedMs : 0;
  return {
    state: found.state,
    paused: controls.paused && found.state === 'running',
    stopping: controls.stopping && found.state === 'running',
    pages: found.pages,
    received,
    ...(total === undefined ? {} : { total }),
    ...(perMs === 0 ? {} : { perSecond: perMs * 1_000 }),
    ...(perMs === 0 || total === undefined || found.state !== 'running'
      ? {}
      : { msLeft: Math.max(0, Math.round((total - received) / perMs)) }),
  };
}
