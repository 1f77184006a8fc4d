import { DataFairSettings } from '../src/config/data-fair.ts';
import type { HttpClient } from '../src/http/http.ts';
import { remember } from '../src/ledger/platform-datasets.ts';
import { dataFairPlatform } from '../src/platform/data-fair/platform.ts';
import { stampOf } from '../src/platform/data-fair/stamp.ts';
import { WireStamp } from '../src/platform/data-fair/wire.ts';
import { crowd } from './crowded-data-fair.ts';
import type { Installation } from './installation.ts';
import { DataFairHost } from './orders.ts';
import { rounded } from './statistics.ts';

interface Cost {
  requests: number;
  s: number;
}

/** What it costs to find that nothing changed: the daily look at everything, and one of every minute. */
export async function pollingCost(
  navette: Installation,
  count: number,
): Promise<{ datasets: number; everything: Cost; look: Cost }> {
  const host = await navette.portals.ask(DataFairHost, { do: 'data-fair', datasets: count });
  const asked: string[] = [];
  const { feed } = dataFairPlatform(navette.db, {
    settings: DataFairSettings.parse({
      url: host.url,
      apiKey: 'env:UNUSED',
      account: host.account,
      requestsPerMinute: 100_000,
    }),
    http: counting(navette.wired.http, asked),
    key: () => Promise.resolve(host.key),
    signal: AbortSignal.timeout(LONGEST_MS),
  });
  await remember(
    navette.db,
    Array.from({ length: count }, (_none, index) => {
      const { id, stamp } = crowd(index);
      const seen = WireStamp.parse({ id, ...stamp, public: true });
      return {
        id,
        platformId: id,
        title: id,
        state: 'active' as const,
        stamp: stampOf(seen),
        settled: true,
      };
    }),
  );
  let cursor: string | undefined;
  const look = async (): Promise<Cost> => {
    asked.length = 0;
    const began = performance.now();
    const page = await navette.db.transaction().execute((tx) => feed.changes(cursor, tx));
    if (page.changed.length + page.gone.length > 0 || page.more)
      throw new Error(`a look found ${page.changed.length} changes where nothing changed`);
    cursor = page.cursor;
    return { requests: asked.length, s: rounded((performance.now() - began) / 1_000) };
  };
  const everything = await look();
  const again = await look();
  await navette.db.deleteFrom('platform_datasets').execute();
  return { datasets: count, everything, look: again };
}

const LONGEST_MS = 600_000;

function counting(http: HttpClient, asked: string[]): HttpClient {
  return {
    ...http,
    session: (options) =>
      http.session({
        ...options,
        observe: (exchange) => void asked.push(`${exchange.method} ${exchange.url}`),
      }),
  };
}
