import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { DataFairSettings } from '../../src/config/data-fair.ts';
import { startDataFair, type DataFairSandbox } from '../../src/sandbox/data-fair/data-fair.ts';
import { startUdata, type UdataSandbox } from '../../src/sandbox/udata/udata.ts';
import { harvested } from '../support/harvested.ts';
import { installation, until, type Installation } from '../support/installation.ts';
import { udataDatasets } from '../support/portal-view.ts';

describe('a Data Fair between two catalogues', function () {
  this.timeout(180_000);
  let source: UdataSandbox;
  let target: UdataSandbox;
  let fair: DataFairSandbox;
  let navette: Installation;

  before(async () => {
    [source, target, fair] = await Promise.all([
      startUdata(),
      startUdata(),
      startDataFair({ switches: { userPerMinute: 1_000_000 } }),
    ]);
    const settings = DataFairSettings.parse({
      url: fair.publicUrl,
      apiKey: 'env:FAIR',
      account: `${fair.owner.type}:${fair.owner.id}`,
      pollSeconds: 5,
      requestsPerMinute: 100_000,
    });
    navette = await installation(
      { SOURCE: source.key, TARGET: target.key, FAIR: fair.key },
      { platform: { kind: 'data-fair', settings } },
    );
    await navette.startWorkers();
    const at = (portal: UdataSandbox, key: string) => ({
      url: portal.url,
      organization: portal.organization,
      apiKey: `env:${key}`,
    });
    await navette.control.apply(
      [
        { id: 'source', adapter: 'udata', settings: at(source, 'SOURCE'), harvest: { grace: '0s' } },
        {
          id: 'target',
          adapter: 'udata',
          settings: at(target, 'TARGET'),
          push: { select: { harvested: true } },
        },
      ],
      { retireOthers: false },
    );
  });
  after(async () => {
    await navette.close();
    await Promise.all([source.close(), target.close(), fair.close()]);
  });

  const call = async (method: string, path: string, body?: unknown): Promise<string> => {
    const answer = await fetch(`${fair.publicUrl}/api/v1/${path}`, {
      method,
      headers: { 'x-apikey': fair.key, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    assert.ok(answer.ok, `${method} ${path}: ${answer.status}`);
    return answer.text();
  };
  const shown = async (title: string): Promise<boolean> =>
    (await udataDatasets(target)).some((record) => record.title === title);

  it('takes what a harvest brings, and hands it on', async () => {
    for (const title of ['Arrêts', 'Lignes', 'Horaires']) {
      const answer = await fetch(`${source.url}/api/1/datasets/`, {
        method: 'POST',
        headers: { 'x-api-key': source.key, 'content-type': 'application/json' },
        body: JSON.stringify({
          title,
          description: 'Un jeu.',
          organization: source.organization,
          tags: ['bus'],
        }),
      });
      assert.equal(answer.status, 201);
    }
    const run = await harvested(navette, 'source');
    assert.deepEqual([run.state, run.counts.added, run.counts.setAside], ['complete', 3, 0]);
    assert.deepEqual(
      fair
        .datasets()
        .map(({ title, isMetaOnly }) => `${title} ${isMetaOnly}`)
        .toSorted(),
      ['Arrêts true', 'Horaires true', 'Lignes true'],
    );
    for (const title of ['Arrêts', 'Lignes', 'Horaires']) await until(title, () => shown(title));
    const again = await harvested(navette, 'source');
    assert.deepEqual([again.counts.unchanged, again.counts.updated], [3, 0]);
  });

  it('shows what people do in Data Fair', async () => {
    navette.wired.watch.start();
    const { id } = JSON.parse(
      await call('POST', 'datasets', { isMetaOnly: true, title: 'Fait à la main' }),
    ) as { id: string };
    await call('PUT', `datasets/${id}/permissions`, [{ classes: ['list', 'read'] }]);
    await until('the new dataset', () => shown('Fait à la main'));
    await call('PATCH', `datasets/${id}`, { title: 'Refait à la main' });
    await navette.control.platformHinted([id]);
    await until('its new title', () => shown('Refait à la main'));
    await call('DELETE', `datasets/${id}`);
    await navette.control.platformHinted([id]);
    await until('its end', async () => !(await shown('Refait à la main')));
  });

  it('loses what its source has lost', async () => {
    const [first] = await udataDatasets(source);
    assert.ok(first);
    const removed = await fetch(`${source.url}/api/1/datasets/${first.id}/`, {
      method: 'DELETE',
      headers: { 'x-api-key': source.key },
    });
    assert.ok(removed.ok);
    for (let round = 0; round < 3; round += 1) await harvested(navette, 'source');
    const left = fair
      .datasets()
      .filter(({ permissions }) => permissions.some(({ type }) => (type ?? '') === ''));
    assert.equal(left.length, 2);
    await until('its end there', async () => !(await shown(first.title)));
  });
});
