import { Readable } from 'node:stream';
import {
  type ConnectorPlan,
  type ConnectorStatus,
  type Control,
  ControlError,
  type DecidedImport,
  type PushPlanPage,
  type Titled,
} from '../../src/control/control.ts';
import type { PublicationQuery } from '../../src/control/publication-control.ts';
import type { Publication } from '../../src/ledger/publications.ts';
import { RunControlDouble } from './run-control-double.ts';
import type { Detection } from '../../src/adapters/detect.ts';
import type { AppliedStep } from '../../src/adapters/dataset-plan.ts';
import type { ConflictEntry } from '../../src/ledger/conflicts.ts';
import type { Drift, Verification } from '../../src/ledger/drift.ts';
import type { Candidate } from '../../src/ledger/candidates.ts';
import type { Hold } from '../../src/ledger/holds.ts';
import type { ImportEntry } from '../../src/ledger/import-list.ts';
import type { DataFile } from '../../src/platform/data.ts';
import type { Outcome } from '../../src/ledger/outcomes.ts';
import type { Waiting } from '../../src/ledger/outbox.ts';
import type { AsideRow } from '../../src/ledger/set-aside.ts';
import { NO_COUNTS, type Run } from '../../src/ledger/runs.ts';
import { fingerprint } from '../../src/model/fingerprint.ts';
import type { Dataset } from '../../src/model/dataset.ts';
import type { PlatformEntry, Written } from '../../src/platform/platform.ts';
import { ConnectorConfig } from '../../src/config/connector.ts';

/** What came over the wire, whose shape is what a test looks at. */
// oxlint-disable-next-line typescript/no-explicit-any
export type Wire = any;

export const T0 = new Date('2026-02-03T04:05:06.000Z');

/** One connector that pushes and harvests. */
export function status(id: string, more: Partial<ConnectorStatus> = {}): ConnectorStatus {
  return {
    config: ConnectorConfig.parse({
      id,
      adapter: 'feed',
      settings: { url: `https://${id}.example.org` },
      push: {},
      harvest: { every: '1h' },
    }),
    paused: false,
    state: 'idle',
    push: {
      outbox: { waiting: 0, deferred: 0, refused: 0, failed: 0, conflict: 0 },
      linked: 12,
      outcomes: { pushed: 3 },
      latency: {
        recent: {
          pushes: 3,
          written: { p50: 120, p95: 900, p99: 1_500 },
          verified: { p50: 130, p95: 950, p99: 1_600 },
        },
      },
      latencyBuckets: {
        written: [
          { le: 0.25, pushes: 2, seconds: 0.3 },
          { le: 2.5, pushes: 1, seconds: 1.5 },
        ],
        verified: [{ le: 0.25, pushes: 3, seconds: 0.4 }],
      },
    },
    harvest: { next: ['2026-02-03T05:00:00.000Z'], paused: false },
    ...more,
  };
}

export function outcome(
  datasetId: string,
  name: Outcome['outcome'] = 'pushed',
  more: Partial<Outcome> = {},
): Outcome {
  return {
    datasetId,
    outcome: name,
    rev: 1,
    attempt: 1,
    announcedAt: T0,
    startedAt: T0,
    finishedAt: new Date(T0.getTime() + 250),
    ...more,
  };
}

export function run(id: string, more: Partial<Run> = {}): Run {
  return {
    id,
    connectorId: 'lyon',
    workflowId: `harvest/lyon/${id}`,
    mode: 'full',
    state: 'complete',
    scopeFingerprint: 'x',
    pages: 1,
    counts: { ...NO_COUNTS, received: 10, added: 10 },
    announcedFirst: 10,
    startedAt: T0,
    endedAt: new Date(T0.getTime() + 5_000),
    ...more,
  };
}

/** Stands in for the ledger, Temporal and the remotes behind the API: everything in memory, every call noted. */
export class ControlDouble extends RunControlDouble implements Control {
  readonly entries = new Map<string, PlatformEntry>();
  readonly statuses = new Map<string, ConnectorStatus>();
  readonly secrets = new Map<string, string>();
  allRuns: Run[] = [];
  aside: AsideRow[] = [];
  allHolds: Hold[] = [];
  missing: Titled<Candidate>[] = [];
  waits: Waiting[] = [];
  outcomes: Outcome[] = [];
  plans: ConnectorPlan[] = [];
  /** First page and, after it, the second. */
  pushPlans: PushPlanPage[] = [];
  applied: AppliedStep[] = [];
  conflicting: ConflictEntry[] = [];
  drifted: { verification?: Verification; drift: Drift[] } = { drift: [] };
  healthy = { ok: true, database: true, temporal: true, workers: true };
  detection: Detection = { address: 'https://lyon.example.org/', fits: [], notes: [], requests: 20 };
  /** Called before each answer of `connector` and `runs`, so that time can pass. */
  tick: () => void = () => undefined;

  standing: Publication[] = [];

  async publications(query: PublicationQuery) {
    this.note('publications', query);
    return { publications: this.standing.slice(0, query.limit), count: this.standing.length };
  }
  async publication(connectorId: string, datasetId: string) {
    this.note('publication', connectorId, datasetId);
    return this.standingOne(connectorId, datasetId);
  }
  async publicationCounts() {
    return new Map(this.standing.map(({ connectorId }) => [connectorId, 1]));
  }
  async publish(connectorId: string, platformId: string, options?: { remoteId?: string | undefined }) {
    this.note('publish', connectorId, platformId, options);
    return this.standingOne(connectorId, platformId);
  }
  async publishAgain(connectorId: string, datasetId: string) {
    this.note('publishAgain', connectorId, datasetId);
  }
  async unpublish(connectorId: string, datasetId: string, options: { keepRecord: boolean }) {
    this.note('unpublish', connectorId, datasetId, options);
  }
  async platformIds(datasetIds: readonly string[]) {
    return new Map(datasetIds.map((id) => [id, id]));
  }
  async retire(connectorId: string) {
    this.note('retire', connectorId);
  }
  private standingOne(connectorId: string, datasetId: string): Publication {
    return (
      this.standing.find((one) => one.connectorId === connectorId && one.datasetId === datasetId) ?? {
        connectorId,
        datasetId,
        platformId: datasetId,
        state: 'waiting',
        leaving: false,
      }
    );
  }

  async plan(connectors: readonly unknown[]) {
    this.note('plan', connectors);
    return this.plans;
  }
  async apply(connectors: readonly unknown[], options: { retireOthers: boolean }) {
    this.note('apply', connectors, options);
    return this.plans;
  }
  async connectors() {
    this.note('connectors');
    return [...this.statuses.values()];
  }
  async connector(id: string) {
    this.note('connector', id);
    this.tick();
    const found = this.statuses.get(id);
    if (found === undefined)
      throw new ControlError(
        'unknown',
        `there is no connector ${id}; known: ${[...this.statuses.keys()].join(', ')}`,
      );
    return found;
  }
  async storeSecret(connectorId: string, field: string, secret: string) {
    this.note('storeSecret', connectorId, field);
    this.secrets.set(`${connectorId}/${field}`, secret);
  }
  async probe(connectorId: string) {
    this.note('probe', connectorId);
    return { software: 'feed 1.0', rights: ['may list'], mayPush: false, reason: 'no key', records: 7 };
  }
  async detect(address: string) {
    this.note('detect', address);
    return this.detection;
  }
  async pause(connectorId: string) {
    this.note('pause', connectorId);
  }
  async resume(connectorId: string) {
    this.note('resume', connectorId);
  }
  async retry(connectorId: string, datasetIds?: readonly string[]) {
    this.note('retry', connectorId, datasetIds);
    return datasetIds?.length ?? 4;
  }
  async waiting(connectorId: string, limit: number) {
    this.note('waiting', connectorId, limit);
    return this.waits.slice(0, limit);
  }
  async timeline(connectorId: string, datasetId: string, limit: number) {
    this.note('timeline', connectorId, datasetId, limit);
    return this.outcomes;
  }
  async announce(datasetIds: readonly string[], connectorIds?: readonly string[]) {
    this.note('announce', datasetIds, connectorIds);
  }
  async pushNow(connectorId: string, datasetIds: readonly string[]) {
    this.note('pushNow', connectorId, datasetIds);
    return datasetIds.map((id) => this.outcomes.find((known) => known.datasetId === id) ?? outcome(id));
  }
  async planPush(connectorId: string, options?: Parameters<Control['planPush']>[1]) {
    this.note('planPush', connectorId, options);
    const [first, second] = this.pushPlans;
    if (options?.after === undefined) return first ?? { plan: [] };
    return second ?? { plan: [] };
  }
  async applyPlan(connectorId: string, plan: Parameters<Control['applyPlan']>[1]) {
    this.note('applyPlan', connectorId, plan);
    return plan.map(
      ({ datasetId }) =>
        this.applied.find((step) => step.datasetId === datasetId) ?? {
          datasetId,
          outcome: 'pushed' as const,
        },
    );
  }
  async adopt(connectorId: string, datasetId: string, remoteId: string) {
    this.note('adopt', connectorId, datasetId, remoteId);
    return { datasetId, remoteId, title: 'Arbres' };
  }
  async conflicts(connectorId: string, limit: number) {
    this.note('conflicts', connectorId, limit);
    return this.conflicting.slice(0, limit);
  }
  async resolve(connectorId: string, datasetId: string, decision: Parameters<Control['resolve']>[2]) {
    this.note('resolve', connectorId, datasetId, decision);
    return { datasetId, resolved: [...(decision.fields ?? ['title'])], open: ['tags'] };
  }
  async pushAll(connectorId: string) {
    this.note('pushAll', connectorId);
    return 12;
  }
  async reconcile(connectorId: string, { verify } = { verify: false }) {
    this.note('reconcile', connectorId, verify);
    return verify ? 'verify/lyon' : 'reconcile/lyon';
  }
  async drift(connectorId: string, limit: number) {
    this.note('drift', connectorId, limit);
    this.tick();
    return { ...this.drifted, drift: this.drifted.drift.slice(0, limit) };
  }

  async runs(options: { connectorId?: string | undefined; limit: number }) {
    this.note('runs', options);
    this.tick();
    return this.allRuns
      .filter((known) => options.connectorId === undefined || known.connectorId === options.connectorId)
      .slice(0, options.limit);
  }
  async run(id: string) {
    this.note('run', id);
    const found = this.allRuns.find((known) => known.id === id);
    if (found === undefined) throw new ControlError('unknown', `there is no run ${id}`);
    return found;
  }
  async record(connectorId: string, id: string) {
    this.note('record', connectorId, id);
    return {
      connectorId,
      remoteId: id,
      datasetId: `${connectorId}:${id}`,
      seenRun: 'r2',
      changedRun: 'r1',
      absences: 0,
      rules: { touched: [{ rule: 'licence', field: 'license', from: 'LO', to: 'etalab-2.0' }] },
    };
  }

  async unmatched(connectorId: string, limit: number) {
    this.note('unmatched', connectorId, limit);
    return [{ rule: 'formats', field: 'distribution[].format', value: 'truc', records: 12 }];
  }

  async backfill(connectorId: string, { from, to }: { from: Date; to: Date }) {
    this.note('backfill', connectorId, from.toISOString(), to.toISOString());
    return `harvest/${connectorId}`;
  }

  async setAside(runId: string, limit: number) {
    this.note('setAside', runId, limit);
    return this.aside.slice(0, limit);
  }
  async holds(options: Parameters<Control['holds']>[0]) {
    this.note('holds', options);
    return this.allHolds.slice(0, options.limit);
  }
  async held(runId: string, limit: number) {
    this.note('held', runId, limit);
    const hold = this.allHolds.find((known) => known.runId === runId);
    if (hold === undefined) throw new ControlError('unknown', `run ${runId} holds nothing back`);
    return { hold, removals: this.missing.slice(0, limit), renames: [] };
  }
  async decideHold(runId: string, decision: { approve: boolean; by: string }) {
    this.note('decideHold', runId, decision);
    const { hold } = await this.held(runId, 1);
    return { ...hold, state: decision.approve ? ('approved' as const) : ('rejected' as const) };
  }
  async absent(connectorId: string, limit: number) {
    this.note('absent', connectorId, limit);
    return this.missing.slice(0, limit);
  }
  async duplicates(options: Parameters<Control['duplicates']>[0]) {
    this.note('duplicates', options);
    return [
      {
        rung: 'identifier' as const,
        records: ['lyon', 'region'].map((connectorId) => ({
          connectorId,
          remoteId: 'eau',
          datasetId: `${connectorId}:eau`,
          title: 'Eau',
        })),
      },
    ];
  }
  async dataset(id: string) {
    this.note('dataset', id);
    await Promise.resolve();
    const entry = this.entries.get(id);
    if (entry === undefined) throw new ControlError('unknown', `there is no dataset ${id}`);
    return entry;
  }
  async platformHinted(platformIds: readonly string[]) {
    this.note('platformHinted', platformIds);
  }

  async datasets(options: Parameters<Control['datasets']>[0]) {
    this.note('datasets', options);
    const from = options.cursor ?? '';
    const ids = [...this.entries.keys()].sort().filter((id) => id > from);
    const page = ids.slice(0, options.limit);
    const last = page.at(-1);
    return {
      entries: page.flatMap((id) => this.entries.get(id) ?? []),
      ...(ids.length > page.length && last !== undefined ? { next: last } : {}),
    };
  }
  async writeDataset(
    id: string,
    write: Parameters<Control['writeDataset']>[1],
    by: string,
  ): Promise<Written> {
    this.note('writeDataset', id, write, by);
    await new Promise((resolve) => setTimeout(resolve, 2));
    const before = this.entries.get(id);
    const same =
      before !== undefined &&
      fingerprint(before.dataset) === fingerprint(write.dataset) &&
      (write.visibility ?? before.visibility) === before.visibility;
    const rev = same ? before.rev : (before?.rev ?? 0) + 1;
    const owner = write.owner ?? before?.owner;
    this.entries.set(id, {
      id,
      dataset: write.dataset,
      visibility: write.visibility ?? before?.visibility ?? 'private',
      state: 'active',
      rev,
      updatedAt: T0,
      ...(owner === undefined ? {} : { owner }),
    });
    return { id, action: same ? 'unchanged' : before === undefined ? 'created' : 'updated', rev };
  }
  async writeDatasets(writes: Parameters<Control['writeDatasets']>[0], by: string) {
    this.note('writeDatasets', writes.length, by);
    return Promise.all(writes.map(({ id, ...write }) => this.writeDataset(id, write, by)));
  }
  async setDatasetState(id: string, state: 'archived' | 'deleted', by: string) {
    this.note('setDatasetState', id, state, by);
    const entry = await this.dataset(id);
    this.entries.set(id, { ...entry, state });
  }
  async datasetVersions(
    id: string,
    limit: number,
  ): Promise<{ rev: number; dataset: Dataset; state: string; by: string; at: Date }[]> {
    this.note('datasetVersions', id, limit);
    const entry = await this.dataset(id);
    return [{ rev: entry.rev, dataset: entry.dataset, state: entry.state, by: 'api', at: T0 }];
  }
  files: DataFile[] = [];
  content = Buffer.alloc(0);
  importing: ImportEntry[] = [];
  decidedOn: DecidedImport[] = [];
  async imports(connectorId: string, options: Parameters<Control['imports']>[1]) {
    this.note('imports', connectorId, options);
    return this.importing;
  }
  async retryImports(connectorId: string, datasetIds?: readonly string[]) {
    this.note('retryImports', connectorId, datasetIds);
    return 3;
  }
  async decideImports(connectorId: string, decision: 'accept' | 'reject', datasetIds?: readonly string[]) {
    this.note('decideImports', connectorId, decision, datasetIds);
    return this.decidedOn;
  }
  async dataFiles(id: string) {
    this.note('dataFiles', id);
    return this.files.filter((file) => file.datasetId === id);
  }
  async data(id: string, distribution: string) {
    this.note('data', id, distribution);
    const file = this.files.find((one) => one.datasetId === id && one.distribution === distribution);
    if (file === undefined) throw new ControlError('unknown', `no data of ${distribution}`);
    const { content } = this;
    return {
      file,
      content: (range?: { start: number; end: number }) =>
        Readable.from([content.subarray(range?.start ?? 0, (range?.end ?? content.length - 1) + 1)]),
    };
  }
  async health() {
    this.note('health');
    return this.healthy;
  }
}
