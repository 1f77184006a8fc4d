import type { Adapter, Session } from '../src/adapters/adapter.ts';
import { RemoteFault } from '../src/faults.ts';
import { connector, installationId, type Connector } from '../src/ledger/connectors.ts';
import type { Ports } from './ports.ts';
import { settingsFingerprintOf } from './settings-fingerprint.ts';

/** Requests at once that a harvest makes of its host. */
const HARVEST_REQUESTS = 4;

/** A connector ready to work: its adapter, and a session with its settings, secrets in place. */
export interface Opened {
  connector: Connector;
  adapter: Adapter;
  session: Session<unknown>;
  /** Of what decides how a dataset looks on the remote. */
  settingsFingerprint: string;
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
    settingsFingerprint: settingsFingerprintOf(config),
    serverDate: () => serverDate,
  };
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
