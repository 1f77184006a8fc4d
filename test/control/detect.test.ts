import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { startCkan, type CkanSandbox } from '../../src/sandbox/ckan/ckan.ts';
import { installation, type Installation } from '../support/installation.ts';

describe('detecting through an installation', () => {
  let navette: Installation;
  let portal: CkanSandbox;

  before(async () => {
    [navette, portal] = await Promise.all([installation(), startCkan({ seed: 1 })]);
  });
  after(async () => {
    await navette.close();
    await portal.close();
  });

  it('asks every adapter there is, under the rules of the installation', async () => {
    const { fits } = await navette.control.detect(`${portal.url}/dataset`);
    assert.deepEqual(
      fits.map(({ adapter, settings }) => [adapter, settings]),
      [['ckan', { url: portal.url }]],
    );
    await assert.rejects(navette.control.detect('http://10.0.0.1/'), { kind: 'forbiddenAddress' });
  });

  it('refuses what is no address, and says which one is wanted', async () => {
    await assert.rejects(
      navette.control.detect('ftp://x.org'),
      /address: "ftp:\/\/x\.org" is not accepted: the http or https/,
    );
  });
});
