import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { type CkanSandbox, startCkan } from '../../src/sandbox/ckan/ckan.ts';
import { PortalClient, at } from '../support/portal-client.ts';
import { CkanPortal, ckanTraps } from './ckan-traps.ts';

const SEEDED = 30;

describe('sandbox: ckan', () => {
  let sandbox: CkanSandbox;
  let portal: CkanPortal;

  before(async () => {
    sandbox = await startCkan({ seed: SEEDED, version: '2.12' });
    portal = new CkanPortal(sandbox.url, sandbox.token, sandbox.organization);
  });
  after(() => sandbox.close());

  for (const [part, traps] of Object.entries(ckanTraps)) {
    describe(part, () => {
      for (const { fact, observe, shows } of traps) {
        it(fact, async () => {
          assert.deepEqual(await observe(portal), shows);
        });
      }
    });
  }

  describe('versions', () => {
    const RESOURCE = { url: 'https://example.org/a.csv', name: 'A' };

    const unchanged = async (version: '2.11' | '2.12'): Promise<boolean> => {
      sandbox.switches.version = version;
      const id = await portal.created({ title: 'Pareil' });
      const before = at((await portal.act('package_show', { id })).body, 'result');
      const { body } = await portal.act('package_update', before);
      sandbox.switches.version = '2.12';
      return at(body, 'result.metadata_modified') === at(before, 'metadata_modified');
    };

    it('bumps the date of a package that did not change in 2.11', async () => {
      assert.equal(await unchanged('2.11'), false);
    });

    it('leaves the date of a package that did not change in 2.12', async () => {
      assert.equal(await unchanged('2.12'), true);
    });

    it('erases resources that a package_update leaves out in 2.11', async () => {
      sandbox.switches.version = '2.11';
      const seen = await portal.after(
        { resources: [RESOURCE] },
        'package_update',
        { title: 'x' },
        'resources.length',
      );
      sandbox.switches.version = '2.12';
      assert.equal(seen, 0);
    });

    it('keeps resources that a package_update leaves out in 2.12', async () => {
      assert.equal(
        await portal.after({ resources: [RESOURCE] }, 'package_update', { title: 'x' }, 'resources.length'),
        1,
      );
    });
  });

  it('shows a change to searches only after the lag, and at once elsewhere', async () => {
    sandbox.switches.searchLagMs = 150;
    const name = `jeu-${Date.now()}`;
    const id = await portal.created({ name });
    const seen = [
      (await portal.found({ fq: `name:${name}` })).length,
      (await portal.act('package_show', { id })).status,
    ];
    await new Promise((resolve) => setTimeout(resolve, 200));
    seen.push((await portal.found({ fq: `name:${name}` })).length);
    sandbox.switches.searchLagMs = 0;
    assert.deepEqual(seen, [0, 200, 1]);
  });

  it('caps the rows of a page without a word', async () => {
    sandbox.switches.rowsMax = 7;
    const { length } = await portal.found({ rows: 500 });
    sandbox.switches.rowsMax = 1_000;
    assert.equal(length, 7);
  });

  it('lets a sysadmin choose the id of a package', async () => {
    const admin = new CkanPortal(sandbox.url, sandbox.sysadminToken, sandbox.organization);
    const id = crypto.randomUUID();
    assert.equal(at((await admin.post({ id })).body, 'result.id'), id);
  });

  it('seeds the same datasets on every machine', async () => {
    const other = await startCkan({ seed: SEEDED });
    const list = async (url: string): Promise<unknown> => {
      const client = new PortalClient(url, {});
      const { body } = await client.call(
        'GET',
        '/api/3/action/package_search?fq=-organization:ville-de-test&sort=id%20asc&rows=9',
      );
      return at(body, 'result.results');
    };
    const lists = [await list(sandbox.url), await list(other.url)];
    await other.close();
    assert.deepEqual(lists[0], lists[1]);
  });
});
