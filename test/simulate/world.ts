import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { Control } from '../../src/control/control.ts';
import type { Running } from '../../src/main/dev/processes.ts';
import { datasetsChanged, connectorWorkflowId } from '../../workflows/contract.ts';
import { installation, type Installation } from '../support/installation.ts';
import { startWorkerProcess } from '../support/worker-process.ts';
import { type Grounds, SANDBOX } from './grounds.ts';
import type { Story } from './story.ts';

/** A kill this soon after the last one hits the same moment of everybody's story. */
const KILLS_APART_MS = 4_000;

/** One Navette for many stories: each has its own connectors, datasets and portals. */
export class World {
  readonly grounds: Grounds;
  readonly #navette: Installation;
  readonly #folder: string;
  /** Connectors that stories still need: the others are retired. */
  readonly #configs = new Map<string, object>();
  #applying: Promise<unknown> = Promise.resolve();
  #changing: Promise<unknown> = Promise.resolve();
  #mode: Story['workers'] | undefined;
  #stops = 0;
  #worker: Running | undefined;
  #workingSince = 0;

  private constructor(navette: Installation, folder: string, grounds: Grounds) {
    this.#navette = navette;
    this.#folder = folder;
    this.grounds = grounds;
  }

  static async start(grounds: Grounds = SANDBOX): Promise<World> {
    const navette = await installation();
    // Databases of tests are copies of one, and so is the id in them; a real portal remembers what others pushed.
    const id = randomUUID().slice(0, 8);
    await navette.wired.ledger.db.updateTable('installation').set({ id }).execute();
    return new World(navette, await mkdtemp(join(tmpdir(), 'navette-simulate-')), grounds);
  }

  get control(): Control {
    return this.#navette.control;
  }

  /** Ends the workers of one kind of story and starts those of another. */
  async prepare(mode: Story['workers']): Promise<void> {
    if (mode === this.#mode) return;
    await this.#noWorkers();
    this.#mode = mode;
    if (mode === 'killed') await this.#startProcess();
    else await this.#navette.startWorkers();
  }

  /** A secret where a worker in another process finds it too. */
  async secret(name: string, value: string): Promise<string> {
    const path = join(this.#folder, name);
    await writeFile(path, value);
    return `file:${path}`;
  }

  /** One at a time, because what is not in the list is retired. */
  apply(changes: Readonly<Record<string, object | undefined>>): Promise<void> {
    return this.#queued('#applying', async () => {
      for (const [id, config] of Object.entries(changes)) {
        if (config === undefined) this.#configs.delete(id);
        else this.#configs.set(id, config);
      }
      await this.control.apply([...this.#configs.values()], { retireOthers: true });
    });
  }

  async signal(connectorId: string, ids: string[]): Promise<void> {
    const client = await this.#navette.wired.parts.client();
    await client.workflow.getHandle(connectorWorkflowId(connectorId)).signal(datasetsChanged, ids);
  }

  /** Changes that are not done: of these connectors, parked ones aside, or all of one dataset. */
  async undone(connectorIds: readonly string[], datasetId?: string): Promise<number> {
    const { rows } = await sql<{ count: number }>`
      select count(*)::int as count from outbox where connector_id = any(${connectorIds}::text[]) and rev > done_rev
      and ${datasetId === undefined ? sql`parked is null` : sql`dataset_id = ${datasetId}`}`.execute(
      this.#navette.wired.ledger.db,
    );
    return rows[0]?.count ?? 0;
  }

  /** The workers of this process are shared: they work again when nobody wants them stopped any more. */
  stopWorkers(): Promise<void> {
    return this.#queued('#changing', async () => {
      this.#stops += 1;
      if (this.#stops === 1) await this.#navette.stopWorkers();
    });
  }

  startWorkers(): Promise<void> {
    return this.#queued('#changing', async () => {
      this.#stops -= 1;
      if (this.#stops === 0) await this.#navette.startWorkers();
    });
  }

  /** The new worker is there when this resolves: a story need not wait for it. */
  killWorker(): Promise<void> {
    return this.#queued('#changing', async () => {
      // Else a worker would never work between the kills of many stories.
      if (Date.now() - this.#workingSince < KILLS_APART_MS) return;
      await this.#worker?.kill();
      await this.#startProcess();
      this.#workingSince = Date.now();
    });
  }

  async close(): Promise<void> {
    await this.#noWorkers();
    await this.#navette.close();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #noWorkers(): Promise<void> {
    await this.#changing;
    await this.#worker?.kill();
    this.#worker = undefined;
    await this.#navette.stopWorkers();
  }

  async #startProcess(): Promise<void> {
    const { databaseUrl, temporalAddress } = this.#navette;
    this.#worker = await startWorkerProcess({ DATABASE_URL: databaseUrl, TEMPORAL_ADDRESS: temporalAddress });
  }

  #queued(queue: '#applying' | '#changing', work: () => Promise<void>): Promise<void> {
    const before = queue === '#applying' ? this.#applying : this.#changing;
    const now = before.then(work);
    const settled = now.catch(() => undefined);
    if (queue === '#applying') this.#applying = settled;
    else this.#changing = settled;
    return now;
  }
}
