import assert from 'node:assert/strict';
import { before, describe, it } from 'mocha';
import { ckanPeer, udataPeer } from '../support/peers.ts';
import { PortalClient, at } from '../support/portal-client.ts';
import { CkanPortal, ckanTraps } from './ckan-traps.ts';
import { UdataPortal, udataTraps } from './udata-traps.ts';

const PATIENCE_MS = 60_000;

/** The same facts as the sandbox is held to, asked of real portals: what differs is wrong in the sandbox. */
describe('sandbox compared with real portals', () => {
  const udata = udataPeer();
  if (udata !== undefined) {
    describe(`udata at ${udata.url}`, () => {
      let portal: UdataPortal;
      before(async () => {
        const client = new PortalClient(udata.url, { 'x-api-key': udata.key });
        const json = { name: `Bac à sable ${Date.now()}`, description: 'Comparaison' };
        const { body } = await client.call('POST', '/api/1/organizations/', { json });
        portal = new UdataPortal(udata.url, udata.key, String(at(body, 'id')));
      });
      for (const [part, traps] of Object.entries(udataTraps)) {
        describe(part, () => {
          for (const { fact, observe, shows, notOnPeer } of traps) {
            if (notOnPeer !== undefined) continue;
            it(fact, async () => {
              assert.deepEqual(await observe(portal), shows);
            }).timeout(PATIENCE_MS);
          }
        });
      }
    });
  }

  const ckan = ckanPeer();
  if (ckan !== undefined) {
    describe(`ckan at ${ckan.url}`, () => {
      let portal: CkanPortal;
      before(async () => {
        portal = await ckanEditor(ckan.url, ckan.key);
      });
      for (const [part, traps] of Object.entries(ckanTraps)) {
        describe(part, () => {
          for (const { fact, observe, shows, notOnPeer } of traps) {
            if (notOnPeer !== undefined) continue;
            it(fact, async () => {
              assert.deepEqual(await observe(portal), shows);
            }).timeout(PATIENCE_MS);
          }
        });
      }
    });
  }
});

/** The token of the environment is a sysadmin's, for whom many rules do not hold: it makes an editor to ask as. */
async function ckanEditor(url: string, token: string): Promise<CkanPortal> {
  const admin = new PortalClient(url, { authorization: token });
  const name = `bac-a-sable-${Date.now()}`;
  const act = async (action: string, json: unknown): Promise<unknown> =>
    (await admin.call('POST', `/api/3/action/${action}`, { json })).body;
  await act('user_create', { name, email: `${name}@example.org`, password: crypto.randomUUID() });
  await act('organization_create', { name, title: 'Bac à sable', users: [{ name, capacity: 'editor' }] });
  const made = await act('api_token_create', { user: name, name: 'comparaison' });
  return new CkanPortal(url, String(at(made, 'result.token')), name);
}
