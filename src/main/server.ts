import { registryOf } from '../adapters/registry.ts';
import { createApi } from '../api/api.ts';
import { readProcessConfig } from '../config/process.ts';
import { catalogsOf } from './catalogs.ts';
import { createControl } from '../control/create.ts';
import { migrate } from '../ledger/migrate.ts';
import { adaptersFromPackages } from './adapter-packages.ts';
import { VERSION } from './version.ts';
import { wire } from './wiring.ts';

const SHUTDOWN_MS = 10_000;

/** Serves the API until SIGINT or SIGTERM. Accepts changes whether Temporal answers or not. */
async function main(): Promise<void> {
  const config = readProcessConfig(process.env, { needsToken: true });
  const wired = wire(config, process.env, registryOf(await adaptersFromPackages(config.adapters)));
  await migrate(wired.ledger);
  const api = createApi({
    control: createControl(wired.parts),
    tokens: config.tokens,
    version: VERSION,
    ...(config.hookKey === undefined ? {} : { hookKey: config.hookKey }),
    ...catalogsOf(config),
    logger: wired.log,
  });
  await api.listen({ host: config.host, port: config.port });
  process.stdout.write('{"ready":true}\n');
  const stop = (): void => {
    setTimeout(() => process.exit(1), SHUTDOWN_MS).unref();
    void api.close().then(() => wired.close());
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

await main();
