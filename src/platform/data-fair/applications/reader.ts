import { RemoteFault } from '../../../faults.ts';
import type { DataFairClient } from '../client.ts';
import { type Asked, IDS_AT_ONCE, LIST_MAX, listing, ownerFilter } from '../requests.ts';
import { listOf, WireStamp } from '../wire.ts';
import { applicationsOf, WireApplication } from './wire.ts';

const SELECT =
  'id,slug,title,summary,description,image,updatedAt,publicationSites,-userPermissions,-public,-owner,-thumbnail';
const MIB = 1024 * 1024;
/** A key without the scope is not asked again for a while. */
const CLOSED_MS = 600_000;

/** The account's public applications. A key without their scope sees none. */
export class ApplicationReader {
  readonly #client: DataFairClient;
  readonly #told: (() => void) | undefined;
  readonly #now: () => number;
  #closedAt: number | undefined;

  /** `told`: once, when the key turns out not to open them. */
  constructor(client: DataFairClient, told?: () => void, now: () => number = Date.now) {
    this.#client = client;
    this.#told = told;
    this.#now = now;
  }

  /** Those that show these datasets; nothing is asked when none does. */
  async of(
    datasets: Iterable<{ extras: Record<string, unknown> | undefined }>,
  ): Promise<Map<string, WireApplication>> {
    const ids = [...new Set([...datasets].flatMap(applicationsOf))];
    const found = new Map<string, WireApplication>();
    if (this.#closedAt !== undefined && this.#now() - this.#closedAt < CLOSED_MS) return found;
    for (let from = 0; from < ids.length; from += IDS_AT_ONCE) {
      const batch = ids.slice(from, from + IDS_AT_ONCE);
      const listed = await this.#list({ ids: batch.join(','), size: batch.length });
      for (const one of listed ?? []) found.set(one.id, one);
    }
    return found;
  }

  /** All of them, as many as Data Fair lists; undefined when the key does not open them. */
  all(): Promise<WireApplication[] | undefined> {
    return this.#list({ size: LIST_MAX, sort: 'id:1' });
  }

  async #list(query: NonNullable<Asked['query']>): Promise<WireApplication[] | undefined> {
    const { type, id } = this.#client.account;
    const asked: Asked = {
      path: ['applications'],
      // Data Fair links applications of the whole organisation, whatever department they are of.
      query: { owner: `${type}:${id}`, visibility: 'public', select: SELECT, count: false, ...query },
      limits: { bodyBytesMax: 256 * MIB, wireBytesMax: 128 * MIB },
    };
    try {
      const { results } = await this.#client.json(listOf(WireApplication), asked);
      this.#closedAt = undefined;
      return results.filter(({ visibility }) => visibility === 'public');
    } catch (error) {
      if (!(error instanceof RemoteFault) || error.status !== 403) throw error;
      await this.#demandKey();
      if (this.#closedAt === undefined) this.#told?.();
      this.#closedAt = this.#now();
      return undefined;
    }
  }

  /** A key that opens nothing any more says nothing about applications: it is everybody's trouble. */
  async #demandKey(): Promise<void> {
    const owner = ownerFilter(this.#client.account);
    await this.#client.json(listOf(WireStamp), listing({ owner, select: 'id', size: 0, count: false }));
  }
}
