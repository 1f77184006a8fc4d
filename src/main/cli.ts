import { type Registry, registryOf } from '../adapters/registry.ts';
import { ConfigError } from '../config/issues.ts';
import { readProcessConfig } from '../config/process.ts';
import { formatKinds, formatOf, writerKinds, writerOf } from '../formats/registry.ts';
import { runCli } from '../cli/cli.ts';
import { EXIT } from '../cli/exit.ts';
import { adaptersFromPackages } from './adapter-packages.ts';
import { VERSION } from './version.ts';

/** Of the environment only what tells where adapters are: the rest is the server's. */
async function installed(): Promise<Registry> {
  const { NAVETTE_ADAPTERS, NAVETTE_ADAPTERS_DIR } = process.env;
  const { adapters } = readProcessConfig({ NAVETTE_ADAPTERS, NAVETTE_ADAPTERS_DIR });
  return registryOf(await adaptersFromPackages(adapters));
}

try {
  process.exitCode = await runCli(process.argv.slice(2), {
    env: process.env,
    stdout: process.stdout,
    stderr: process.stderr,
    stdin: process.stdin,
    adapters: await installed(),
    formats: { formatOf, formatKinds, writerOf, writerKinds },
    version: VERSION,
  });
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = EXIT.usage;
}
