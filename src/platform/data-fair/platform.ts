import { RemoteFault } from '../../faults.ts';
import type { Db, Tx } from '../../ledger/ledger.ts';
import { knownPage, markGone, remember } from '../../ledger/platform-datasets.ts';
import { announceChanged, announceLinked } from '../announcing.ts';
import type { Platform, PlatformEntry, PlatformWrite, Refused, WriteResult } from '../platform.ts';
import type { DataFairSettings } from '../../config/data-fair.ts';
import type { HttpClient } from '../../http/http.ts';
import { ApplicationReader } from './applications/reader.ts';
import { DataFairClient } from './client.ts';
import { dataFairData } from './data/data.ts';
import { entryOf, isOwned, knownOf } from './entry.ts';
import { dataFairFeed } from './feed/feed.ts';
import { dataFairId } from './ids.ts';
import { keepingAlive } from './alive.ts';
import { extrasWith, markOf } from './mark.ts';
import { PortalReader } from './portal-reader.ts';
import { deleting, patchingIfThere } from './requests.ts';
import { demandWhole, Shelf } from './shelf.ts';
import { changedAt, isPublic } from './stamp.ts';
import { someAtOnce, Turns } from './turns.ts';
import type { WireDataset } from '../../formats/data-fair/wire.ts';
import { writeOne, type Left } from './write.ts';

const WRITES_AT_ONCE = 4;

export interface DataFairOptions {
  settings: DataFairSettings;
  http: HttpClient;
  key: () => Promise<string>;
  signal: AbortSignal;
  /** Told after a commit which connectors have something to push. */
  onAnnounced?: (connectorIds: readonly string[]) => void;
  /** Told when the key turns out not to open applications. */
  onClosed?: () => void;
  pause?: (ms: number) => Promise<void>;
}

/**
 * A Data Fair as the platform. It is read as it is now, each time; what is remembered of it here is only which datasets
 * there are, so that they can be walked through in order and found missing.
 */
export function dataFairPlatform(
  db: Db,
  options: DataFairOptions,
): Platform<Tx> & Required<Pick<Platform<Tx>, 'feed'>> {
  const client = new DataFairClient(options);
  const portals = new PortalReader(client, options.settings);
  const applications = new ApplicationReader(client, options.onClosed);
  const shelf = new Shelf(client, db);
  const turns = new Turns();
  const announcing = (within: Tx | undefined, changed: readonly PlatformEntry[], gone: readonly string[]) =>
    announceAll(db, within, changed, gone, options.onAnnounced);

  async function read(ids: readonly string[], within?: Tx): Promise<Map<string, PlatformEntry>> {
    const [wires, portal] = await Promise.all([shelf.read(ids, within ?? db), portals.portal()]);
    const ours = [...wires].filter(([, wire]) => isOwned(wire, client.account));
    const using = await applications.of(ours.map(([, wire]) => wire));
    return new Map(ours.map(([id, wire]) => [id, entryOf(wire, portal, using)]));
  }

  /** Reads again what moved on while it was written. */
  async function remembered(
    within: Tx | undefined,
    lefts: readonly Left[],
  ): Promise<Map<string, WireDataset>> {
    const portal = await portals.portal();
    const stale = lefts.filter((left) => left.stale).map(({ wire }) => wire.id);
    const fresh = await shelf.readPlatform(stale);
    const wires = lefts.map(({ wire }) => fresh.get(wire.id) ?? wire);
    await remember(
      within ?? db,
      wires.map((wire) => knownOf(wire, portal)),
    );
    return new Map(wires.map((wire) => [markOf(wire)?.id ?? wire.id, wire]));
  }

  async function upsert(writes: readonly PlatformWrite[], by: string, within?: Tx): Promise<WriteResult[]> {
    if (writes.length === 0) return [];
    const portal = await portals.portal();
    const first = await shelf.read(
      writes.map(({ id }) => id),
      within ?? db,
    );
    const ended = await someAtOnce(writes, WRITES_AT_ONCE, (write) =>
      turns.take(write.id, async () => {
        // What others wrote while this one waited for its turn counts.
        const seen = first.get(write.id);
        const platformId = seen?.id ?? dataFairId(write.id);
        try {
          const now = writes.length === 1 ? (await shelf.read([write.id], within ?? db)).get(write.id) : seen;
          return { write, left: await writeOne(shelf, portal, platformId, write, now, by) };
        } catch (error) {
          return { write, fault: refusalIn(error) };
        }
      }),
    );
    const lefts = ended.flatMap(({ left }) => (left === undefined ? [] : [left]));
    const wires = await remembered(within, lefts);
    const changed = ended.flatMap(({ write, left }) =>
      left === undefined || left.action === 'unchanged' ? [] : [write.id],
    );
    const written = changed.flatMap((id) => wires.get(id) ?? []);
    const using = await applications.of(written);
    await announcing(
      within,
      written.map((wire) => entryOf(wire, portal, using)),
      [],
    );
    return ended.map(({ write: { id }, left, fault }): WriteResult => {
      if (left === undefined)
        return { id, action: 'refused', fault: fault ?? { kind: 'refused', message: 'refused' } };
      return { id, action: left.action, rev: changedAt(wires.get(id) ?? left.wire).getTime() };
    });
  }

  async function archive(ids: readonly string[], by: string, within: Tx | undefined): Promise<string[]> {
    const wires = await shelf.read(ids, within ?? db);
    const { site } = await portals.portal();
    const going = [...wires].filter(([, wire]) => markOf(wire)?.state !== 'archived');
    const lefts = await someAtOnce(going, WRITES_AT_ONCE, ([id, wire]) =>
      turns.take(id, async (): Promise<Left> => {
        demandWhole(wire);
        if (isPublic(wire)) await shelf.setPublic(wire.id, false);
        const mark = {
          ...(markOf(wire) ?? { id, sent: {}, attachments: {}, files: {} }),
          state: 'archived' as const,
          by,
        };
        const publicationSites = wire.publicationSites.filter((key) => site === undefined || key !== site);
        await client.patiently(() =>
          client.send(patchingIfThere(wire.id, { extras: extrasWith(wire, mark), publicationSites })),
        );
        return { action: 'updated', wire, stale: true };
      }),
    );
    await remembered(within, lefts);
    return going.map(([id]) => id);
  }

  async function remove(ids: readonly string[], within: Tx | undefined): Promise<string[]> {
    const wires = await shelf.read(ids, within ?? db);
    for (const wire of wires.values()) demandWhole(wire);
    await someAtOnce([...wires], WRITES_AT_ONCE, ([id, wire]) =>
      turns.take(id, () => client.patiently(() => client.send(deleting(wire.id)))),
    );
    await markGone(within ?? db, [...wires.keys()]);
    return [...wires.keys()];
  }

  return {
    ...dataFairData({ client, shelf, portals, turns, db, settings: options.settings }),
    feed: dataFairFeed({ client, shelf, portals, applications, db, settings: options.settings }),
    entries: (ids) => read(ids),
    async page(cursor, limit, filter = {}) {
      const known = await knownPage(db, cursor, limit, filter);
      const entries = await read(known.map(({ id }) => id));
      const last = known.at(-1);
      const shown = known.flatMap(({ id }) => entries.get(id) ?? []);
      return {
        entries: filter.state === undefined ? shown : shown.filter(({ state }) => state === filter.state),
        ...(known.length < limit || last === undefined ? {} : { next: last.id }),
      };
    },
    upsert: (writes, by, within) => keepingAlive(within, () => upsert(writes, by, within)),
    setState: (ids, state, by, within) =>
      keepingAlive(within, async () => {
        const changed = state === 'archived' ? await archive(ids, by, within) : await remove(ids, within);
        await announcing(within, [], changed);
        return changed;
      }),
    markMissing: (ids, within) =>
      keepingAlive(within, async () => {
        const wires = await shelf.read(ids, within ?? db);
        const missingSince = new Date().toISOString();
        const going = [...wires].filter(([, wire]) => markOf(wire)?.missingSince === undefined);
        for (const [, wire] of going) demandWhole(wire);
        await someAtOnce(going, WRITES_AT_ONCE, ([id, wire]) => {
          const mark = markOf(wire) ?? { id, sent: {}, attachments: {}, files: {} };
          const extras = extrasWith(wire, { ...mark, missingSince });
          return turns.take(id, () =>
            client.patiently(() => client.send(patchingIfThere(wire.id, { extras }))),
          );
        });
      }),
  };
}

/** What is held against the one dataset; any other trouble is everybody's. */
function refusalIn(error: unknown): Refused['fault'] {
  if (error instanceof RemoteFault && (error.kind === 'refused' || error.kind === 'tooLarge'))
    return error.report();
  throw error;
}

async function announceAll(
  db: Db,
  within: Tx | undefined,
  changed: readonly PlatformEntry[],
  gone: readonly string[],
  told: ((connectorIds: readonly string[]) => void) | undefined,
): Promise<void> {
  if (changed.length + gone.length === 0) return;
  const announced = new Set<string>();
  const work = async (tx: Tx): Promise<void> => {
    await announceChanged(tx, changed, announced);
    await announceLinked(tx, gone, announced);
  };
  if (within !== undefined) return work(within);
  await db.transaction().execute(work);
  if (announced.size > 0) told?.([...announced]);
}
