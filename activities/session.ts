import type { Adapter, Session } from '../src/adapters/adapter.ts';
import { RemoteFault } from '../src/faults.ts';
import { connector, installationId, type Connector } from '../src/ledger/connectors.ts';
import type { Ports } from './ports.ts';
import { withPlatformLinks } from './platform-links.ts';
import { linksOf, settingsFingerprintOf } from './settings-fingerprint.ts';
import { uploadsFor, type Uploads } from './uploads.ts';
import type { ConnectorConfig } from '../src/config/connector.ts';
import type { Dataset } from '../src/model/dataset.ts';

/** Requests at once that a harvest makes of its host. */
const HARVEST_REQUESTS = 4;

/** A connector ready to work: its adapter, and a session with its settings, secrets in place. */
export interface Opened {
  connector: Connector;
  adapter: Adapter;
  session: Session<unknown>;
  /** Of what decides how a dataset looks on the remote. */
  settingsFingerprint: string;
  /** A dataset with the platform's addresses where it has none. */
  shown(dataset: Dataset): Dataset;
  breaches: Ports['breaches'];
  /** The files that go along with a dataset; to be closed. */
  uploads(dataset: Dataset): Promise<Uploads>;
  /** The remote's clock at its first answer; undefined before, or when it tells none. */
  serverDate(): Date | undefined;
}

/**
 * Opens a connector for one activity. Secrets are read anew each time, so that a mended key works without a restart.
 * What its owner must mend (no secret, settings that the adapter refuses) is a fault; undefined when it was retired.
 */
export async function openSession(
  ports: Ports,
  connectorId: string,
  signal: AbortSignal,
): Promise<Opened | undefined> {
  const found = await connector(ports.db, connectorId);
  return found && openConnector(ports, found, signal);
}

/** The same for a connector as it stands, saved or not. */
export async function openConnector(ports: Ports, found: Connector, signal: AbortSignal): Promise<Opened> {
  const { config } = found;
  const connectorId = config.id;
  const adapter = ports.adapterOf(config.adapter);
  if (adapter === undefined)
    throw new RemoteFault('refused', `connector ${connectorId}: no adapter «${config.adapter}» is installed`);
  const { settings, secrets } = await withSecrets(ports, adapter, connectorId, config.settings);
  const parsed = adapter.Settings.safeParse(settings);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new RemoteFault(
      'unauthorised',
      `connector ${connectorId}: setting ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not usable'}`,
    );
  }
  let serverDate: Date | undefined;
  const http = ports.http.session({
    signal,
    secrets,
    concurrencyPerHost: config.push?.concurrency ?? HARVEST_REQUESTS,
    ...(config.requestsPerMinute === undefined ? {} : { requestsPerMinute: config.requestsPerMinute }),
    observe(exchange) {
      serverDate ??= exchange.serverDate;
      ports.observe?.(connectorId, exchange);
    },
  });
  return {
    connector: found,
    adapter,
    session: {
      settings: parsed.data,
      http,
      signal,
      installation: await installationId(ports.db),
      now: () => new Date(),
    },
    settingsFingerprint: settingsFingerprintOf(config, ports.publicUrl),
    shown: (dataset) => withPlatformLinks(dataset, linksOf(config.push?.links ?? {}, ports.publicUrl)),
    breaches: (profile, dataset) => ports.breaches(profile, dataset),
    uploads: (dataset) => uploads(ports, config, adapter, signal, secrets, dataset),
    serverDate: () => serverDate,
  };
}

async function uploads(
  ports: Ports,
  { id: connectorId, push }: ConnectorConfig,
  adapter: Adapter,
  signal: AbortSignal,
  secrets: readonly string[],
  dataset: Dataset,
): Promise<Uploads> {
  if (push?.data !== 'upload') return { files: new Map(), losses: [], close: () => Promise.resolve() };
  if (adapter.uploads !== true)
    throw new RemoteFault('refused', `${adapter.title} takes no files: push.data has to be links`);
  const observe = ports.observe?.bind(ports, connectorId);
  const http = ports.http.session({ signal, secrets, ...(observe === undefined ? {} : { observe }) });
  return uploadsFor({ db: ports.db, http, connectorId, push }, dataset);
}

async function withSecrets(
  ports: Ports,
  adapter: Adapter,
  connectorId: string,
  settings: Record<string, unknown>,
): Promise<{ settings: Record<string, unknown>; secrets: string[] }> {
  const filled = { ...settings };
  const secrets: string[] = [];
  for (const field of ports.secretFields(adapter)) {
    const reference = settings[field];
    if (typeof reference !== 'string') continue;
    try {
      const secret = await ports.secret(connectorId, field, reference);
      filled[field] = secret;
      secrets.push(secret);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new RemoteFault('unauthorised', `connector ${connectorId}: setting ${field}: ${why}`, {
        cause: error,
      });
    }
  }
  return { settings: filled, secrets };
}
