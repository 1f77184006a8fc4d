import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startSandbox } from '../../sandbox/sandbox.ts';
import { DATA_FAIR_PER_MINUTE, PORTALS_FILE, SEEDED } from './settings.ts';

/** The sandbox portals, and a Data Fair, in a process of their own. What they hold is kept in the folder `PORTALS_DIR`. */
const dir = process.env['PORTALS_DIR'];
if (dir === undefined)
  throw new RangeError('PORTALS_DIR: missing: the folder that the portals keep their records in');

const sandbox = await startSandbox({
  dir,
  seedCkan: SEEDED,
  latencyMs: Number(process.env['PORTALS_LATENCY_MS'] ?? 0),
});
const { udata, ckan, dataFair } = sandbox;
const { PORTALS_HOOKS: catalogsUrl, PORTALS_HOOK_KEY: catalogsSecret } = process.env;
if (catalogsUrl !== undefined && catalogsSecret !== undefined)
  Object.assign(dataFair.switches, { catalogsUrl, catalogsSecret });
// A demonstration writes as fast as it can.
dataFair.switches.userPerMinute = DATA_FAIR_PER_MINUTE;
const found = {
  udata: { url: udata.url, key: udata.key, organization: udata.organization },
  ckan: { url: ckan.url, key: ckan.token, organization: ckan.organization },
  dataFair: {
    url: dataFair.publicUrl,
    key: dataFair.key,
    account: `${dataFair.owner.type}:${dataFair.owner.id}`,
  },
};
await writeFile(join(dir, PORTALS_FILE), JSON.stringify(found), { mode: 0o600 });
process.stdout.write('{"ready":true}\n');

const stop = (): void => void sandbox.close().then(() => process.exit(0));
process.once('SIGINT', stop);
process.once('SIGTERM', stop);
