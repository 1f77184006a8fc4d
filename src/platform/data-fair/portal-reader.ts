import { z } from 'zod';
import type { DataFairSettings } from '../../config/data-fair.ts';
import { RemoteFault } from '../../faults.ts';
import type { DataFairClient } from './client.ts';
import type { Portal } from './portal.ts';
import { listing, ownerFilter } from './requests.ts';
import { WireLicense, type WireTopic } from '../../formats/data-fair/wire.ts';
import { WireTopicFacet } from './wire.ts';

/** Settings change rarely; what changed counts from the next look on. */
const FRESH_MS = 60_000;

/** An entry that does not parse is passed over: the others still count. */
function some<S extends z.ZodType>(member: S): z.ZodType<z.output<S>[]> {
  return z.array(z.unknown()).transform((members) =>
    members.flatMap((one) => {
      const read = member.safeParse(one);
      return read.success ? [read.data] : [];
    }),
  );
}

/** The account's topics and licences, and its portal: what mappings go by. */
export class PortalReader {
  readonly #client: DataFairClient;
  readonly #settings: DataFairSettings;
  readonly #now: () => number;
  #read: { at: number; portal: Promise<Portal> } | undefined;

  constructor(client: DataFairClient, settings: DataFairSettings, now: () => number = Date.now) {
    this.#client = client;
    this.#settings = settings;
    this.#now = now;
  }

  portal(): Promise<Portal> {
    const now = this.#now();
    if (this.#read === undefined || now - this.#read.at > FRESH_MS) {
      const portal = this.#portal();
      this.#read = { at: now, portal };
      portal.catch(() => {
        this.#read = undefined;
      });
    }
    return this.#read.portal;
  }

  /** Reads them anew at the next question. */
  forget(): void {
    this.#read = undefined;
  }

  async #portal(): Promise<Portal> {
    const { url, language, site, page, applicationPage, publish, topics: topicOf = {} } = this.#settings;
    const [topics, licenses] = await Promise.all([this.#topics(), this.#licenses()]);
    return {
      base: url,
      account: this.#client.account,
      language,
      topics,
      licenses,
      publish,
      topicOf,
      ...(site === undefined ? {} : { site }),
      ...(page === undefined ? {} : { page }),
      ...(applicationPage === undefined ? {} : { applicationPage }),
    };
  }

  /** No key opens the account's own list: what its datasets have is what can be known. */
  async #topics(): Promise<WireTopic[]> {
    const asked = listing({
      owner: ownerFilter(this.#client.account),
      size: 0,
      facets: 'topics',
      count: false,
    });
    const { facets } = await this.#client.json(WireTopicFacet, asked);
    return facets.topics.map(({ value }) => value).toSorted((a, b) => (a.id < b.id ? -1 : 1));
  }

  /** Licences belong to the whole account; a department uses those of its organisation. */
  async #licenses(): Promise<WireLicense[]> {
    const { type, id } = this.#client.account;
    try {
      return await this.#client.json(some(WireLicense), { path: ['settings', type, id, 'licenses'] });
    } catch (error) {
      // An account that never set any has none.
      if (error instanceof RemoteFault && error.kind === 'absent') return [];
      throw error;
    }
  }
}
