import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { Adapter, Session } from '../../../src/adapters/adapter.ts';
import { dcat } from '../../../src/adapters/dcat/index.ts';
import { createHttpClient } from '../../../src/http/client.ts';
import type { Dataset } from '../../../src/model/dataset.ts';
import { asking } from '../../adapters/asking.ts';
import { walk } from '../../support/scripted.ts';
import { pushedDatasets } from '../edits.ts';

/** A record as a portal's own adapter reads it, and as the portal's own interface shows it. */
export interface Owned {
  dataset: Dataset;
  raw: unknown;
}

/** A real portal, filled, that tells one catalogue in two ways: by its own interface and as a feed of DCAT. */
export interface Catalogue {
  url: string;
  /** How many records were made there. */
  made: number;
  own: Owned[];
  /** By the syntax's name: the feed's first page. */
  feeds: Record<string, string>;
  /** The address of a record in the feed. */
  addressOf: (owned: Owned) => string;
  leave: () => Promise<void>;
}

/** Datasets of the demonstration that are pushed, odd ones among them. */
const PUSHED = 16;
const PAGE_SIZE = 50;

export async function pushDemonstration<S>(adapter: Adapter<S>, settings: object): Promise<number> {
  const run = randomUUID();
  const datasets = pushedDatasets().slice(0, PUSHED);
  await withSession(adapter, settings, async (session) => {
    for (const dataset of datasets)
      await adapter.put?.(session, asking({ dataset, mark: `facade01/${run}/${dataset.id}` }));
  });
  return datasets.length;
}

/** Half a filling is taken away. */
export async function leavingOnFailure<T>(leave: () => Promise<void>, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    await leave();
    throw error;
  }
}

/** Every record, of a listing that is believed and in which nothing had to be set aside. */
export async function harvested<S>(adapter: Adapter<S>, settings: object): Promise<Owned[]> {
  return withSession(adapter, settings, async (session) => {
    const { pages, last } = await walk((cursor, options) => adapter.list!(session, cursor, options), {
      pageSize: PAGE_SIZE,
      kinds: ['dataset', 'series', 'service'],
    });
    assert.deepEqual(
      pages.flatMap(({ setAside }) => setAside),
      [],
    );
    assert.equal(last.verdict?.state, 'complete', last.verdict?.reason);
    return pages.flatMap(({ records }) => records.map(({ dataset, raw }) => ({ dataset, raw })));
  });
}

export async function feedOf(url: string): Promise<Dataset[]> {
  return (await harvested(dcat, { url, language: 'fr' })).map(({ dataset }) => dataset);
}

async function withSession<S, T>(
  adapter: Adapter<S>,
  settings: object,
  work: (session: Session<S>) => Promise<T>,
): Promise<T> {
  const client = createHttpClient({ egress: { allow: ['127.0.0.1'] }, userAgent: 'navette-tests' });
  const { signal } = new AbortController();
  try {
    return await work({
      settings: adapter.Settings.parse(settings),
      http: client.session({ signal, secrets: [] }),
      signal,
      installation: 'facade01',
      now: () => new Date(),
    });
  } finally {
    await client.close();
  }
}
