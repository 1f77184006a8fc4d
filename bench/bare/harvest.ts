import type { Page, Session } from '../../src/adapters/adapter.ts';
import { ckan } from '../../src/adapters/ckan/index.ts';
import type { CkanSettings } from '../../src/adapters/ckan/settings.ts';
import { openLedger, type Db, type Tx } from '../../src/ledger/ledger.ts';
import {
  harvestedId,
  knownRecords,
  recordKey,
  touchRecords,
  writeRecords,
} from '../../src/ledger/records.ts';
import { writeSetAside } from '../../src/ledger/set-aside.ts';
import { keepVersions } from '../../src/ledger/record-versions.ts';
import { aliasesOf, sourcesOf } from '../../src/model/aliases.ts';
import { fingerprint } from '../../src/model/fingerprint.ts';
import { embeddedPlatform } from '../../src/platform/embedded/embedded.ts';
import type { Platform } from '../../src/platform/platform.ts';
import type { BareResult, OrderOf } from '../orders.ts';
import { BareHttp } from './http.ts';

/** Pages fetched and mapped ahead of the one that is being stored. */
const AHEAD = 4;

/** The limit of a harvest: the same requests, mapping and SQL in one loop that forgets where it was when it dies. */
export async function bareHarvest(order: OrderOf<'harvest'>): Promise<BareResult> {
  const ledger = openLedger(order.databaseUrl, { connections: 2 });
  const http = new BareHttp(AHEAD);
  const session: Session<CkanSettings> = {
    settings: ckan.Settings.parse(order.settings),
    http,
    signal: new AbortController().signal,
    installation: 'bare',
    now: () => new Date(),
  };
  try {
    const platform = embeddedPlatform(ledger.db);
    const began = performance.now();
    let count = 0;
    for await (const page of ahead((cursor) => listed(session, cursor, order.pageSize))) {
      count += page.records.length + page.setAside.length;
      await store(ledger.db, platform, order, page);
    }
    return { s: (performance.now() - began) / 1_000, count, begun: {} };
  } finally {
    await http.close();
    await ledger.close();
  }
}

async function listed(
  session: Session<CkanSettings>,
  cursor: string | undefined,
  pageSize: number,
): Promise<Page> {
  if (ckan.list === undefined) throw new TypeError('CKAN cannot be listed');
  return ckan.list(session, cursor, { pageSize, kinds: ['dataset'] });
}

/** Pages in order, a few of them fetched before they are asked for. */
async function* ahead(list: (cursor: string | undefined) => Promise<Page>): AsyncGenerator<Page> {
  const ready: Page[] = [];
  let fetching: Promise<void> | undefined;
  let cursor: string | undefined;
  let ended = false;
  const goOn = (): void => {
    if (ended || fetching !== undefined || ready.length >= AHEAD) return;
    fetching = list(cursor).then((page) => {
      ready.push(page);
      cursor = page.next;
      ended = page.next === undefined;
      fetching = undefined;
      goOn();
    });
  };
  for (;;) {
    goOn();
    const page = ready.shift();
    if (page !== undefined) {
      goOn();
      yield page;
    } else if (fetching === undefined) return;
    else await fetching;
  }
}

/** One transaction a page: hashes first, then only what changed. */
async function store(
  db: Db,
  platform: Platform<Tx>,
  { connectorId, runId }: OrderOf<'harvest'>,
  page: Page,
): Promise<void> {
  const items = page.records.map((record) => ({
    dataset: record.dataset,
    raw: JSON.stringify(record.raw),
    aliases: aliasesOf(record.dataset).map(({ hash }) => hash),
    sources: sourcesOf(record.dataset),
    key: recordKey(record.remoteId),
    remoteId: record.remoteId,
    fingerprint: fingerprint(record.dataset),
    datasetId: harvestedId(connectorId, record.remoteId),
  }));
  await db.transaction().execute(async (tx) => {
    const known = await knownRecords(
      tx,
      connectorId,
      items.map((item) => item.key),
    );
    const changed = items.filter((item) => known.get(item.key)?.fingerprint !== item.fingerprint);
    const unchanged = items.filter((item) => known.get(item.key)?.fingerprint === item.fingerprint);
    const writes = changed.map(({ datasetId, dataset, fingerprint }) => ({
      id: datasetId,
      dataset,
      fingerprint,
      harvestedBy: connectorId,
      visibility: 'public' as const,
    }));
    await platform.upsert(writes, `harvest/${connectorId}/${runId}`, tx);
    await writeRecords(tx, connectorId, runId, changed);
    await keepVersions(tx, connectorId, runId, changed);
    await touchRecords(
      tx,
      connectorId,
      runId,
      unchanged.map((item) => item.key),
    );
    await writeSetAside(tx, connectorId, runId, page.setAside);
  });
}
