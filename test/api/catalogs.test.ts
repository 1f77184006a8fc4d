import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { createApi, type Api } from '../../src/api/api.ts';
import { ControlError } from '../../src/control/control.ts';
import { RemoteFault } from '../../src/faults.ts';
import { ControlDouble, status } from './control-double.ts';

const authorization = 'Bearer a-token-of-sixteen';

describe('the API as Data Fair’s catalogue service', () => {
  let control: ControlDouble;
  let api: Api;

  beforeEach(() => {
    control = new ControlDouble();
    control.statuses.set('lyon', status('lyon'));
    api = createApi({
      control,
      tokens: ['a-token-of-sixteen'],
      catalogs: { path: '/elsewhere/api', owner: { type: 'organization', id: 'mairie', name: 'Mairie' } },
    });
  });
  afterEach(() => api.close());

  const get = (url: string) => api.inject({ url, headers: { authorization } });

  it('stands where it is told, and nowhere when it is told nothing', async () => {
    assert.equal((await get('/elsewhere/api/catalogs')).statusCode, 200);
    assert.equal((await get('/catalogs/api/catalogs')).statusCode, 404);
    const without = createApi({ control, tokens: ['a-token-of-sixteen'] });
    const answer = await without.inject({ url: '/elsewhere/api/catalogs', headers: { authorization } });
    assert.equal(answer.statusCode, 404);
    await without.close();
  });

  it('says that there is nothing to choose from where an adapter lists nothing', async () => {
    control.failures.set(
      'preview',
      new ControlError('invalid', 'it cannot harvest', [
        { path: 'connectors[0].harvest', message: 'cannot' },
      ]),
    );
    const answer = await get('/elsewhere/api/catalogs/lyon/resources');
    assert.equal(answer.statusCode, 501);
    assert.match(answer.json().message, /feed cannot be harvested/);
  });

  it('tells of a remote that does not answer', async () => {
    control.failures.set('preview', new RemoteFault('unreachable', 'no answer'));
    assert.equal((await get('/elsewhere/api/catalogs/lyon/resources')).statusCode, 502);
  });

  it('says which field of a publication it cannot take', async () => {
    const publish = (payload: object) =>
      api.inject({ method: 'POST', url: '/elsewhere/api/publications', headers: { authorization }, payload });
    const couple = { catalog: { id: 'lyon' }, dataFairDataset: { id: 'trees' } };
    const wrong = await publish({ ...couple, action: 'overwrite' });
    assert.deepEqual([wrong.statusCode, wrong.json().issues[0].path], [400, 'action']);
    const nowhere = await publish({ ...couple, action: 'replaceFolder' });
    assert.deepEqual([nowhere.statusCode, nowhere.json().issues[0].path], [400, 'remoteFolder']);
    assert.equal((await publish({ ...couple, action: 'createFolderInRoot', newer: true })).statusCode, 201);
    assert.deepEqual(control.calls.filter(([name]) => name === 'publish').length, 1);
  });

  it('knows a publication by connector and dataset, whatever that is called', async () => {
    const answer = await api.inject({
      method: 'DELETE',
      url: `/elsewhere/api/publications/${encodeURIComponent('lyon:source:a/b')}?onlyLink=true`,
      headers: { authorization },
    });
    assert.equal(answer.statusCode, 204);
    assert.deepEqual(control.calls.at(-1), ['unpublish', 'lyon', 'source:a/b', { keepRecord: true }]);
  });
});
