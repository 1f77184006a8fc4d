import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, it } from 'mocha';
import { startDataFair } from '../../../src/sandbox/data-fair/data-fair.ts';
import { PortalClient, at } from '../../support/portal-client.ts';
import { Site } from './site.ts';

describe('sandbox: data-fair installation', () => {
  const site = new Site();

  afterEach(() => site.sandbox.faults.clear());

  it('cuts the connection after the work is done', async () => {
    const { length } = site.sandbox.datasets();
    site.sandbox.faults.add({ match: { method: 'POST', path: '/datasets$' }, action: 'reset-after-apply' });
    await assert.rejects(site.created());
    assert.equal(site.sandbox.datasets().length, length + 1);
  });

  it('is told over HTTP how to behave', async () => {
    const admin = new PortalClient(site.sandbox.url, {});
    const right = await admin.call('POST', '/__sandbox/switches', { json: { stepMs: 7, hooksLost: 0.5 } });
    const wrong = await admin.call('POST', '/__sandbox/switches', { json: { hooksLost: 2 } });
    const unknown = await admin.call('POST', '/__sandbox/switches', { json: { zorg: 1 } });
    assert.deepEqual([right.status, wrong.status, unknown.status], [200, 400, 400]);
    assert.match(unknown.text, /stepMs/);
    assert.equal(site.sandbox.switches.stepMs, 7);
    site.sandbox.switches.hooksLost = 0;
  });

  it('shows what carries a mark in its summary', async () => {
    const id = await site.created({ extras: { navetteId: 'urn:navette:1' } });
    const { body } = await new PortalClient(site.sandbox.url, {}).call('GET', '/__sandbox/summary');
    assert.deepEqual((at(body, 'marked') as Record<string, string[]>)['urn:navette:1'], [id]);
  });

  it('answers under the path that it was given, and nowhere else', async () => {
    const bare = await startDataFair({ basePath: '' });
    const client = new PortalClient(bare.url, { 'x-apikey': bare.key });
    const statuses = [
      (await client.call('GET', '/api/v1/datasets')).status,
      (await client.call('GET', '/data-fair/api/v1/datasets')).status,
    ];
    await bare.close();
    assert.deepEqual(statuses, [200, 404]);
  });

  it('keeps everything in its folder, and goes on with what it was processing', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'data-fair-'));
    const first = await startDataFair({ dir, switches: { stepMs: 60_000 } });
    const client = new PortalClient(`${first.publicUrl}/api/v1`, { 'x-apikey': first.key });
    const rest = { isRest: true, title: 'r', schema: [{ key: 'a', type: 'integer' }] };
    const { body } = await client.call('POST', '/datasets', { json: rest });
    const id = String(at(body, 'id'));
    await client.call('POST', `/datasets/${id}/_bulk_lines`, { json: [{ a: 1 }, { a: 2 }] });
    await first.close();
    const second = await startDataFair({ dir });
    second.finishProcessing();
    const kept = [second.key === first.key, second.lines(id).map(({ a }) => a), second.dataset(id)?.count];
    await second.close();
    rmSync(dir, { recursive: true, force: true });
    assert.deepEqual(kept, [true, [1, 2], 2]);
  });
});
