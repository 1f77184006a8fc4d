import { atOnce } from './at-once.ts';
import type { Ports } from './ports.ts';
import { bringOrTakeBack, type PushPlan, type Target, type Telling } from './push.ts';
import type { Opened } from './session.ts';
import { fingerprintFor } from './settings-fingerprint.ts';
import type { DatasetPlan } from '../src/adapters/dataset-plan.ts';
import { FAULTS, RemoteFault, type FaultReport } from '../src/faults.ts';
import { leftAs, links, linksAfter } from '../src/ledger/links.ts';
import { fingerprintOf } from '../src/model/fingerprint.ts';
import { selects } from '../src/platform/selection.ts';

/** Where a plan of everything goes on: past this dataset, in the platform's page or among the linked ones. */
export interface PlanPlace {
  side: 'platform' | 'links';
  cursor?: string | undefined;
  past?: string | undefined;
}

export interface PlanOptions {
  /** Only these; without them everything that the connector selects or has linked. */
  datasetIds?: readonly string[];
  limit: number;
  from?: PlanPlace;
}

const PAGE = 200;

/** What a push would do now, dataset by dataset. Reads the remote and writes nothing anywhere. A fault of the whole remote is thrown. */
export async function planPush(
  ports: Ports,
  opened: Opened,
  options: PlanOptions,
): Promise<{ plan: DatasetPlan[]; next?: PlanPlace }> {
  const { id: connectorId, push } = opened.connector.config;
  if (push === undefined) return { plan: [] };
  await mustPush(opened);
  const { datasetIds, next } =
    options.datasetIds === undefined
      ? await candidates(ports, opened, options)
      : { datasetIds: options.datasetIds, next: undefined };
  const [entries, known] = await Promise.all([
    ports.platform.entries(datasetIds),
    links(ports.db, connectorId, datasetIds),
  ]);
  const plan = await atOnce(datasetIds, push.concurrency, (datasetId) => {
    const [entry, link] = [entries.get(datasetId), known.get(datasetId)];
    // What a person let go is pushed before its next change only when it is named.
    const isLeft = link?.fingerprint?.startsWith(leftAs('')) ?? false;
    const forced = options.datasetIds !== undefined || !isLeft;
    return planOne(ports, { opened, datasetId, entry, link, forced });
  });
  return { plan, ...(next === undefined ? {} : { next }) };
}

/** Some remotes show with a wrong key what they show to anybody: a plan made so could not be applied. */
export async function mustPush({ adapter, session }: Opened): Promise<void> {
  const { mayPush, reason } = await adapter.probe(session);
  if (mayPush) return;
  const address = adapter.address(session.settings);
  throw new RemoteFault('unauthorised', `${address} does not let us publish: ${reason ?? 'no right'}`);
}

/** Of the dataset, the settings and what the remote showed when this was to be written. */
export function basisOf(
  { opened, entry }: Pick<Target, 'opened' | 'entry'>,
  plan: Pick<DatasetPlan, 'action' | 'diff'> & { remoteId?: string | undefined },
): string {
  const wanted = entry === undefined ? null : fingerprintFor(entry, opened.settingsFingerprint);
  return fingerprintOf([wanted, plan.action, plan.remoteId ?? null, plan.diff]);
}

/** Carries a plan out of the put that it stops. */
class Planned extends Error {
  override readonly name = 'Planned';
  readonly plan: PushPlan;

  constructor(plan: PushPlan) {
    super('only looking');
    this.plan = plan;
  }
}

const LOOKING: Telling = {
  planned(plan) {
    throw new Planned(plan);
  },
  // What is found by its mark is not noted either.
  created: () => Promise.resolve(),
  intend: () => Promise.reject(new Error('an adapter wrote before it told its plan')),
  trying: () => Promise.reject(new Error('an adapter wrote before it told its plan')),
  removing: () => Promise.reject(new Error('a removal was sent before it was told')),
  withdrawing: () => Promise.reject(new Error('a removal was sent before it was told')),
  guard: () => Promise.reject(new Error('an adapter wrote before it told its plan')),
};

/** What a push would come to at this moment; the remote is read and nothing is written. Faults are thrown. */
export async function look(target: Target): Promise<Pick<DatasetPlan, 'action'> & Partial<DatasetPlan>> {
  try {
    const { outcome, ...seen } = await bringOrTakeBack({ ...target, looking: true }, LOOKING);
    return { action: outcome === 'conflict' ? 'conflict' : 'unchanged', ...seen };
  } catch (error) {
    if (error instanceof Planned) return error.plan;
    throw error;
  }
}

async function planOne(ports: Ports, target: Target): Promise<DatasetPlan> {
  try {
    const fault = strange(target);
    return planOf(target, fault === undefined ? await look(target) : { action: 'refused', fault });
  } catch (error) {
    if (!(error instanceof RemoteFault)) {
      ports.log.error({ datasetId: target.datasetId, error }, 'a dataset could not be planned');
      const message = error instanceof Error ? error.message : String(error);
      return planOf(target, { action: 'refused', fault: { kind: 'internal', message } });
    }
    if (FAULTS[error.kind].scope === 'remote') throw error;
    return planOf(target, { action: 'refused', fault: error.report() });
  }
}

/** A dataset that was named although there is nothing to do with it here. */
function strange({ opened, datasetId, entry, link }: Target): FaultReport | undefined {
  const { id, push } = opened.connector.config;
  if (link !== undefined || push === undefined) return undefined;
  if (entry === undefined) return { kind: 'absent', message: `there is no dataset ${datasetId}` };
  if (selects(push.select, entry)) return undefined;
  return { kind: 'refused', message: `${id} does not select ${datasetId}` };
}

function planOf(target: Target, found: Pick<DatasetPlan, 'action'> & Partial<DatasetPlan>): DatasetPlan {
  const { action, remoteId, removal, diff = [], losses = [], conflicts = [], fault } = found;
  return {
    datasetId: target.datasetId,
    action,
    ...(remoteId === undefined ? {} : { remoteId }),
    ...(removal === undefined ? {} : { removal }),
    diff: action === 'conflict' ? [] : diff,
    losses,
    conflicts,
    ...(fault === undefined ? {} : { fault }),
    basis: basisOf(target, { action, remoteId, diff }),
  };
}

/** Some of the datasets that the connector selects, then of those that it has linked and no longer selects. */
async function candidates(
  ports: Ports,
  opened: Opened,
  { limit, from }: PlanOptions,
): Promise<{ datasetIds: string[]; next?: PlanPlace }> {
  const datasetIds: string[] = [];
  let last: PlanPlace | undefined;
  for await (const { datasetId, place } of everything(ports, opened, from ?? { side: 'platform' })) {
    if (datasetIds.length >= limit) return { datasetIds, ...(last === undefined ? {} : { next: last }) };
    datasetIds.push(datasetId);
    last = place;
  }
  return { datasetIds };
}

async function* everything(
  ports: Ports,
  opened: Opened,
  from: PlanPlace,
): AsyncGenerator<{ datasetId: string; place: PlanPlace }> {
  if (from.side === 'platform') yield* selected(ports, opened, from);
  yield* orphaned(ports, opened, from.side === 'links' ? from.past : undefined);
}

async function* selected(
  ports: Ports,
  { connector: { config } }: Opened,
  from: PlanPlace,
): AsyncGenerator<{ datasetId: string; place: PlanPlace }> {
  let { cursor, past } = from;
  for (;;) {
    const { entries, next } = await ports.platform.page(cursor, PAGE, { state: 'active' });
    const seen = entries.findIndex((entry) => entry.id === past) + 1;
    for (const entry of entries.slice(seen)) {
      if (config.push === undefined || !selects(config.push.select, entry)) continue;
      yield { datasetId: entry.id, place: { side: 'platform', cursor, past: entry.id } };
    }
    if (next === undefined) return;
    [cursor, past] = [next, undefined];
  }
}

async function* orphaned(
  ports: Ports,
  { connector: { config } }: Opened,
  from: string | undefined,
): AsyncGenerator<{ datasetId: string; place: PlanPlace }> {
  let past = from;
  for (;;) {
    const ids = await linksAfter(ports.db, config.id, past, PAGE);
    const entries = await ports.platform.entries(ids);
    for (const datasetId of ids) {
      const entry = entries.get(datasetId);
      if (entry !== undefined && config.push !== undefined && selects(config.push.select, entry)) continue;
      yield { datasetId, place: { side: 'links', past: datasetId } };
    }
    past = ids.at(-1);
    if (past === undefined || ids.length < PAGE) return;
  }
}
