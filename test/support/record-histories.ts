import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { startUdata } from '../../src/sandbox/udata/udata.ts';
import { startCkan } from '../../src/sandbox/ckan/ckan.ts';
import { FileHost } from './file-host.ts';
import { installation, until } from './installation.ts';
import { ckanAction } from './portal-view.ts';
import { stopServers } from './servers.ts';

/**
 * Records histories of the workflow shapes that there are, for `test/workflows/replay.test.ts`. Run it when workflow code
 * gets a new shape, and keep the old files: `npx tsx test/support/record-histories.ts <name>`.
 */
const [name] = process.argv.slice(2);
if (name === undefined) throw new RangeError('give the recordings a name, for example 0.1.0');

const portal = await startUdata();
const dataDir = await mkdtemp(join(tmpdir(), 'navette-recording-'));
const navette = await installation({ KEY: portal.key }, { dataDir });
await navette.startWorkers();
const settings = { url: portal.url, organization: portal.organization, apiKey: 'env:KEY' };
await navette.control.apply(
  [
    { id: 'recorded', adapter: 'udata', settings, push: { retryFirst: '1s' } },
    { id: 'recorded-harvest', adapter: 'udata', settings: { url: portal.url }, harvest: { pageSize: 5 } },
    {
      id: 'recorded-failure',
      adapter: 'udata',
      settings: { ...settings, url: `${portal.url}/nothing-here` },
      harvest: {},
    },
  ],
  { retireOthers: false },
);
const write = (id: string): Promise<unknown> =>
  navette.control.writeDataset(
    id,
    { dataset: { kind: 'dataset', id, title: { fr: id }, description: { fr: id } } },
    'recording',
  );
const settled = async (): Promise<boolean> => {
  const { push, state } = await navette.control.connector('recorded');
  return state === 'idle' && push !== undefined && push.outbox.waiting + push.outbox.deferred === 0;
};

for (let index = 0; index < 12; index += 1) await write(`d${index}`);
await until('quiet', settled);
portal.faults.add({ times: 8, action: { status: 503 } });
for (let index = 0; index < 3; index += 1) await write(`down${index}`);
await until('quiet after an outage', settled, 60_000);
portal.faults.add({
  match: { method: 'POST' },
  times: 1,
  action: { status: 429, headers: { 'retry-after': '1' } },
});
await write('throttled');
await until('quiet after a wait', settled, 60_000);
await navette.control.pause('recorded');
await write('paused');
await navette.control.resume('recorded');
await navette.control.pushNow('recorded', ['d1', 'd2']);
await until('quiet at the end', settled);
for (const connectorId of ['recorded-harvest', 'recorded-failure']) {
  await navette.control.harvest(connectorId);
  await until(
    'the end of the run',
    async () => {
      const [run] = await navette.control.runs({ connectorId, limit: 1 });
      return run !== undefined && run.state !== 'running';
    },
    60_000,
  );
}

const files = await FileHost.start();
const catalogue = await startCkan();
const url = files.put('/trees.csv', 'name,height\noak,12\n', { troubles: [{ status: 503 }] });
await ckanAction(catalogue, 'package_create', {
  name: 'trees',
  owner_org: catalogue.organization,
  resources: [{ url, format: 'CSV' }],
});
await navette.control.apply(
  [{ id: 'recorded-files', adapter: 'ckan', settings: { url: catalogue.url }, harvest: { take: 'data' } }],
  { retireOthers: false },
);
await navette.control.harvest('recorded-files');
await until(
  'the file',
  async () => (await navette.control.connector('recorded-files')).harvest?.files?.done === 1,
  120_000,
);
await navette.control.pause('recorded-files');
await navette.control.resume('recorded-files');

const client = await navette.wired.parts.client();
const folder = new URL('../histories/', import.meta.url);
await mkdir(folder, { recursive: true });
for await (const { workflowId, runId } of client.workflow.list()) {
  const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
  const file = `${name}-${workflowId.replaceAll('/', '-').replace(/-\d{4}-\d\d-\d\dT.*$/, '')}.json`;
  await writeFile(
    new URL(file, folder),
    `${JSON.stringify({ workflowId, history: JSON.parse(historyToJSON(history)) as unknown }, null, 1)}\n`,
  );
  console.log(file, history.events?.length, 'events');
}
await navette.close();
await portal.close();
await files.close();
await catalogue.close();
await rm(dataDir, { recursive: true, force: true });
await stopServers();
process.exit(0);
