import type { Db, Tx } from '../../ledger/ledger.ts';
import { placesOf, savePending } from '../../ledger/platform-datasets.ts';
import { RemoteFault } from '../../faults.ts';
import type { DataFairClient } from './client.ts';
import { dataFairId } from './ids.ts';
import { markOf } from './mark.ts';
import { creating, IDS_AT_ONCE, listing, permitting, reading } from './requests.ts';
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
      const wire = wires.get(platformId) ?? (await this.#restored(id, platformId, places.get(id)?.pending));
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
   * A dataset that is being replaced: it is on its way, unless whoever did it is no longer there. Then it is made again as
   * it was.
   */
  async #restored(
    id: string,
    platformId: string,
    pending: Record<string, unknown> | undefined,
  ): Promise<WireDataset | undefined> {
    if (pending === undefined) return undefined;
    const { permissions, body, at } = Pending.parse(pending);
    const isOnItsWay = Date.now() - Date.parse(at) < REPLACING_MS;
    if (!isOnItsWay && (await this.restore(id, platformId, { permissions, body })))
      return this.one(platformId);
    return WireDataset.parse({
      ...body,
      id: platformId,
      isMetaOnly: false,
      status: REPLACED,
      visibility: permissions.some((one) => isForAll(one)) ? 'public' : 'private',
    });
  }

  /** Makes a dataset that was taken away what it was; false while Data Fair will not have it (a full account): it stays on paper. */
  async restore(
    id: string,
    platformId: string,
    { permissions, body }: Omit<Pending, 'at'>,
  ): Promise<boolean> {
    try {
      await this.client.send(creating(platformId, body));
    } catch (error) {
      if (!(error instanceof RemoteFault) || error.kind !== 'refused') throw error;
      await savePending(this.db, id, { permissions, body, at: new Date(0).toISOString() });
      return false;
    }
    await this.client.send(permitting(platformId, permissions));
    await savePending(this.db, id, undefined);
    return true;
  }
}

/** Longer than the longest upload. */
const REPLACING_MS = 1_200_000;
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
const Pending = z.object({
  body: z.record(z.string(), z.unknown()),
  permissions: z.array(WirePermission),
  at: z.string(),
});
type Pending = z.output<typeof Pending>;

function isForAll({ type, id }: Permission): boolean {
  return (type ?? '') === '' && (id ?? '') === '';
}
