import { createHttpClient } from '../../src/http/client.ts';
import type { HttpLimits } from '../../src/http/http.ts';
import type { Adapter, ListedRecord, SetAside, Verdict } from '../../src/adapters/adapter.ts';
import { ckan } from '../../src/adapters/ckan/index.ts';
import { udata } from '../../src/adapters/udata/index.ts';
import { RemoteFault } from '../../src/faults.ts';
import type { Db } from '../../src/ledger/ledger.ts';
import { harvestedId, recordKey, writeRecords } from '../../src/ledger/records.ts';
import { writeSetAside } from '../../src/ledger/set-aside.ts';
import { Dataset } from '../../src/model/dataset.ts';
import { fingerprint } from '../../src/model/fingerprint.ts';
import { embeddedPlatform } from '../../src/platform/embedded/embedded.ts';
import { afterwardsSound, portal } from './served.ts';
import type { Asked, Served } from './served.ts';

/** More pages than any row needs: a listing that goes beyond does not end. */
const PAGES_MAX = 40;

export interface Route {
  as: 'udata' | 'ckan';
  serve: Served;
  limits?: Partial<HttpLimits>;
  settings?: Record<string, unknown>;
  /** The address in the settings, from the portal's; without it, and only without it, the portal may be called. */
  address?: (url: string) => string;
}

/** What came of a listing. */
export interface Walked {
  records: ListedRecord[];
  setAside: SetAside[];
  pages: number;
  endless: boolean;
  verdict?: Verdict;
  fault?: RemoteFault;
  asked: Asked[];
  /** What the second portal was asked. */
  elsewhere: Asked[];
  /** Of the processor, the pretended portal's work included: the clock would measure the neighbours of the test. */
  cpuMs: number;
}

/** Lists a pretended portal to its end, by the real client and adapter. Anything but a `RemoteFault` is thrown. */
export async function walk(route: Route): Promise<Walked> {
  const other = await portal(() => ({ body: '{"data":[],"page":1,"page_size":50,"total":0,"next_page":null}' }));
  const one = await portal(afterwardsSound(route.serve), other.url);
  const allow = route.address === undefined ? [new URL(one.url).host, new URL(other.url).host] : [];
  const client = createHttpClient({ egress: { allow }, userAgent: 'corpus', pauseMs: () => 1 });
  const adapter: Adapter = route.as === 'udata' ? udata : ckan;
  const signal = new AbortController().signal;
  const url = route.address?.(one.url) ?? one.url;
  const settings = adapter.Settings.parse({ url, ...route.settings });
  const http = client.session({ signal, secrets: [], ...(route.limits === undefined ? {} : { limits: route.limits }) });
  const session = { settings, http, signal, installation: 'corpus00', now: () => new Date() };
  const walked: Walked = { records: [], setAside: [], pages: 0, endless: false, asked: one.asked, elsewhere: other.asked, cpuMs: 0 };
  if (typeof route.serve !== 'function') void route.serve.body;
  const started = process.cpuUsage();
  try {
    let cursor: string | undefined;
    do {
      const page = await adapter.list?.(session, cursor, { pageSize: 50, kinds: ['dataset'] });
      if (page === undefined) throw new Error(`${adapter.kind} lists nothing`);
      walked.records.push(...page.records);
      walked.setAside.push(...page.setAside);
      walked.pages += 1;
      if (page.verdict !== undefined) walked.verdict = page.verdict;
      cursor = page.next;
      walked.endless = cursor !== undefined && walked.pages >= PAGES_MAX;
    } while (cursor !== undefined && !walked.endless);
  } catch (error) {
    if (!(error instanceof RemoteFault)) throw error;
    walked.fault = error;
  } finally {
    walked.cpuMs = cpuMsSince(started);
    await Promise.all([one.close(), other.close()]);
    await client.close();
  }
  return walked;
}

export function cpuMsSince(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1_000;
}

export interface Stored {
  remoteId: string;
  dataset: Dataset;
  /** Fingerprints: of what was listed, of what the platform gives back, and as the ledger has it. */
  listed: string;
  read: string;
  kept: string;
}

/** Stores what came as a harvest would: records, datasets and set-aside ones together. Reads them back. */
export async function store(db: Db, name: string, { records, setAside }: Walked): Promise<Stored[]> {
  const platform = embeddedPlatform(db);
  const distinct = [...new Map(records.map((record) => [recordKey(record.remoteId), record]))];
  const rows = distinct.map(([key, { remoteId, dataset }]) => {
    const parsed = Dataset.parse(dataset);
    return { key, remoteId, dataset: parsed, fingerprint: fingerprint(parsed), datasetId: harvestedId(name, remoteId) };
  });
  await db.transaction().execute(async (tx) => {
    const writes = rows.map((row) => ({ id: row.datasetId, dataset: row.dataset, visibility: 'public' as const, harvestedBy: name, fingerprint: row.fingerprint }));
    await platform.upsert(writes, `harvest/${name}/run`, tx);
    await writeRecords(tx, name, `${name}/run`, rows);
    await writeSetAside(tx, name, `${name}/run`, setAside);
  });
  const entries = await platform.entries(rows.map((row) => row.datasetId));
  const kept = await db.selectFrom('records').select(['key', 'fingerprint']).where('connector_id', '=', name).execute();
  return rows.map((row) => {
    const dataset = Dataset.parse(entries.get(row.datasetId)?.dataset);
    const known = kept.find(({ key }) => key === row.key)?.fingerprint ?? '';
    return { remoteId: row.remoteId, dataset, listed: row.fingerprint, read: fingerprint(dataset), kept: known };
  });
}
