import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { type Guest, ckanGuest, ckanPeer, udataGuest, udataPeer } from '../support/peers.ts';
import { CkanPortal, ckanTraps } from './ckan-traps.ts';
import { UdataPortal, udataTraps } from './udata-traps.ts';

const PATIENCE_MS = 60_000;

/** The same facts as the sandbox is held to, asked of real portals: what differs is wrong in the sandbox. */
describe('sandbox compared with real portals', () => {
  const udata = udataPeer();
  if (udata !== undefined) {
    describe(`udata at ${udata.url}`, () => {
      let portal: UdataPortal;
      let guest: Guest;
      before(async () => {
        guest = await udataGuest(udata);
        portal = new UdataPortal(udata.url, guest.key, guest.organization);
      });
      after(async function () {
        this.timeout(PATIENCE_MS);
        await guest.leave();
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
      let guest: Guest;
      before(async () => {
        guest = await ckanGuest(ckan);
        portal = new CkanPortal(ckan.url, guest.key, guest.organization);
      });
      after(async function () {
        this.timeout(PATIENCE_MS);
        await guest.leave();
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
