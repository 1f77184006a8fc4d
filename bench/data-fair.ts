import { setTimeout as sleep } from 'node:timers/promises';
import { request } from 'undici';
import { z } from 'zod';
import { createApi } from '../src/api/api.ts';
import type { Installation } from './installation.ts';
import type { DataFairHost, Target } from './orders.ts';
import { connect } from './push.ts';
import { pollingCost } from './polling.ts';
import { circumstances } from './report.ts';
import { percentiles } from './statistics.ts';

export interface DataFairOptions {
  changes: number;
  perSecond: number;
  latencyMs: number;
  /** Unchanged datasets of the account whose looks are counted. */
  datasets: number;
}

const HOOK_KEY = 'hook-of-the-benchmark';
const ARRIVAL_MS = 180_000;
const POLL_MS = 100;

/** How long after the hook of Data Fair a catalogue gets the write, and what looks cost when nothing changed. */
export async function dataFair(
  navette: Installation,
  { changes, perSecond, latencyMs, datasets }: DataFairOptions,
  say: (line: string) => void,
) {
  const { dataFair: host } = navette;
  if (host === undefined) throw new RangeError('this installation has no Data Fair');
  say(`looks at ${datasets} unchanged datasets`);
  const polling = await pollingCost(navette, datasets);
  const [target] = await connect(navette, { connectors: 1, latencyMs });
  if (target === undefined) throw new RangeError('there is no portal');
  const api = createApi({ control: navette.control, tokens: ['token-of-the-benchmark'], hookKey: HOOK_KEY });
  try {
    const address = await api.listen({ host: '127.0.0.1', port: 0 });
    const hint = (ids: readonly string[]) =>
      called(`${address}/api/datasets`, 'POST', { update: ids }, { 'x-secret-key': HOOK_KEY });
    say(`first push of ${changes} datasets`);
    const ids = Array.from({ length: changes }, (_none, index) => `change-${index}`);
    for (const id of ids) {
      await inDataFair(host, 'PUT', `datasets/${id}`, { isMetaOnly: true, title: id });
      await inDataFair(host, 'PUT', `datasets/${id}/permissions`, [{ classes: ['list', 'read'] }]);
    }
    await hint(ids);
    await writesOf(target, changes);
    for (const url of [target.portal.url, originOf(host)])
      await (await request(`${url}/__sandbox/log`, { method: 'DELETE' })).body.dump();

    say(`${changes} changes at ${perSecond} a second`);
    const hinted = new Map<string, number>();
    const began = performance.now();
    const under: Promise<void>[] = [];
    for (const [index, id] of ids.entries()) {
      await sleep(Math.max(0, began + (index * 1_000) / perSecond - performance.now()));
      under.push(
        inDataFair(host, 'PATCH', `datasets/${id}`, { title: `${id}, autrement` }).then(() => {
          hinted.set(id, Date.now());
          return hint([id]);
        }),
      );
    }
    await Promise.all(under);
    const writes = await writesOf(target, changes);
    const remoteIds = await navette.linked(target.connectorId);
    const delays = ids.map((id) => {
      const from = hinted.get(id) ?? Number.NaN;
      const write = writes.find(({ datasetId }) => datasetId === remoteIds.get(id));
      return { id, remoteId: write?.datasetId ?? '', from, to: write?.startedAt ?? Number.NaN };
    });
    const theirs = [...(await logOf(target.portal.url)), ...(await logOf(originOf(host)))];
    return {
      bench: 'data-fair',
      changes,
      perSecond,
      latencyMs,
      hookToWriteMs: percentiles(delays.map(({ from, to }) => to - from)),
      /** Without the time in which Data Fair or the portal was answering about the dataset. */
      oursMs: percentiles(delays.map((delay) => delay.to - delay.from - spentByOthers(delay, theirs))),
      polling,
      ...(await circumstances(navette)),
    };
  } finally {
    await api.close();
  }
}

const Log = z.array(
  z.object({
    method: z.string(),
    path: z.string(),
    write: z.boolean(),
    datasetId: z.string().optional(),
    startedAt: z.number(),
    endedAt: z.number(),
  }),
);
type Entry = z.infer<typeof Log>[number];

async function logOf(url: string): Promise<Entry[]> {
  return Log.parse(await (await request(`${url}/__sandbox/log`)).body.json());
}

/** The writes of the portal, once it has got so many. */
async function writesOf({ portal }: Target, count: number): Promise<Entry[]> {
  const deadline = performance.now() + ARRIVAL_MS;
  for (;;) {
    const writes = (await logOf(portal.url)).filter(({ write, endedAt }) => write && endedAt > 0);
    if (writes.length > count) throw new Error(`the portal saw ${writes.length} writes for ${count} changes`);
    if (writes.length === count) return writes;
    if (performance.now() > deadline) throw new Error(`the portal saw ${writes.length} writes of ${count}`);
    await sleep(POLL_MS);
  }
}

/** Milliseconds between the two moments in which a request about the dataset was being answered, by whomever. */
function spentByOthers(
  { id, remoteId, from, to }: { id: string; remoteId: string; from: number; to: number },
  entries: readonly Entry[],
): number {
  const names = new Set([id, remoteId]);
  const spans = entries
    .filter(({ path }) => path.split(/[/?&=,]|%2C/).some((part) => names.has(part)))
    .map(({ startedAt, endedAt }) => [Math.max(startedAt, from), Math.min(endedAt, to)] as const)
    .filter(([start, end]) => end > start)
    .toSorted(([a], [b]) => a - b);
  let until = from;
  let spent = 0;
  for (const [start, end] of spans) {
    spent += Math.max(0, end - Math.max(start, until));
    until = Math.max(until, end);
  }
  return spent;
}

function originOf({ url }: DataFairHost): string {
  return new URL(url).origin;
}

function inDataFair(host: DataFairHost, method: 'PUT' | 'PATCH', path: string, body: unknown): Promise<void> {
  return called(`${host.url}/api/v1/${path}`, method, body, { 'x-apikey': host.key });
}

async function called(
  url: string,
  method: 'PUT' | 'PATCH' | 'POST',
  content: unknown,
  headers: Record<string, string>,
): Promise<void> {
  const { statusCode, body } = await request(url, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(content),
  });
  await body.dump();
  if (statusCode >= 300) throw new Error(`${method} ${url}: ${statusCode}`);
}
