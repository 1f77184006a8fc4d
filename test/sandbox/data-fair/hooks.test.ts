import assert from 'node:assert/strict';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, afterEach, before, describe, it } from 'mocha';
import { Site } from './site.ts';

interface Received {
  path: string;
  secret: string | undefined;
  body: { update?: string[]; delete?: string[]; event?: string; href?: string; topic?: { key: string } };
}

describe('sandbox: data-fair hooks', () => {
  const site = new Site({ switches: { catalogsEveryMs: 20 } });
  const received: Received[] = [];
  let receiver: Server;
  let url = '';
  let status = 200;

  before(async () => {
    receiver = createServer((request, response) => {
      let text = '';
      request.on('data', (chunk) => (text += String(chunk)));
      request.on('end', () => {
        const secret = request.headers['x-secret-key'];
        received.push({ path: request.url ?? '', secret: String(secret), body: JSON.parse(text) });
        response.writeHead(status).end();
      });
    });
    await new Promise<void>((ready) => receiver.listen(0, '127.0.0.1', ready));
    url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
    site.sandbox.switches.catalogsUrl = url;
  });
  afterEach(() => {
    Object.assign(site.sandbox.switches, {
      hooksLost: 0,
      hooksRepeated: 0,
      hooksDelayMs: 0,
      hooksReordered: false,
      catalogsEveryMs: 20,
    });
    status = 200;
    received.length = 0;
  });
  after(() => receiver.close());

  const until = async (isDone: () => boolean): Promise<void> => {
    while (!isDone()) await new Promise((resolve) => setTimeout(resolve, 5));
  };
  const updates = (): string[] => received.flatMap(({ body }) => body.update ?? []);

  it('tells the catalogs service what was edited and deleted, once in a while, ids as often as they came', async () => {
    const id = await site.created();
    site.sandbox.switches.catalogsEveryMs = 100;
    await site.patch(`/datasets/${id}`, { title: 'a' });
    await site.patch(`/datasets/${id}`, { title: 'b' });
    await site.delete(`/datasets/${id}`);
    await until(() => received.length > 0);
    const [{ path, secret, body } = { path: '', secret: '', body: {} }] = received;
    assert.deepEqual(
      [path, secret, body],
      ['/api/datasets', 'secret-catalogs', { update: [id, id], delete: [id] }],
    );
  });

  it('is silent about creations, edits that change nothing, lines and the end of the processing', async () => {
    const silent = await site.rest({ origin: 'x' });
    await site.patch(`/datasets/${silent}`, { origin: 'x' });
    await site.post(`/datasets/${silent}/_bulk_lines`, [{ code: 'a' }]);
    const told = await site.created();
    await site.patch(`/datasets/${told}`, { title: 'x' });
    await until(() => updates().includes(told));
    assert.deepEqual(updates(), [told]);
  });

  it('speaks up when what was private becomes public', async () => {
    const id = await site.created();
    await site.put(`/datasets/${id}/permissions`, [{ classes: ['list', 'read'] }]);
    await until(() => updates().includes(id));
  });

  it('tries again after a 5xx, and not after a refusal', async () => {
    const [id, other] = [await site.created(), await site.created()];
    status = 503;
    await site.patch(`/datasets/${id}`, { title: 'x' });
    await until(() => received.length > 1);
    status = 403;
    await until(() => site.sandbox.hooks().at(-1)?.status === 403);
    received.length = 0;
    status = 200;
    await site.patch(`/datasets/${other}`, { title: 'x' });
    await until(() => received.length > 0);
    assert.deepEqual(updates(), [other]);
  });

  it('loses hooks when told to, and knows it', async () => {
    const id = await site.created();
    site.sandbox.switches.hooksLost = 1;
    await site.patch(`/datasets/${id}`, { title: 'x' });
    await until(() => site.sandbox.hooks().at(-1)?.status === 'lost');
    assert.deepEqual(received, []);
  });

  it('repeats hooks when told to', async () => {
    const id = await site.created();
    site.sandbox.switches.hooksRepeated = 1;
    await site.patch(`/datasets/${id}`, { title: 'x' });
    await until(() => received.length === 2);
    assert.deepEqual(updates(), [id, id]);
  });

  it('delivers two hooks in the other order when told to', async () => {
    const [first, second] = [await site.created(), await site.created()];
    site.sandbox.switches.hooksReordered = true;
    await site.patch(`/datasets/${first}`, { title: 'x' });
    await new Promise((resolve) => setTimeout(resolve, 60));
    await site.patch(`/datasets/${second}`, { title: 'x' });
    await until(() => received.length === 2);
    assert.deepEqual(updates(), [second, first]);
  });

  it('calls the webhooks of an account for data, and not for words', async () => {
    const webhooks = [{ title: 'x', events: [], target: { type: 'http', params: { url: `${url}/compte` } } }];
    const settings = site.withCookie(site.sandbox.cookie);
    await settings.call('PATCH', `/settings/organization/${site.sandbox.owner.id}`, { json: { webhooks } });
    const id = await site.created();
    await site.patch(`/datasets/${id}`, { title: 'x' });
    await until(() => updates().includes(id));
    const called = received.filter(({ path }) => path === '/compte');
    assert.deepEqual(
      called.map(({ body }) => [body.event, body.href]),
      [['dataset-created', `${site.sandbox.publicUrl}/api/v1/datasets/${id}`]],
    );
    await settings.call('PATCH', `/settings/organization/${site.sandbox.owner.id}`, {
      json: { webhooks: [] },
    });
  });

  it('calls whoever subscribed to the topic of an event, words included', async () => {
    const service = `${site.sandbox.url}/events/api`;
    await site.withCookie(site.sandbox.cookie).call('POST', `${service}/webhook-subscriptions`, {
      json: {
        title: 'x',
        topic: { key: 'data-fair:dataset-' },
        sender: site.sandbox.owner,
        url: `${url}/topic`,
        header: { key: 'x-secret-key', value: 'le mien' },
      },
    });
    const id = await site.created();
    await site.patch(`/datasets/${id}`, { title: 'x' });
    const topics = (): string[] =>
      received.filter(({ path }) => path === '/topic').map(({ body }) => body.topic?.key ?? '');
    await until(() => topics().includes(`data-fair:dataset-patched-properties:${id}`));
    assert.equal(received.find(({ path }) => path === '/topic')?.secret, 'le mien');
    const byKey = await site.get(`${service}/events`);
    const bySession = await site.withCookie(site.sandbox.cookie).call('GET', `${service}/events?size=1`);
    assert.deepEqual([byKey.status, bySession.status], [401, 200]);
  });
});
