import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'mocha';
import { startCkan } from '../../src/sandbox/ckan/ckan.ts';
import { type UdataSandbox, startUdata } from '../../src/sandbox/udata/udata.ts';
import { PortalClient, at } from '../support/portal-client.ts';
import { UdataPortal } from './udata-traps.ts';

describe('sandbox: faults, log and persistence', () => {
  let sandbox: UdataSandbox;
  let portal: UdataPortal;

  before(async () => {
    sandbox = await startUdata();
    portal = new UdataPortal(sandbox.url, sandbox.key, sandbox.organization);
  });
  afterEach(() => {
    sandbox.faults.clear();
    sandbox.setLatency(0);
  });
  after(() => sandbox.close());

  const total = async (): Promise<number> =>
    Number(at((await portal.get('datasets/', 'total')).body, 'total'));

  it('answers with the status, headers and body that a fault says', async () => {
    sandbox.faults.add({ action: { status: 429, headers: { 'retry-after': '7' }, body: '{}' } });
    const { status, headers } = await portal.get('site/');
    assert.deepEqual([status, headers.get('retry-after')], [429, '7']);
  });

  it('hits only what matches, so many times, after so many', async () => {
    sandbox.faults.add({
      match: { method: 'GET', path: '/site/$' },
      skip: 1,
      times: 1,
      action: { status: 503 },
    });
    const statuses: number[] = [(await portal.get('me/')).status];
    for (let call = 0; call < 3; call += 1) statuses.push((await portal.get('site/')).status);
    assert.deepEqual(statuses, [200, 200, 503, 200]);
  });

  it('hits the same requests for the same seed', async () => {
    const run = async (): Promise<number[]> => {
      sandbox.faults.clear();
      sandbox.faults.add({ probability: 0.5, seed: 42, action: { status: 500 } });
      const statuses: number[] = [];
      for (let call = 0; call < 12; call += 1) statuses.push((await portal.get('site/')).status);
      return statuses;
    };
    const first = await run();
    assert.ok(first.includes(200) && first.includes(500));
    assert.deepEqual(await run(), first);
  });

  it('cuts the connection before anything is done', async () => {
    const before = await total();
    sandbox.faults.add({ match: { method: 'POST' }, action: 'reset' });
    await assert.rejects(portal.post({}));
    assert.equal(await total(), before);
  });

  it('cuts the connection after the work is done', async () => {
    const before = await total();
    sandbox.faults.add({ match: { method: 'POST' }, action: 'reset-after-apply' });
    await assert.rejects(portal.post({}));
    assert.equal(await total(), before + 1);
  });

  it('cuts the connection within the answer', async () => {
    sandbox.faults.add({ action: 'half-body' });
    await assert.rejects(portal.get('datasets/frequencies/'));
  });

  it('sends half of the JSON as if it were whole', async () => {
    sandbox.faults.add({ action: 'truncate' });
    const { status, body } = await portal.get('datasets/frequencies/');
    assert.deepEqual([status, body], [200, undefined]);
  });

  it('sends a page instead of JSON', async () => {
    sandbox.faults.add({ action: 'html' });
    const { headers } = await portal.get('site/');
    assert.match(headers.get('content-type') ?? '', /text\/html/);
  });

  it('never answers', async () => {
    sandbox.faults.add({ action: 'hang' });
    await assert.rejects(fetch(`${sandbox.url}/api/1/site/`, { signal: AbortSignal.timeout(100) }));
  });

  it('answers late', async () => {
    sandbox.faults.add({ action: { slow: 120 } });
    const startedAt = Date.now();
    await portal.get('site/');
    assert.ok(Date.now() - startedAt >= 115);
  });

  it('takes faults and shows its log over HTTP', async () => {
    const { client } = portal;
    const armed = await client.call('POST', '/__sandbox/faults', {
      json: { times: 1, action: { status: 502 } },
    });
    const { status } = await client.call('GET', '/api/1/site/?via=http');
    await client.call('DELETE', '/__sandbox/faults');
    const log = (await client.call('GET', '/__sandbox/log')).body as { path: string; status: number }[];
    assert.deepEqual(
      [armed.status, status, log.at(-1)?.path, log.at(-1)?.status],
      [200, 502, '/api/1/site/?via=http', 502],
    );
  });

  it('refuses a fault that it does not know', async () => {
    const { status } = await portal.client.call('POST', '/__sandbox/faults', { json: { action: 'explode' } });
    assert.equal(status, 400);
  });

  it('counts writes by dataset, a creation under the id that it got', async () => {
    const id = await portal.created();
    await portal.put(id, {});
    await portal.remove(id);
    assert.deepEqual(sandbox.log.summary().datasets[id], { writes: 3, applied: 3, concurrentWritesMax: 1 });
  });

  it('notices two writes to one dataset at once', async () => {
    const id = await portal.created();
    sandbox.setLatency(50);
    await Promise.all([portal.put(id, {}), portal.put(id, {})]);
    assert.equal(sandbox.log.summary().datasets[id]?.concurrentWritesMax, 2);
  });

  it('tells which records carry a mark and live', async () => {
    const id = await portal.created({ extras: { 'navette:mark': 'a/b/c' } });
    const gone = await portal.created({ extras: { 'navette:mark': 'a/b/d' } });
    await portal.remove(gone);
    const { body } = await portal.client.call('GET', '/__sandbox/summary');
    assert.deepEqual(at(body, 'marked'), { 'a/b/c': [id] });
  });

  describe('with a folder', () => {
    let dir: string;
    before(() => {
      dir = mkdtempSync(join(tmpdir(), 'sandbox-'));
    });
    after(() => rmSync(dir, { recursive: true }));

    it('finds everything again after a restart, keys and slugs included', async () => {
      const first = await startUdata({ dir });
      const before = new UdataPortal(first.url, first.key, first.organization);
      const id = await before.created({ title: 'Durable' });
      await before.put(id, { title: 'Durable encore' });
      await first.close();
      const second = await startUdata({ dir });
      const again = new UdataPortal(second.url, first.key, second.organization);
      const { body } = await again.get(`datasets/${id}/`);
      const moved = await again.get('datasets/durable/');
      await second.close();
      assert.deepEqual(
        [at(body, 'title'), moved.status, second.organization],
        ['Durable encore', 308, first.organization],
      );
    });

    it('passes over a last line that a kill cut short', async () => {
      const first = await startCkan({ dir, seed: 3 });
      const client = new PortalClient(first.url, { authorization: first.token });
      const json = { name: 'survivant', owner_org: first.organization };
      await client.call('POST', '/api/3/action/package_create', { json });
      await first.close();
      appendFileSync(join(dir, 'ckan.journal.ndjson'), '["packages","x",{"id":"x","na');
      const second = await startCkan({ dir, seed: 3 });
      const { body } = await new PortalClient(second.url, {}).call('GET', '/api/3/action/package_list');
      await second.close();
      assert.deepEqual(
        [at(body, 'result.length'), (at(body, 'result') as string[]).includes('survivant')],
        [4, true],
      );
    });

    it('runs as a program: one line when ready, an end on SIGTERM', async () => {
      const child = spawn(
        'node',
        ['--import', 'tsx', 'src/sandbox/main.ts', '--data', dir, '--seed-ckan', '2'],
        { stdio: ['ignore', 'pipe', 'inherit'] },
      );
      const ready = await new Promise<string>((resolve) =>
        child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString())),
      );
      const { udata, udataKey, organization } = JSON.parse(ready) as Record<string, string>;
      const made = new UdataPortal(String(udata), String(udataKey), String(organization));
      const { status } = await made.post({});
      const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      assert.deepEqual([status, await ended], [201, 0]);
    }).timeout(20_000);
  });
});
