import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { pushWorkflowId } from '../../src/ledger/own.ts';
import { startUdata } from '../../src/sandbox/udata/udata.ts';
import { begun } from './harvested.ts';
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
    {
      id: 'recorded',
      adapter: 'udata',
      settings,
      push: {
        select: { exclude: ['changed'] },
        retryFirst: '1s',
        retryLongest: '2s',
        ownWorkflowAfter: 1,
        maxAttempts: 4,
      },
    },
    {
      id: 'recorded-patient',
      adapter: 'udata',
      settings,
      push: { select: { ids: ['changed'] }, retryFirst: '1h', retryLongest: '1h', ownWorkflowAfter: 1 },
    },
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
await until('quiet', settled, 60_000);
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
await until('quiet at the end', settled, 60_000);
// Datasets with workflows of their own: one is pushed there, one fails for good, one is pushed by its connector at its next change.
for (const [connectorId, id] of [
  ['recorded', 'mended'],
  ['recorded', 'hopeless'],
  ['recorded-patient', 'changed'],
] as const) {
  const own = (await navette.wired.parts.client()).workflow.getHandle(pushWorkflowId(connectorId, id));
  portal.faults.add({ match: { method: 'POST', path: '/datasets/$' }, action: { status: 500, body: '{}' } });
  await write(id);
  await until(
    'a try that failed',
    () =>
      own.describe().then(
        ({ raw }) => (raw.pendingActivities?.[0]?.attempt ?? 0) > 1,
        () => false,
      ),
    60_000,
  );
  if (id !== 'hopeless') portal.faults.clear();
  if (id === 'changed') await navette.control.retry(connectorId, [id]);
  console.log(id, await own.result());
  portal.faults.clear();
}
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

await navette.control.reconcile('recorded');
await navette.control.reconcile('recorded', { verify: true });
await until(
  'the end of the verification',
  async () => (await navette.control.drift('recorded', 1)).verification?.state === 'complete',
  60_000,
);
// A harvest that is held, tuned and stopped while it runs.
portal.faults.add({ match: { path: '/api/1/datasets' }, action: { slow: 100 } });
await navette.control.apply(
  [
    { id: 'recorded', adapter: 'udata', settings, push: { retryFirst: '1s' } },
    { id: 'recorded-steered', adapter: 'udata', settings: { url: portal.url }, harvest: { pageSize: 1 } },
  ],
  { retireOthers: false },
);
const steeredId = await begun(navette, 'recorded-steered', 'validate');
await navette.control.steer(steeredId, { action: 'pause' });
await navette.control.steer(steeredId, { action: 'tune', pageSize: 2 });
await navette.control.steer(steeredId, { action: 'resume' });
await navette.control.steer(steeredId, { action: 'stop' });
await until(
  'the end of the steered run',
  async () => (await navette.control.run(steeredId)).state !== 'running',
);
// A run that wants to remove more than it may, and a person who lets it.
const ckan = await startCkan({ seed: 8 });
const harvest = { pageSize: 5, absences: 1, grace: '0s' };
await navette.control.apply(
  [{ id: 'recorded-hold', adapter: 'ckan', settings: { url: ckan.url }, harvest }],
  { retireOthers: false },
);
for (let round = 0; round < 2; round += 1) {
  await navette.control.harvest('recorded-hold');
  await until(
    'the end of the run',
    async () => {
      const known = await navette.control.runs({ connectorId: 'recorded-hold', limit: 5 });
      return known.length > round && known.every(({ state }) => state !== 'running');
    },
    60_000,
  );
  const names = (await ckanAction(ckan, 'package_list', {})) as string[];
  if (round === 0) for (const id of names.slice(0, 4)) await ckanAction(ckan, 'package_delete', { id });
}
const [held] = await navette.control.holds({ limit: 1 });
await navette.control.decideHold(held?.runId ?? '', { approve: true, by: 'recording' });
await until('the removals', async () => (await navette.control.holds({ limit: 1 })).length === 0, 60_000);
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

/** Where the code lay on the machine that recorded is nobody's business. */
const withoutStack = (key: string, value: unknown): unknown => (key === 'stackTrace' ? '' : value);

const client = await navette.wired.parts.client();
const folder = new URL('../histories/', import.meta.url);
await mkdir(folder, { recursive: true });
const longest = new Map<string, number>();
for await (const { workflowId, runId } of client.workflow.list()) {
  const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
  const file = `${name}-${workflowId
    .replaceAll('/', '-')
    .replace(/-\d{4}-\d\d-\d\dT.*$/, '')
    .replace(/^(removals-.*)-[0-9a-f-]{36}$/, '$1')}.json`;
  // Of runs of one connector the longest history has the most to replay.
  const events = history.events?.length ?? 0;
  if (events <= (longest.get(file) ?? 0)) continue;
  longest.set(file, events);
  await writeFile(
    new URL(file, folder),
    `${JSON.stringify({ workflowId, history: JSON.parse(historyToJSON(history), withoutStack) as unknown }, null, 1)}\n`,
  );
  console.log(file, events, 'events');
}
await navette.close();
await portal.close();
await ckan.close();
await files.close();
await catalogue.close();
await rm(dataDir, { recursive: true, force: true });
await stopServers();
process.exit(0);
