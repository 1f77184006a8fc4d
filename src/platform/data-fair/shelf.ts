import type { Db, Tx } from '../../ledger/ledger.ts';
import { holdDataset, placesOf, savePending } from '../../ledger/platform-datasets.ts';
import { RemoteFault } from '../../faults.ts';
import { keepingAlive } from './alive.ts';
import type { DataFairClient } from './client.ts';
import { dataFairId } from './ids.ts';
import { markOf } from './mark.ts';
import { creating, IDS_AT_ONCE, listing, patching, permitting, reading } from './requests.ts';
import { someAtOnce } from './turns.ts';
import { WireDataset } from '../../formats/data-fair/wire.ts';
import { listOf, WirePermission, type WirePermission as Permission } from './wire.ts';
import { z } from 'zod';

const READS_AT_ONCE = 3;
const PUBLIC: Permission = { classes: ['list', 'read'] };

/** Datasets of Data Fair by our ids. */
export class Shelf {
  readonly client: DataFairClient;
  readonly db: Db;

  constructor(client: DataFairClient, db: Db) {
    this.client = client;
    this.db = db;
  }

  /** What exists of these now. One that was being replaced when somebody stopped is made whole first. */
  async read(ids: readonly string[], within: Db | Tx = this.db): Promise<Map<string, WireDataset>> {
    const unique = [...new Set(ids)];
    if (unique.length === 0) return new Map();
    const places = await placesOf(within, unique);
    const platformIds = new Map(unique.map((id) => [id, places.get(id)?.platformId ?? dataFairId(id)]));
    const wires = await this.readPlatform([...new Set(platformIds.values())]);
    const found = new Map<string, WireDataset>();
    for (const [id, platformId] of platformIds) {
      const there = wires.get(platformId);
      const pending = places.get(id)?.pending;
      const wire = pending === undefined ? there : await this.#whole(id, platformId, pending);
      if (wire !== undefined && (markOf(wire)?.id ?? wire.id) === id) found.set(id, wire);
    }
    return found;
  }

  /** The same by Data Fair's ids. */
  async readPlatform(platformIds: readonly string[]): Promise<Map<string, WireDataset>> {
    const batches = Array.from({ length: Math.ceil(platformIds.length / IDS_AT_ONCE) }, (_none, index) =>
      platformIds.slice(index * IDS_AT_ONCE, (index + 1) * IDS_AT_ONCE),
    );
    const pages = await someAtOnce(batches, READS_AT_ONCE, (batch) =>
      this.client.json(
        listOf(WireDataset),
        listing({ ids: batch.join(','), size: batch.length, count: false, raw: false }),
      ),
    );
    return new Map(pages.flatMap(({ results }) => results.map((wire) => [wire.id, wire] as const)));
  }

  async one(platformId: string): Promise<WireDataset | undefined> {
    try {
      return await this.client.json(WireDataset, reading(platformId));
    } catch (error) {
      if (error instanceof RemoteFault && error.kind === 'absent') return undefined;
      throw error;
    }
  }

  /** Lets everybody or nobody see it, and leaves alone what particular people may do. */
  async setPublic(platformId: string, isPublic: boolean): Promise<void> {
    const now = await this.permissions(platformId);
    const others = now.filter((one) => !isForAll(one));
    await this.client.send(permitting(platformId, isPublic ? [...others, PUBLIC] : others));
  }

  permissions(platformId: string): Promise<Permission[]> {
    return this.client.json(z.array(WirePermission), { path: ['datasets', platformId, 'permissions'] });
  }

  /**
   * A dataset that is being made anew. Whoever does it holds it; when nobody does, he is no longer there, and what he left
   * undone is done: it gets what it has not got yet, or is made again as it was.
   */
  async #whole(
    id: string,
    platformId: string,
    pending: Record<string, unknown>,
  ): Promise<WireDataset | undefined> {
    const whole = await this.db.transaction().execute((tx) =>
      keepingAlive(tx, async () => {
        if (!(await holdDataset(tx, id))) return false;
        // He may have ended just now.
        const left = (await placesOf(tx, [id])).get(id)?.pending;
        if (left === undefined) return true;
        const paper = Paper.parse(left);
        if ((await this.one(platformId)) === undefined) return this.restore(id, platformId, paper);
        await this.finish(id, platformId, paper);
        return true;
      }),
    );
    return whole ? this.one(platformId) : onPaper(platformId, Paper.parse(pending));
  }

  /** Makes a dataset that was taken away what it was; false while Data Fair will not have it (a full account): it stays on paper. */
  async restore(id: string, platformId: string, paper: Paper): Promise<boolean> {
    try {
      await this.client.send(creating(platformId, paper.body));
    } catch (error) {
      if (!(error instanceof RemoteFault) || error.kind !== 'refused') throw error;
      return false;
    }
    await this.finish(id, platformId, paper);
    return true;
  }

  /** Gives a dataset that was made anew what only an existing one can be given. */
  async finish(id: string, platformId: string, { permissions, publicationSites }: Paper): Promise<void> {
    // A paper of an older Navette may have been left behind long ago: only people know what holds since.
    if (publicationSites !== undefined) {
      await this.client.send(permitting(platformId, permissions));
      if (publicationSites.length > 0) await this.client.send(patching(platformId, { publicationSites }));
    }
    await savePending(this.db, id, undefined);
  }
}

/** A state that Data Fair does not have: the dataset is between two of its kinds. */
const REPLACED = 'replaced';

/** What is between two kinds is not written to. */
export function demandWhole(wire: WireDataset): void {
  if (wire.status === REPLACED)
    throw new RemoteFault(
      'conflict',
      `${wire.id}: it is just being made anew in Data Fair as another kind of dataset`,
    );
}

/** A dataset on paper, while it is replaced by one of another kind under the same id. */
const Paper = z.object({
  body: z.record(z.string(), z.unknown()),
  permissions: z.array(WirePermission),
  publicationSites: z.array(z.string()).optional(),
});
export type Paper = z.output<typeof Paper>;

/** As it was, and not to be touched. */
function onPaper(platformId: string, { body, permissions }: Paper): WireDataset {
  return WireDataset.parse({
    ...body,
    id: platformId,
    isMetaOnly: false,
    status: REPLACED,
    visibility: permissions.some((one) => isForAll(one)) ? 'public' : 'private',
  });
}

function isForAll({ type, id }: Permission): boolean {
  return (type ?? '') === '' && (id ?? '') === '';
}
