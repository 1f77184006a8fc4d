import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client, Connection, defaultGrpcRetryOptions, makeGrpcRetryInterceptor } from '@temporalio/client';
import { pino, stdSerializers, type Logger } from 'pino';
import { registryOf } from '../adapters/registry.ts';
import { secretFields } from '../adapters/settings-fields.ts';
import type { ProcessConfig } from '../config/process.ts';
import { resolveSecret } from '../config/secrets.ts';
import { OwnWorkflows } from '../control/own-workflows.ts';
import { Nudger, tellImports, type Send } from '../control/nudge.ts';
import type { Parts } from '../control/parts.ts';
import { PlatformWatch } from '../control/platform-watch.ts';
import { Sweeper } from '../control/sweeper.ts';
import { FileStore } from '../files/store.ts';
import { createHttpClient } from '../http/client.ts';
import type { HttpClient } from '../http/http.ts';
import { connector, isDrained } from '../ledger/connectors.ts';
import { OutboxBell } from '../ledger/bell.ts';
import { openLedger, type Ledger } from '../ledger/ledger.ts';
import { announce } from '../ledger/outbox.ts';
import { keyringFrom, openSecret } from '../ledger/secrets.ts';
import { selects } from '../platform/selection.ts';
import { openSession } from '../../activities/session.ts';
import { breachesByProfile } from './conformance.ts';
import { mailer } from './mail.ts';
import { operating } from './operating.ts';
import { platformOf } from './platform.ts';
import type { Ports } from '../../activities/ports.ts';
import { mappingCode } from './mapping-code.ts';

/** Everything a process of Navette is made of; `close` ends it in order. */
export interface Wired {
  ledger: Ledger;
  http: HttpClient;
  parts: Parts;
  ports: Ports;
  /** Not started: one process of each kind needs it running. */
  sweeper: Sweeper;
  /** The same: it follows a platform that does not announce its changes. */
  watch: PlatformWatch;
  log: Logger;
  close(): Promise<void>;
}

/** A connection that is refused while a workflow closes is tried again at once, not after the default second and a half. */
const RETRY = { maxAttempts: 30, factor: 1.5, initialIntervalMs: () => 20 };
const CONNECT_MS = 5_000;
/** The most that any connector may ask for; each says how many it wants. */
const REQUESTS_PER_HOST = 64;

export function wire(
  config: ProcessConfig,
  env: Readonly<Record<string, string | undefined>>,
  { adapterOf, adapterKinds } = registryOf(),
): Wired {
  if (config.databaseUrl === undefined) throw new RangeError('DATABASE_URL: missing: PostgreSQL to use');
  const log = pino({ level: config.logLevel, base: null, serializers: { error: stdSerializers.err } });
  const ledger = openLedger(config.databaseUrl, { connections: 16 });
  const http = createHttpClient({
    egress: { allow: config.http.allow },
    userAgent: config.http.userAgent,
    concurrencyPerHost: REQUESTS_PER_HOST,
  });
  const keyring = config.secretKeys === undefined ? undefined : keyringFrom(config.secretKeys);
  const temporal = new LazyClient(config.temporal);
  const nudging = (tell?: Send): Nudger =>
    new Nudger(
      () => temporal.client(),
      async (connectorId) =>
        (await isDrained(ledger.db, connectorId)) ? undefined : connector(ledger.db, connectorId),
      (connectorId, error) =>
        log.warn({ connectorId, error }, 'a nudge did not arrive; the sweeper will try again'),
      tell,
    );
  const nudger = nudging();
  const importNudger = nudging(tellImports);
  const files = config.dataDir === undefined ? undefined : new FileStore(join(config.dataDir, 'data'));
  const own = new OwnWorkflows(
    () => temporal.client(),
    (connectorId, error) =>
      log.warn(
        { connectorId, error },
        'a dataset that keeps failing has no workflow; its connector tries it',
      ),
  );
  const ending = new AbortController();
  const platform = platformOf(config.platform, {
    db: ledger.db,
    files,
    http,
    env,
    onAnnounced: (connectorIds) => {
      for (const connectorId of connectorIds) nudger.nudge(connectorId);
    },
    onClosed: () =>
      log.warn(
        'the key of Data Fair has not the scope applications: none of them is pushed with the datasets that it shows',
      ),
    signal: ending.signal,
  });
  const secret = (connectorId: string, field: string, reference: string): Promise<string> =>
    resolveSecret(reference, {
      env,
      readFile: (path) => readFile(path, 'utf8'),
      stored: async () => keyring && openSecret(ledger.db, keyring, connectorId, field),
    });
  const bell = new OutboxBell(config.databaseUrl);
  const ports: Ports = {
    db: ledger.db,
    bell,
    files,
    platform,
    http,
    adapterOf,
    mappingCode,
    breaches: breachesByProfile(),
    secret,
    secretFields: (adapter) => secretFields(adapter.Settings),
    nudgeDue: () => sweeper.sweep(),
    own,
    log,
    random: Math.random,
    ...(config.publicUrl === undefined ? {} : { publicUrl: config.publicUrl }),
    notify: config.notify,
    mail: config.mail && mailer(config.mail.smtpUrl, config.mail.from),
  };
  const parts: Parts = {
    db: ledger.db,
    files,
    platform,
    client: () => temporal.client(),
    nudger,
    own,
    importNudger,
    adapterOf,
    adapterKinds,
    secretFields: ports.secretFields,
    secret,
    keyring,
    async probe(connectorId) {
      const opened = await openSession(ports, connectorId, AbortSignal.timeout(PROBE_MS));
      if (opened === undefined) throw new RangeError(`connector ${connectorId} is no longer in use`);
      return opened.adapter.probe(opened.session);
    },
    ...operating(
      ports,
      adapterKinds().flatMap((kind) => adapterOf(kind) ?? []),
    ),
    async announceSelected(connectorId, entries) {
      const select = (await connector(ledger.db, connectorId))?.config.push?.select;
      if (select === undefined) return;
      const chosen = entries.filter((entry) => selects(select, entry));
      await announce(
        ledger.db,
        chosen.map((entry) => ({ connectorId, datasetId: entry.id })),
      );
    },
    uiUrl: config.temporal.uiUrl,
    log,
  };
  const sweeper = new Sweeper(parts);
  const watch = new PlatformWatch(parts);
  return {
    ledger,
    http,
    parts,
    ports,
    sweeper,
    watch,
    log,
    async close() {
      ending.abort();
      await watch.stop();
      await sweeper.stop();
      await temporal.close();
      await http.close();
      await bell.close();
      await ledger.close();
    },
  };
}

const PROBE_MS = 60_000;

/** Connects when somebody asks, and again after a failure: the API starts and accepts changes without Temporal. */
class LazyClient {
  readonly #options: ProcessConfig['temporal'];
  #client: Promise<Client> | undefined;

  constructor(options: ProcessConfig['temporal']) {
    this.#options = options;
  }

  client(): Promise<Client> {
    this.#client ??= this.#connect().catch((error: unknown) => {
      this.#client = undefined;
      throw error;
    });
    return this.#client;
  }

  async close(): Promise<void> {
    const client = await this.#client?.catch(() => undefined);
    await client?.connection.close();
  }

  async #connect(): Promise<Client> {
    const connection = await Connection.connect({
      address: this.#options.address,
      connectTimeout: CONNECT_MS,
      interceptors: [makeGrpcRetryInterceptor(defaultGrpcRetryOptions(RETRY))],
    });
    return new Client({ connection, namespace: this.#options.namespace });
  }
}
