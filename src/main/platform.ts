import { readFile } from 'node:fs/promises';
import type { ProcessConfig } from '../config/process.ts';
import { resolveSecret } from '../config/secrets.ts';
import type { FileStore } from '../files/store.ts';
import type { HttpClient } from '../http/http.ts';
import type { Db, Tx } from '../ledger/ledger.ts';
import { dataFairPlatform } from '../platform/data-fair/platform.ts';
import { embeddedPlatform } from '../platform/embedded/embedded.ts';
import type { Platform } from '../platform/platform.ts';

interface PlatformParts {
  db: Db;
  files: FileStore | undefined;
  http: HttpClient;
  env: Readonly<Record<string, string | undefined>>;
  onAnnounced: (connectorIds: readonly string[]) => void;
  /** Told when the key of the platform does not open what shows its datasets. */
  onClosed: () => void;
  signal: AbortSignal;
}

/** The platform that this installation is configured for. */
export function platformOf(config: ProcessConfig['platform'], parts: PlatformParts): Platform<Tx> {
  const { db, files, http, env, onAnnounced, onClosed, signal } = parts;
  if (config.kind === 'embedded') return embeddedPlatform(db, { files, onAnnounced });
  const { settings } = config;
  const key = (): Promise<string> =>
    resolveSecret(settings.apiKey, {
      env,
      readFile: (path) => readFile(path, 'utf8'),
      stored: () => Promise.resolve(undefined),
    });
  return dataFairPlatform(db, { settings, http, key, signal, onAnnounced, onClosed });
}
