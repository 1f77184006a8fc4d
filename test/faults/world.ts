import { appendFileSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readProcessConfig } from '../../src/config/process.ts';
import type { Control } from '../../src/control/control.ts';
import { createControl } from '../../src/control/create.ts';
import { migrate } from '../../src/ledger/migrate.ts';
import { startNodeProgram } from '../../src/main/dev/node-program.ts';
import { startPostgres, type Postgres } from '../../src/main/dev/postgres.ts';
import type { Running } from '../../src/main/dev/processes.ts';
import { findTemporalCli } from '../../src/main/dev/temporal-cli.ts';
import { startTemporalDevServer, type TemporalServer } from '../../src/main/dev/temporal-server.ts';
import { wire, type Wired } from '../../src/main/wiring.ts';
import { childrenOf, signalAll } from './children.ts';
import { Source, type SourceOptions } from './harvest/source.ts';
import { Remote, type RemoteOptions } from './remote.ts';

const WORKER = fileURLToPath(new URL('worker.main.ts', import.meta.url));

/** A Navette made of real processes, each of which can be killed and started again on the same files and ports. */
export class World {
  readonly control: Control;
  readonly wired: Wired;
  readonly dir: string;
  readonly dataDir: string;
  readonly env: Record<string, string>;
  readonly workers: Running[] = [];
  postgres: Postgres;
  temporal: TemporalServer;
  readonly #cli: string;
  readonly #log: string;
  #dbFile: string;
  #remotes: { close(): Promise<void> }[] = [];
  #named = 0;

  private constructor(parts: {
    dir: string;
    cli: string;
    log: string;
    dbFile: string;
    postgres: Postgres;
    temporal: TemporalServer;
  }) {
    this.dir = parts.dir;
    this.dataDir = join(parts.dir, 'data');
    this.postgres = parts.postgres;
    this.temporal = parts.temporal;
    this.#cli = parts.cli;
    this.#log = parts.log;
    this.#dbFile = parts.dbFile;
    this.env = {
      DATABASE_URL: parts.postgres.url,
      NAVETTE_DATA_DIR: this.dataDir,
      TEMPORAL_ADDRESS: parts.temporal.address,
      NAVETTE_HTTP_ALLOW: '127.0.0.1,localhost',
      NAVETTE_LOG_LEVEL: 'warn',
      NAVETTE_SECRET_KEY: Buffer.alloc(32, 7).toString('base64'),
    };
    this.wired = wire({ ...readProcessConfig(this.env), logLevel: 'silent' }, {});
    this.control = createControl(this.wired.parts);
  }

  static async start(log: string): Promise<World> {
    const dir = await mkdtemp(join(tmpdir(), 'navette-faults-'));
    // PostgreSQL runs as another user when root runs the matrix.
    await chmod(dir, 0o711);
    const cli = await findTemporalCli();
    const postgres = await startPostgres({ dir: join(dir, 'postgres') });
    const dbFile = join(dir, 'temporal.db');
    const temporal = await startTemporalDevServer({ cli, dbFile }).catch(async (error: unknown) => {
      await postgres.kill();
      throw error;
    });
    const world = new World({ dir, cli, log, dbFile, postgres, temporal });
    try {
      await migrate(world.wired.ledger);
      await world.startWorker();
    } catch (error) {
      // Nothing of it is left running.
      await world.close();
      throw error;
    }
    return world;
  }

  /** The only one there is, unless a row started another. */
  get worker(): Running {
    const last = this.workers.at(-1);
    if (last === undefined) throw new Error('no worker runs');
    return last;
  }

  async startWorker(): Promise<Running> {
    const worker = await startNodeProgram({
      name: 'worker',
      program: WORKER,
      env: { ...process.env, ...this.env },
      onLine: (line) => this.note(`worker: ${line}`),
    });
    this.workers.push(worker);
    void worker.exited.then((exit) => {
      this.note(`worker ${worker.pid} ended: ${JSON.stringify(exit)}`);
      const at = this.workers.indexOf(worker);
      if (at >= 0) this.workers.splice(at, 1);
    });
    return worker;
  }

  /** A worker that ended by itself is started again, as whoever supervises one does. True when that was needed. */
  async ensureWorker(): Promise<boolean> {
    if (this.workers.length > 0) return false;
    await this.startWorker();
    return true;
  }

  async killPostgres(): Promise<void> {
    const { pid } = this.postgres;
    const children = await childrenOf(pid);
    signalAll([pid, ...children], 'SIGKILL');
    await this.postgres.exited;
  }

  async restartPostgres(): Promise<void> {
    this.postgres = await startPostgres({ dir: join(this.dir, 'postgres'), port: this.postgres.port });
  }

  async killTemporal(): Promise<void> {
    await this.temporal.kill();
  }

  /** `fresh`: on an empty file, as after the loss of its disk. */
  async restartTemporal(options: { fresh?: boolean } = {}): Promise<void> {
    if (options.fresh === true) this.#dbFile = `${this.#dbFile}.new`;
    const port = Number(this.temporal.address.split(':')[1]);
    this.temporal = await startTemporalDevServer({ cli: this.#cli, dbFile: this.#dbFile, port });
  }

  /** A portal, a proxy that misbehaves in front of it, and a connector that pushes there what is written for it. */
  async remote(options: RemoteOptions = {}): Promise<Remote> {
    this.#named += 1;
    const remote = await Remote.start(this, `fault-${this.#named}`, options);
    this.#remotes.push(remote);
    return remote;
  }

  /** A catalogue, a proxy that misbehaves in front of it, and a connector that harvests it. */
  async source(options: SourceOptions & { udata?: number } = {}): Promise<Source> {
    this.#named += 1;
    const source = await Source.start(this, `source-${this.#named}`, options);
    this.#remotes.push(source);
    return source;
  }

  /** Takes every connector out of use and ends the portals. */
  async clear(): Promise<void> {
    await this.control.apply([], { retireOthers: true });
    for (const remote of this.#remotes.splice(0)) await remote.close();
  }

  note(line: string): void {
    appendFileSync(this.#log, `${new Date().toISOString()} ${line}\n`);
  }

  async close(): Promise<void> {
    // Each leaves the list when it has ended.
    for (const worker of this.workers.slice()) await worker.kill();
    for (const remote of this.#remotes.splice(0)) await remote.close();
    await this.wired.close().catch(() => undefined);
    await this.temporal.kill();
    await this.postgres.kill();
    await rm(this.dir, { recursive: true, force: true });
  }
}
