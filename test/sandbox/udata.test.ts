import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { type UdataSandbox, startUdata } from '../../src/sandbox/udata/udata.ts';
import { PortalClient, at } from '../support/portal-client.ts';
import { UdataPortal, udataTraps } from './udata-traps.ts';

describe('sandbox: udata', () => {
  let sandbox: UdataSandbox;
  let portal: UdataPortal;

  before(async () => {
    sandbox = await startUdata();
    portal = new UdataPortal(sandbox.url, sandbox.key, sandbox.organization);
  });
  after(() => sandbox.close());

  for (const [part, traps] of Object.entries(udataTraps)) {
    describe(part, () => {
      for (const { fact, observe, shows } of traps) {
        it(fact, async () => {
          assert.deepEqual(await observe(portal), shows);
        });
      }
    });
  }

  it('answers 423 to creations while it takes no writes, and still updates', async () => {
    const id = await portal.created();
    sandbox.switches.readOnly = true;
    const statuses = [(await portal.post({})).status, (await portal.put(id, {})).status];
    sandbox.switches.readOnly = false;
    assert.deepEqual(statuses, [423, 200]);
  });

  it('refuses addresses on private networks when told to', async () => {
    sandbox.switches.refusePrivateAddresses = true;
    const { status } = await portal.post({
      resources: [{ title: 'x', url: 'http://10.0.0.1/a', filetype: 'remote' }],
    });
    sandbox.switches.refusePrivateAddresses = false;
    assert.equal(status, 400);
  });

  it('lets a stranger read and not write', async () => {
    const id = await portal.created();
    const stranger = new PortalClient(sandbox.url, { 'x-api-key': sandbox.strangerKey });
    const read = await stranger.call('GET', `/api/1/datasets/${id}/`);
    const write = await stranger.call('PUT', `/api/1/datasets/${id}/`, { json: {} });
    assert.deepEqual([read.status, at(read.body, 'permissions.edit'), write.status], [200, false, 403]);
  });

  it('moves a dataset out of its organisation when an owner is sent', async () => {
    const me = at((await portal.get('me/')).body, 'id');
    const { body } = await portal.put(await portal.created(), { owner: me });
    assert.deepEqual([at(body, 'organization'), at(body, 'owner.id')], [null, me]);
  });

  it('finds words of titles', async () => {
    await portal.created({ title: 'Horaires des marées' });
    const { body } = await portal.get('datasets/?q=mar%C3%A9es%20horaires', 'total');
    assert.deepEqual(body, { total: 1 });
  });
});
