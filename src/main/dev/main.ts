import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseOptions } from './options.ts';
import { runDev } from './run.ts';

const here = dirname(fileURLToPath(import.meta.url));
const projectDir = join(here, '..', '..', '..');
const programs = { worker: join(here, '..', 'worker.ts'), api: join(here, '..', 'server.ts') };

try {
  process.exitCode = await runDev(parseOptions(process.argv.slice(2), projectDir), programs);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
process.exit();
