import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { createApi, type Api } from '../../src/api/api.ts';
import { ControlDouble } from './control-double.ts';

const KEY = 'secret-of-the-catalogs';

let control: ControlDouble;
let api: Api;

function opened(): void {
  beforeEach(() => {
    control = new ControlDouble();
    api = createApi({ control, tokens: ['a-token-of-sixteen'], hookKey: KEY });
  });
  afterEach(() => api.close());
}

describe('the hook of Data Fair', () => {
  opened();
  const call = (payload: object, headers: Record<string, string> = { 'x-secret-key': KEY }) =>
    api.inject({ method: 'POST', url: '/api/datasets', payload, headers });

  it('is taken as Data Fair sends it', async () => {
    const answer = await call({ update: ['a', 'b', 'a'], delete: ['c'] });
    assert.equal(answer.statusCode, 200);
    assert.deepEqual(control.calls.at(-1), ['platformHinted', ['a', 'b', 'c']]);
  });

  it('may name nothing, leave a list out, or say more than today', async () => {
    for (const body of [{}, { update: [] }, { delete: ['c'] }, { update: ['a'], owner: 'x' }])
      assert.equal((await call(body)).statusCode, 200);
  });

  it('needs the key, whatever else it brings', async () => {
    const wrong = [
      {},
      { 'x-secret-key': '' },
      { 'x-secret-key': 'x' },
      { authorization: 'Bearer a-token-of-sixteen' },
    ];
    for (const headers of wrong) assert.equal((await call({ update: ['a'] }, headers)).statusCode, 401);
    assert.deepEqual(control.calls, []);
  });

  it('opens nothing else with that key', async () => {
    const answer = await api.inject({ url: '/api/v1/datasets', headers: { 'x-secret-key': KEY } });
    assert.equal(answer.statusCode, 401);
  });

  it('is not there where no key was set', async () => {
    const closed = createApi({ control, tokens: ['a-token-of-sixteen'] });
    const answer = await closed.inject({
      method: 'POST',
      url: '/api/datasets',
      payload: { update: ['a'] },
      headers: { authorization: 'Bearer a-token-of-sixteen' },
    });
    assert.equal(answer.statusCode, 404);
    await closed.close();
  });

  it('refuses ids that are none', async () => {
    for (const update of ['a', [1], [''], ['x'.repeat(600)]])
      assert.equal((await call({ update })).statusCode, 400);
  });
});

describe('events of the events service of Data Fair', () => {
  opened();
  const call = (payload: object, headers: Record<string, string> = { 'x-secret-key': KEY }) =>
    api.inject({ method: 'POST', url: '/api/events', payload, headers });
  const about = (key: string, extra?: unknown) => ({
    title: 'x',
    body: 'y',
    topic: { key },
    date: '2026-11-30T08:00:00Z',
    ...(extra === undefined ? {} : { extra }),
  });

  it('hint at the dataset that they are about, by its id where they say it, else by the topic', async () => {
    const resource = { type: 'dataset', id: 'arbres-1', title: 'Arbres' };
    const told = [
      about('data-fair:dataset-patched-properties:arbres', { resource }),
      about('data-fair:dataset-published:data-fair-portals:p1', { resource }),
      about('data-fair:dataset-delete:vieux'),
    ];
    for (const payload of told) assert.deepEqual((await call(payload)).json(), { accepted: 1 });
    assert.deepEqual(control.calls, [
      ['platformHinted', ['arbres-1']],
      ['platformHinted', ['arbres-1']],
      ['platformHinted', ['vieux']],
    ]);
  });

  it('are taken and forgotten when they are about something else', async () => {
    const told = [
      about('data-fair:application-application-created:carte', {
        resource: { type: 'application', id: 'carte' },
      }),
      about('data-fair:dataset-published-topic:data-fair-portals:p1:t1'),
      about('data-fair:settings:api-key-created'),
      about('simple-directory:organization-created'),
    ];
    for (const payload of told) assert.deepEqual((await call(payload)).json(), { accepted: 0 });
    assert.deepEqual(control.calls, []);
  });

  it('need the key and a topic', async () => {
    const event = about('data-fair:dataset-delete:a');
    for (const headers of [{}, { 'x-secret-key': 'x' }, { authorization: 'Bearer a-token-of-sixteen' }])
      assert.equal((await call(event, headers)).statusCode, 401);
    assert.equal((await call({ title: 'x' })).statusCode, 400);
    assert.deepEqual(control.calls, []);
  });
});
