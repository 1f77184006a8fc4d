import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DevContext, Groundwork } from '../dev/context.ts';
import { keptSecret } from '../dev/secrets.ts';
import { DATA_FAIR_PER_MINUTE, LATENCY_MS, Portals, PORTALS_FILE } from './settings.ts';

const PROGRAM = fileURLToPath(new URL('portals.ts', import.meta.url));

/** A Data Fair of the sandbox, before the workers and the API whose platform it is. */
export const layGround: Groundwork = async (context) => {
  const hookKey = await keptSecret(join(context.dataDir, 'hook.key'), 'base64url');
  const { dataFair } = await startPortals(context, {
    PORTALS_HOOKS: context.apiUrl,
    PORTALS_HOOK_KEY: hookKey,
  });
  const keyFile = join(context.dataDir, 'data-fair.key');
  await writeFile(keyFile, dataFair.key, { mode: 0o600 });
  return {
    NAVETTE_PLATFORM: 'data-fair',
    NAVETTE_DATA_FAIR_URL: dataFair.url,
    NAVETTE_DATA_FAIR_API_KEY: `file:${keyFile}`,
    NAVETTE_DATA_FAIR_ACCOUNT: dataFair.account,
    NAVETTE_DATA_FAIR_HOOK_KEY: hookKey,
    NAVETTE_DATA_FAIR_REQUESTS_PER_MINUTE: String(DATA_FAIR_PER_MINUTE),
  };
};

export async function startPortals(
  context: Pick<DevContext, 'dataDir' | 'spawn'>,
  env: Record<string, string> = {},
): Promise<Portals> {
  const dir = join(context.dataDir, 'portals');
  await mkdir(dir, { recursive: true });
  await context.spawn('portals', PROGRAM, {
    PORTALS_DIR: dir,
    PORTALS_LATENCY_MS: String(LATENCY_MS),
    ...env,
  });
  return portalsOf(context.dataDir);
}

/** Those that were started. */
export async function portalsOf(dataDir: string): Promise<Portals> {
  return Portals.parse(JSON.parse(await readFile(join(dataDir, 'portals', PORTALS_FILE), 'utf8')));
}
