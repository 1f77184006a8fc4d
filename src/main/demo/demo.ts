import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { ApiClient } from '../../cli/api-client.ts';
import { demoDatasets } from '../../demo/datasets.ts';
import { pickText } from '../../model/text.ts';
import type { Demo, DevContext } from '../dev/context.ts';
import { check } from './check.ts';
import { portalsOf, startPortals } from './ground.ts';
import { followHarvest, followPushes } from './follow.ts';
import { addressIn, editingIn, editingWith } from './edits.ts';
import { pushedTo, writeAll, type Tour } from './tour.ts';
import { CKAN_CONNECTOR, HARVEST_CONNECTOR, type Portals, UDATA_CONNECTOR } from './settings.ts';

/** A dataset that everybody may change: its title is short. */
const SHOWN_LENGTH_MAX = 70;

/** Starts two portals, fills the platform, connects them, and shows a first harvest and a first push. */
export const demo: Demo = async (context, options) => {
  const { say } = context;
  const isDataFair = options.platform === 'data-fair-sandbox';
  const portals = isDataFair ? await portalsOf(context.dataDir) : await startPortals(context);
  const api = new ApiClient(context.apiUrl, context.token);
  const datasets = demoDatasets();
  const edit = isDataFair ? editingIn(portals.dataFair) : editingWith(api);
  const tour: Tour = { context, api, portals, datasets, edit };
  if (isDataFair) say(`  Data Fair       ${portals.dataFair.url}, which is the platform`);
  say(`  udata sandbox   ${portals.udata.url}`);
  say(`  CKAN sandbox    ${portals.ckan.url}`);
  say('');
  const file = await writeConfiguration(context.dataDir, portals);
  await api.send('POST', ['connectors', 'apply'], { connectors: connectorsOf(context.dataDir, portals) });
  say(`connected both portals: ${file}`);

  const run = await followHarvest(api, HARVEST_CONNECTOR);
  say(
    `harvested ${run.counts['received']} records from the CKAN sandbox: ${run.state}, ${run.counts['added']} new, ${run.counts['unchanged']} unchanged, ${run.counts['own']} of our own left out`,
  );

  await writeAll(api, datasets);
  await followPushes(api, [UDATA_CONNECTOR, CKAN_CONNECTOR], datasets.length * 2);
  for (const id of [UDATA_CONNECTOR, CKAN_CONNECTOR]) say(await pushedTo(api, id));

  if (options.check) await check(tour);
  else invite(tour, isDataFair);
  await api.close();
};

function connectorsOf(dataDir: string, { udata, ckan }: Portals): object[] {
  return [
    {
      id: UDATA_CONNECTOR,
      adapter: 'udata',
      title: 'Sandbox udata',
      settings: {
        url: udata.url,
        organization: udata.organization,
        apiKey: `file:${join(dataDir, 'udata.key')}`,
      },
      push: { concurrency: 4 },
    },
    {
      id: CKAN_CONNECTOR,
      adapter: 'ckan',
      title: 'Sandbox CKAN',
      settings: {
        url: ckan.url,
        organization: ckan.organization,
        apiToken: `file:${join(dataDir, 'ckan.key')}`,
      },
      push: { concurrency: 4 },
    },
    {
      id: HARVEST_CONNECTOR,
      adapter: 'ckan',
      title: 'Harvest of the sandbox CKAN',
      settings: { url: ckan.url },
      harvest: { every: '1h', pageSize: 50 },
    },
  ];
}

/** The keys in files of their own, and the configuration as its owner would write it. */
async function writeConfiguration(dataDir: string, portals: Portals): Promise<string> {
  await writeFile(join(dataDir, 'udata.key'), portals.udata.key, { mode: 0o600 });
  await writeFile(join(dataDir, 'ckan.key'), portals.ckan.key, { mode: 0o600 });
  const file = join(dataDir, 'connectors.yaml');
  await writeFile(file, stringify({ connectors: connectorsOf(dataDir, portals) }));
  return file;
}

/** What to do next, with a dataset to copy. */
function invite({ context, portals, datasets }: Tour, isDataFair: boolean): void {
  const { say } = context;
  const dataset = datasets.find(({ title }) => (pickText(title, ['fr']) ?? '').length <= SHOWN_LENGTH_MAX);
  say('');
  say('Now change a dataset, in another terminal, and see it in both portals at once:');
  const id = dataset?.id ?? '';
  if (isDataFair)
    say(
      `  curl -X PATCH -H "x-apikey: $(cat ${join(context.dataDir, 'data-fair.key')})" -H 'content-type: application/json' -d '{"title":"Un titre tout neuf"}' ${addressIn(portals.dataFair, id)}`,
    );
  else say(`  ${environment(context)}./bin/navette dataset set ${id} title="Un titre tout neuf"`);
  say(`  curl -s '${portals.udata.url}/api/1/datasets/?sort=-last_update&page_size=1'`);
  say(`  ${environment(context)}./bin/navette status`);
  say('');
}

/** Only what the command line would not find by itself. */
function environment({ apiUrl, dataDir }: DevContext): string {
  const url = apiUrl === 'http://127.0.0.1:8484' ? '' : `NAVETTE_URL=${apiUrl} `;
  const dir = dataDir === join(process.cwd(), '.navette') ? '' : `NAVETTE_DATA_DIR=${dataDir} `;
  return url + dir;
}
