import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { request } from 'undici';
import { z } from 'zod';
import { startOf } from '../src/control/nudge.ts';
import { connector } from '../src/ledger/connectors.ts';
import { connectorWorkflowId } from '../workflows/contract.ts';
import { largest, runsOf, type RunSize } from './chain.ts';
import { sendChanges, type Sent } from './changing.ts';
import { datasets } from './datasets.ts';
import type { Installation } from './installation.ts';
import type { Target, UdataPortal } from './orders.ts';
import { connect } from './push.ts';
import { circumstances } from './report.ts';
import { rounded } from './statistics.ts';

export interface LongOptions {
  changes: number;
  latencyMs: number;
}

/** Datasets that change again and again: as many as one page of the portal shows. */
const DATASETS_MAX = 5_000;
/** Where the server suggests no new run in all these changes, as many again, or so many, are sent to a workflow that begins one by itself. */
const FORCED_CHANGES = 3_000;
const FORCED_EVENTS = 100;
const HISTORY_BYTES_MAX = 2 * 1024 * 1024;
/** From the last change sent until the remote shows it. */
const SETTLE_MS = 300_000;
const POLL_MS = 250;
const FIRST_AT_ONCE = 100;

/** Sends very many changes through one connector and looks at what its workflow's histories came to. Throws when anything was lost. */
export async function long(navette: Installation, { changes, latencyMs }: LongOptions, say: Say) {
  const [target] = await connect(navette, { connectors: 1, concurrency: 16, latencyMs });
  if (target === undefined) throw new RangeError('there is no portal');
  const began = performance.now();
  const sent = await send(navette, target, changes, say);
  await untilEqual(navette, target.portal, say);
  const s = (performance.now() - began) / 1_000;
  const client = await navette.wired.parts.client();
  const runs = await runsOf(client, connectorWorkflowId(target.connectorId));
  say(`${runs.length} runs by the server's suggestion`);
  const forced =
    runs.length > 2 ? undefined : await forcedRuns(navette, target, Math.min(changes, FORCED_CHANGES), say);
  for (const { runId, bytes } of [...runs, ...(forced ?? [])])
    if (!(bytes < HISTORY_BYTES_MAX)) throw new Error(`the history of run ${runId} has ${bytes} bytes`);
  const { rows } = await sql<{ pushes: number }>`
    select count(*)::bigint as pushes from outcomes where written_at is not null`.execute(navette.db);
  return {
    bench: 'long',
    changes,
    ...sent,
    latencyMs,
    lost: 0,
    pushes: rows[0]?.pushes,
    s: rounded(s),
    perSecond: Math.round(changes / s),
    suggested: { runs: runs.length, largest: largest(runs) },
    ...(forced === undefined
      ? {}
      : { forced: { everyEvents: FORCED_EVENTS, runs: forced.length, largest: largest(forced) } }),
    ...(await circumstances(navette)),
  };
}

type Say = (line: string) => void;

async function send(navette: Installation, target: Target, changes: number, say: Say): Promise<Sent> {
  const client = await navette.wired.parts.client();
  const handle = client.workflow.getHandle(connectorWorkflowId(target.connectorId));
  const sent: Sent = { announced: 0, signalled: 0, signals: 0 };
  const versions = Math.ceil(changes / DATASETS_MAX);
  for (let version = 0, left = changes; left > 0; version += 1) {
    const count = Math.min(left, DATASETS_MAX);
    const how = version === 0 && versions > 1 ? 'announced' : 'mixed';
    // Those that nobody has written yet cannot be changed behind our back.
    if (version === 0 && how === 'mixed') await writeFirst(navette, count);
    const more = await sendChanges(
      { control: navette.control, db: navette.db, handle },
      datasets(0, count, versionBase(navette) + version),
      how,
    );
    for (const key of ['announced', 'signalled', 'signals'] as const) sent[key] += more[key];
    left -= count;
    say(`${changes - left} changes sent`);
  }
  return sent;
}

const sentSoFar = new WeakMap<Installation, number>();

/** Each round of changes has titles that none before it had. */
function versionBase(navette: Installation): number {
  const base = (sentSoFar.get(navette) ?? 0) + 1_000;
  sentSoFar.set(navette, base);
  return base;
}

async function writeFirst(navette: Installation, count: number): Promise<void> {
  const first = datasets(0, count, 0).map((dataset) => ({ id: dataset.id, dataset }));
  for (let from = 0; from < first.length; from += FIRST_AT_ONCE)
    await navette.control.writeDatasets(first.slice(from, from + FIRST_AT_ONCE), 'bench');
}

/** The same with a workflow that continues as new after a fixed number of events. */
async function forcedRuns(
  navette: Installation,
  target: Target,
  changes: number,
  say: Say,
): Promise<RunSize[]> {
  const client = await navette.wired.parts.client();
  const workflowId = connectorWorkflowId(target.connectorId);
  const found = await connector(navette.db, target.connectorId);
  if (found === undefined) throw new Error(`${target.connectorId} is gone`);
  await client.workflow.getHandle(workflowId).terminate('begun anew with a bound on its history');
  const start = startOf(found);
  await client.workflow.signalWithStart('connector', {
    ...start,
    args: [{ ...start.args[0], eventsMax: FORCED_EVENTS }],
  });
  say(`${changes} changes more, a new run every ${FORCED_EVENTS} events`);
  await send(navette, target, changes, say);
  await untilEqual(navette, target.portal, say);
  return runsOf(client, workflowId);
}

const Listed = z.object({ data: z.array(z.object({ id: z.string(), title: z.string() })) });

/** Nothing waits, and the portal shows one record for each dataset, with the title that it has now. */
async function untilEqual({ db }: Installation, portal: UdataPortal, say: Say): Promise<void> {
  const deadline = performance.now() + SETTLE_MS;
  for (;;) {
    const { rows: wanted } = await sql<{ remote_id: string | null; title: string; done: boolean }>`
      select l.remote_id, d.doc->'title'->>'fr' as title, not exists (
        select from outbox o where o.dataset_id = d.id and o.rev > o.done_rev) as done
      from datasets d left join links l on l.dataset_id = d.id`.execute(db);
    const waiting = wanted.filter(({ done }) => !done).length;
    if (waiting === 0) {
      const shown = await shownBy(portal);
      const wrong = wanted.filter(({ remote_id, title }) => shown.get(remote_id ?? '') !== title);
      if (wrong.length === 0 && shown.size === wanted.length) return;
      say(`${wrong.length} of ${wanted.length} are not as they should be; ${shown.size} records`);
      if (performance.now() > deadline)
        throw new Error(
          `${wrong.length} changes were lost, or ${shown.size - wanted.length} records are too many`,
        );
    } else if (performance.now() > deadline) throw new Error(`${waiting} changes wait for ever`);
    await sleep(POLL_MS);
  }
}

async function shownBy({ url, key, organization }: UdataPortal): Promise<Map<string, string>> {
  const address = `${url}/api/1/datasets/?organization=${organization}&page_size=${2 * DATASETS_MAX}&deleted=false`;
  const { body } = await request(address, { headers: { 'x-api-key': key } });
  return new Map(Listed.parse(await body.json()).data.map(({ id, title }) => [id, title]));
}
