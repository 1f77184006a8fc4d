import assert from 'node:assert/strict';
import { after, afterEach, beforeEach, describe, it } from 'mocha';
import type { PutPlan, PutRequest, PutResult, Session } from '../../../src/adapters/adapter.ts';
import { udata } from '../../../src/adapters/udata/index.ts';
import type { Settings } from '../../../src/adapters/udata/settings.ts';
import { RemoteFault } from '../../../src/faults.ts';
import type { HttpExchange } from '../../../src/http/http.ts';
import { Dataset } from '../../../src/model/dataset.ts';
import { matchTheme } from '../../../src/vocabularies/themes.ts';
import { startUdata, type UdataSandbox } from '../../../src/sandbox/udata/udata.ts';
import { FaultProxy } from '../../support/fault-proxy.ts';
import { closeClients, putting, sessionOn } from './support.ts';

type Json = Record<string, unknown>;

const usage = (id: string, more: Json = {}): Json => ({
  id,
  url: `https://data.example.org/app/${id}`,
  title: { fr: `Carte ${id}` },
  description: { fr: 'Une carte.' },
  type: 'visualization',
  ...more,
});
const dataset = (id: string, ...usages: Json[]): Dataset =>
  Dataset.parse({
    kind: 'dataset',
    id,
    title: { fr: `Jeu ${id}` },
    description: { fr: 'Texte' },
    ...(usages.length === 0 ? {} : { usage: usages }),
  });

describe('udata: reuses', () => {
  let site: UdataSandbox;
  let session: Session<Settings>;
  let exchanges: HttpExchange[];

  beforeEach(async () => {
    site = await startUdata();
    exchanges = [];
    session = on(site.url);
  });
  afterEach(() => site.close());
  after(closeClients);

  function on(url: string, more: Json = {}): Session<Settings> {
    return sessionOn({ url, apiKey: site.key, organization: site.organization, ...more }, { exchanges });
  }

  async function call(method: string, path: string, body?: unknown, key = site.key): Promise<Json> {
    const answer = await fetch(`${site.url}/api/1/${path}`, {
      method,
      headers: { 'x-api-key': key, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`);
    return text === '' ? {} : (JSON.parse(text) as Json);
  }

  /** Those that are not deleted. */
  async function reuses(): Promise<Json[]> {
    const { data } = await call('GET', 'reuses/?sort=created');
    return (data as Json[]).filter(({ deleted }) => deleted === null);
  }

  const titles = async (): Promise<string[]> => (await reuses()).map(({ title }) => String(title));
  const shownIn = (reuse: Json | undefined): string[] =>
    ((reuse?.['datasets'] ?? []) as Json[]).map(({ title }) => String(title)).toSorted();

  async function put(
    one: Dataset,
    before?: PutResult,
    more: Partial<PutRequest> = {},
    through = session,
  ): Promise<PutResult> {
    const known =
      before === undefined
        ? {}
        : { remoteId: before.remoteId, base: before.base, distributionIds: before.distributionIds };
    const result = await udata.put?.(through, putting(one, { ...known, ...more }).request);
    assert.ok(result !== undefined);
    return result;
  }

  const asked = (): string[] =>
    exchanges
      .splice(0)
      .map(({ method, url }) => `${method} ${new URL(url).pathname.replace('/api/1/', '')}`)
      .filter((one) => one.includes('reuses'));

  it('makes one for each usage, with its topic by the theme, and asks nothing more while all is the same', async () => {
    const one = { ...dataset('a', usage('x'), usage('y', { type: 'jeu' })), theme: [matchTheme('TRAN')] };
    const first = await put(one);
    assert.equal(first.action, 'created');
    const [x, y] = await reuses();
    assert.deepEqual(
      ['title', 'description', 'url', 'type', 'topic'].map((field) => x?.[field]),
      ['Carte x', 'Une carte.', 'https://data.example.org/app/x', 'visualization', 'transport_and_mobility'],
    );
    assert.equal(y?.['type'], 'application');
    assert.deepEqual(shownIn(x), ['Jeu a']);
    assert.ok(first.losses.some(({ field, value }) => field === 'usage.type' && value === 'jeu'));
    asked();
    assert.equal((await put(one, first)).action, 'unchanged');
    assert.deepEqual(asked(), ['GET reuses/']);
  });

  it('costs a dataset without usage no request', async () => {
    const first = await put(dataset('a'));
    await put({ ...dataset('a'), title: { fr: 'Autre' } }, first);
    assert.deepEqual(asked(), []);
  });

  it('brings a renamed one up to date, and leaves what people added to it', async () => {
    const first = await put(dataset('a', usage('x')));
    const [before] = await reuses();
    const foreign = await call('POST', 'datasets/', {
      title: 'Voisin',
      description: 'x',
      organization: site.organization,
    });
    await call('PUT', `reuses/${String(before?.['id'])}/`, {
      tags: ['carte'],
      topic: 'health',
      datasets: [{ id: first.remoteId }, { id: foreign['id'] }],
      extras: { ...(before?.['extras'] as Json), somebody: 'kept' },
    });
    const renamed = dataset('a', usage('x', { title: { fr: 'Autre nom' } }));
    const second = await put(renamed, first);
    assert.deepEqual(
      second.diff.map(({ field }) => field),
      ['reuse:x'],
    );
    const [after, ...more] = await reuses();
    assert.deepEqual(more, []);
    assert.deepEqual([after?.['id'], after?.['title']], [before?.['id'], 'Autre nom']);
    assert.deepEqual([after?.['tags'], after?.['topic']], [['carte'], 'health']);
    assert.equal((after?.['extras'] as Json | undefined)?.['somebody'], 'kept');
    assert.deepEqual(shownIn(after), ['Jeu a', 'Voisin']);
    assert.equal((await put(renamed, second)).action, 'unchanged');
  });

  it('is one for all datasets that a usage shows, also when they are pushed at once', async () => {
    const results = await Promise.all(['a', 'b', 'c', 'd'].map((id) => put(dataset(id, usage('x')))));
    const [only, ...more] = await reuses();
    assert.deepEqual(more, []);
    assert.deepEqual(shownIn(only), ['Jeu a', 'Jeu b', 'Jeu c', 'Jeu d']);
    for (const [index, id] of ['a', 'b', 'c', 'd'].entries())
      assert.equal((await put(dataset(id, usage('x')), results[index])).action, 'unchanged');
  });

  it('loses the link with the usage, and goes with the last', async () => {
    const a = await put(dataset('a', usage('x')));
    const b = await put(dataset('b', usage('x')));
    const without = await put(dataset('a'), a);
    assert.equal(without.action, 'updated');
    assert.deepEqual(shownIn((await reuses())[0]), ['Jeu b']);
    await put(dataset('b'), b);
    assert.deepEqual(await titles(), []);
    asked();
    await put(dataset('a'), without);
    assert.deepEqual(asked(), []);
  });

  it('comes back as the same when its usage does', async () => {
    const a = await put(dataset('a', usage('x')));
    const [before] = await reuses();
    const without = await put(dataset('a'), a);
    await put(dataset('a', usage('x')), without);
    assert.deepEqual(
      (await reuses()).map(({ id }) => id),
      [before?.['id']],
    );
  });

  for (const how of ['remove', 'archive', 'private'] as const) {
    it(`loses the link when the record goes: ${how}`, async () => {
      const a = await put(dataset('a', usage('x'), usage('y')));
      await put(dataset('b', usage('y')));
      const guard = () => Promise.resolve();
      const planned: string[] = [];
      if (how === 'remove') await udata.remove?.(session, a.remoteId, guard);
      else
        await udata.withdraw?.(session, {
          remoteId: a.remoteId,
          mark: '9f3c2a1b/connector/a',
          how,
          withdrawn: [],
          planned: (diff) => void planned.push(...diff.map(({ field }) => field)),
          guard,
        });
      assert.deepEqual(await titles(), ['Carte y']);
      assert.deepEqual(shownIn((await reuses())[0]), ['Jeu b']);
      if (how === 'remove') return;
      assert.deepEqual(planned.slice(1).toSorted(), ['reuse:x', 'reuse:y']);
      const back = await put(dataset('a', usage('x'), usage('y')), a, { withdrawn: [how], edits: 'keep' });
      assert.deepEqual((await titles()).toSorted(), ['Carte x', 'Carte y']);
      assert.equal((await put(dataset('a', usage('x'), usage('y')), back)).action, 'unchanged');
    });
  }

  it('is not made twice when the answer to its creation was lost', async () => {
    const proxy = await FaultProxy.start(site.url);
    const cutting = on(proxy.url);
    const hits = proxy.add({
      matches: ({ method, path }) => method === 'POST' && path.startsWith('/api/1/reuses/'),
      times: 1,
      action: 'lose',
    });
    let id = '';
    const one = dataset('a', usage('x'));
    const { request } = putting(one, { created: async (remoteId) => void (id = remoteId) });
    await assert.rejects(
      async () => udata.put?.(cutting, request),
      (fault) => fault instanceof RemoteFault && fault.kind === 'unreachable',
    );
    assert.equal(hits(), 1);
    const result = await udata.put?.(cutting, putting(one, { remoteId: id, intended: true }).request);
    await proxy.close();
    assert.deepEqual(await titles(), ['Carte x']);
    assert.deepEqual(shownIn((await reuses())[0]), ['Jeu a']);
    assert.ok(result !== undefined);
    assert.equal((await put(one, result)).action, 'unchanged');
  });

  it('takes over what people of the organisation registered under the address, and gives it back', async () => {
    const made = await call('POST', 'reuses/', {
      title: 'À la main',
      description: 'd',
      type: 'application',
      topic: 'others',
      url: 'https://data.example.org/app/x',
      organization: site.organization,
      extras: { somebody: 'kept' },
    });
    const a = await put(dataset('a', usage('x')));
    const [adopted, ...more] = await reuses();
    assert.deepEqual(more, []);
    assert.deepEqual([adopted?.['id'], adopted?.['title']], [made['id'], 'Carte x']);
    await put(dataset('a'), a);
    const [left] = await reuses();
    assert.deepEqual([left?.['id'], left?.['extras'], shownIn(left)], [made['id'], { somebody: 'kept' }, []]);
  });

  it('leaves a reuse of others under the same address alone, and tells it', async () => {
    const stranger = { title: 'Ailleurs', description: 'd', type: 'api', topic: 'others' };
    await call('POST', 'reuses/', { ...stranger, url: 'https://data.example.org/app/x' }, site.strangerKey);
    const one = dataset('a', usage('x'), usage('y'));
    const first = await put(one);
    assert.deepEqual(await titles(), ['Ailleurs', 'Carte y']);
    assert.match(first.losses.find(({ field }) => field === 'usage')?.reason ?? '', /déjà prise/);
    exchanges.splice(0);
    const second = await put(one, first);
    assert.equal(second.action, 'unchanged');
    assert.ok(second.losses.some(({ field }) => field === 'usage'));
    assert.deepEqual(asked(), ['GET reuses/']);
  });

  it('tells an address that udata does not take, and pushes the dataset', async () => {
    const first = await put(dataset('a', usage('x', { url: 'https://pas-un-domaine/x' })));
    assert.equal(first.action, 'created');
    assert.deepEqual(await titles(), []);
    assert.match(first.losses.find(({ field }) => field === 'usage')?.reason ?? '', /pas-un-domaine/);
  });

  it('keeps to the policy for what people edited', async () => {
    const one = dataset('a', usage('x'));
    const first = await put(one);
    const [reuse] = await reuses();
    await call('PUT', `reuses/${String(reuse?.['id'])}/`, { title: 'Retouché' });
    const { conflicts, action } = await put(one, first, { edits: 'ask' });
    assert.deepEqual([action, conflicts.map(({ field }) => field)], ['conflict', ['reuse:x']]);
    assert.equal((await put(one, first, { edits: 'keep' })).action, 'unchanged');
    assert.deepEqual(await titles(), ['Retouché']);
    await put(one, first);
    assert.deepEqual(await titles(), ['Carte x']);
  });

  it('tells in the plan what it will write, and writes nothing', async () => {
    const stop = (plans: PutPlan[]) => ({
      planned: (plan: PutPlan) => {
        plans.push(plan);
        throw new Error('only looking');
      },
    });
    const plans: PutPlan[] = [];
    await assert.rejects(put(dataset('a', usage('x')), undefined, stop(plans)), /only looking/);
    const first = await put(dataset('a', usage('x')));
    await assert.rejects(put(dataset('a', usage('y')), first, stop(plans)), /only looking/);
    assert.deepEqual(
      plans.map(({ action, diff }) => [
        action,
        ...diff.flatMap(({ field }) => (field.startsWith('reuse:') ? [field] : [])),
      ]),
      [
        ['create', 'reuse:x'],
        ['update', 'reuse:x', 'reuse:y'],
      ],
    );
    assert.deepEqual(await titles(), ['Carte x']);
  });

  it('are taken away from a draft, which not everybody may see', async () => {
    const first = await put(dataset('a', usage('x')));
    const drafts = on(site.url, { private: true });
    const second = await put(dataset('a', usage('x')), first, {}, drafts);
    assert.equal(second.action, 'updated');
    assert.ok(second.losses.some(({ field, reason }) => field === 'usage' && reason.includes('draft')));
    assert.deepEqual(await titles(), []);
  });

  it('are left alone when the settings say so', async () => {
    const first = await put(dataset('a', usage('x')));
    const off = on(site.url, { reuses: false });
    exchanges.splice(0);
    const second = await put(dataset('a', usage('y')), first, {}, off);
    assert.equal(second.action, 'unchanged');
    assert.ok(second.losses.some(({ field }) => field === 'usage'));
    await udata.remove?.(off, first.remoteId, () => Promise.resolve());
    assert.deepEqual(asked(), []);
    assert.deepEqual(await titles(), ['Carte x']);
  });
});
