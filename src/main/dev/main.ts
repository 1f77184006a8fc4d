import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { demo } from '../demo/demo.ts';
import { layGround } from '../demo/ground.ts';
import { parseOptions } from './options.ts';
import { runDev } from './run.ts';

const here = dirname(fileURLToPath(import.meta.url));
const projectDir = join(here, '..', '..', '..');
const programs = { worker: join(here, '..', 'worker.ts'), api: join(here, '..', 'server.ts') };

try {
  const options = parseOptions(process.argv.slice(2), projectDir);
  // The sandbox portals are on this machine, where connectors may not call otherwise.
  if (options.demo)
    process.env['NAVETTE_HTTP_ALLOW'] = [process.env['NAVETTE_HTTP_ALLOW'], '127.0.0.1']
      .filter(Boolean)
      .join(',');
  process.exitCode = await runDev(
    options,
    options.platform === 'embedded' ? programs : { ...programs, groundwork: layGround },
    demo,
  );
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
process.exit();
