import assert from 'node:assert/strict';
import { sql } from 'kysely';
import type { ConnectorStatus } from '../../src/control/control.ts';
import { startUdata, type UdataSandbox } from '../../src/sandbox/udata/udata.ts';
import { FaultProxy, type ProxiedRequest } from '../support/fault-proxy.ts';
import { breaches } from './invariants.ts';
import { datasetOf, isCreate } from './requests.ts';
import { until } from './until.ts';
import type { World } from './world.ts';

export interface RemoteOptions {
  push?: Record<string, unknown>;
  latencyMs?: number;
  /** Where the connector looks for its portal at first; otherwise at the proxy. */
  url?: string;
}

/** One portal with everything that is known about what it must show. */
export class Remote {
  readonly id: string;
  readonly portal: UdataSandbox;
  readonly proxy: FaultProxy;
  /** What the platform holds for this connector: dataset → version; deleted and private ones are absent. */
  readonly wanted = new Map<string, number>();
  readonly #world: World;
  readonly #push: Record<string, unknown>;
  #versions = 0;

  private constructor(
    world: World,
    id: string,
    portal: UdataSandbox,
    proxy: FaultProxy,
    push: Record<string, unknown>,
  ) {
    this.#world = world;
    this.id = id;
    this.portal = portal;
    this.proxy = proxy;
    this.#push = push;
  }

  static async start(world: World, id: string, { push, latencyMs, url }: RemoteOptions): Promise<Remote> {
    const portal = await startUdata({ latencyMs });
    const proxy = await FaultProxy.start(portal.url);
    const remote = new Remote(world, id, portal, proxy, push ?? {});
    await remote.configure(url ?? proxy.url);
    await remote.mend();
    return remote;
  }

  /** Points the connector at an address. */
  async configure(url: string): Promise<void> {
    const settings = { url, organization: this.portal.organization, apiKey: 'ledger:' };
    const push = { retryFirst: '1s', select: { owners: [this.id] }, ...this.#push };
    await this.#world.control.apply([{ id: this.id, adapter: 'udata', settings, push }], {
      retireOthers: false,
    });
  }

  /** Stores the right key, as its owner does after a refusal. */
  async mend(): Promise<void> {
    await this.#world.control.storeSecret(this.id, 'apiKey', this.portal.key);
  }

  ids(count: number, from = 0): string[] {
    return Array.from({ length: count }, (_, index) => `${this.id}-${from + index}`);
  }

  /** A new version of each, or one that it had. What is written is what the remote has to show in the end. */
  async write(
    ids: readonly string[],
    options: { visibility?: 'public' | 'private'; version?: number } = {},
  ): Promise<number> {
    this.#versions += 1;
    const { visibility = 'public', version = this.#versions } = options;
    await this.#world.control.writeDatasets(
      ids.map((id) => ({ id, dataset: datasetOf(id, version), visibility, owner: this.id })),
      'faults',
    );
    for (const id of ids) {
      if (visibility === 'public') this.wanted.set(id, version);
      else this.wanted.delete(id);
    }
    return version;
  }

  async delete(ids: readonly string[]): Promise<void> {
    for (const id of ids) {
      await this.#world.control.setDatasetState(id, 'deleted', 'faults');
      this.wanted.delete(id);
    }
  }

  status(): Promise<ConnectorStatus> {
    return this.#world.control.connector(this.id);
  }

  waiting() {
    return this.#world.control.waiting(this.id, 1_000);
  }

  /** Makes what waits due now: an operator's word. */
  async retry(): Promise<void> {
    await this.#world.control.retry(this.id);
  }

  /** The failure can be seen by an operator: of the connector as a whole, or of one of its datasets. */
  async visible(kind: string, ms = 15_000): Promise<void> {
    await until(
      `${this.id} shows that it is ${kind}`,
      async () => {
        const { fault } = await this.status();
        if (fault?.kind === kind && fault.message !== '') return true;
        return (await this.waiting()).some((row) => row.fault?.kind === kind && row.fault.message !== '');
      },
      ms,
    );
  }

  /** Requests that reached the proxy and satisfy the test. */
  seen(matches: (request: ProxiedRequest) => boolean): number {
    return this.proxy.requests.filter(matches).length;
  }

  /** Records that the portal has made so far, deleted ones too. */
  created(): number {
    // Until a create has taken effect its entry names no record.
    return this.portal.log.entries().filter(({ method, path, datasetId }) => {
      return isCreate({ method, path }) && /^[0-9a-f]{24}$/.test(datasetId ?? '');
    }).length;
  }

  /** Nothing is due, deferred or in hand any more; parked ones wait for people. */
  async quiet(ms = 30_000): Promise<void> {
    try {
      await until(`${this.id} has nothing left to push`, async () => (await this.undone()) === 0, ms);
    } catch (error) {
      const { state, fault, push } = await this.status();
      const left = (await this.waiting()).slice(0, 3);
      throw new Error(
        `not quiet after ${ms / 1000} s: ${JSON.stringify({ state, fault, outbox: push?.outbox, left })}`,
        {
          cause: error,
        },
      );
    }
  }

  async undone(): Promise<number> {
    const { rows } = await sql<{ count: number }>`select count(*)::bigint as count from outbox
      where connector_id = ${this.id} and rev > done_rev and parked is null`.execute(
      this.#world.wired.ledger.db,
    );
    return rows[0]?.count ?? 0;
  }

  /** Waits until nothing is left to do, then compares the portal's own view with the platform. */
  async converges(ms?: number): Promise<void> {
    await this.quiet(ms);
    assert.deepEqual(await breaches(this), []);
  }

  async close(): Promise<void> {
    await this.proxy.close();
    await this.portal.close();
  }
}
