import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'mocha';
import { startCkan, type CkanSandbox } from '../../src/sandbox/ckan/ckan.ts';
import { startUdata, type UdataSandbox } from '../../src/sandbox/udata/udata.ts';
import { FaultProxy, type ProxiedAnswer } from '../support/fault-proxy.ts';
import { harvested } from '../support/harvested.ts';
import { installation, type Installation } from '../support/installation.ts';

const RECORDS = 60;

describe('a page that breaks for one of its records', () => {
  let navette: Installation;
  let ckan: CkanSandbox;
  let udata: UdataSandbox;
  const proxies = new Map<string, FaultProxy>();

  before(async () => {
    [ckan, udata] = await Promise.all([startCkan({ seed: RECORDS }), startUdata()]);
    for (let index = 0; index < RECORDS; index += 1) {
      const answer = await fetch(`${udata.url}/api/1/datasets/`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-api-key': udata.key },
        body: JSON.stringify({
          title: `Jeu ${index}`,
          description: 'Un jeu',
          frequency: 'unknown',
          organization: udata.organization,
        }),
      });
      assert.equal(answer.status, 201);
    }
    proxies.set('ckan', await FaultProxy.start(ckan.url));
    proxies.set('udata', await FaultProxy.start(udata.url));
    navette = await installation();
    await navette.startWorkers();
  });
  after(async () => {
    await navette.close();
    for (const proxy of proxies.values()) await proxy.close();
    await Promise.all([ckan.close(), udata.close()]);
  });
  afterEach(() => {
    for (const proxy of proxies.values()) proxy.reset();
  });

  async function connect(adapter: string, id: string): Promise<FaultProxy> {
    const proxy = proxies.get(adapter)!;
    await navette.control.apply([{ id, adapter, settings: { url: proxy.url }, harvest: { pageSize: 25 } }], {
      retireOthers: false,
    });
    return proxy;
  }

  /** The remote breaks on whatever shows these records whole; giving their ids alone it can. */
  function poison(proxy: FaultProxy, ids: readonly string[]): void {
    const breaks = ({ body, ...answer }: ProxiedAnswer): Partial<ProxiedAnswer> => {
      const shown = ids.some((id) => body.includes(id)) && /"(notes|description)"/.test(body);
      return shown
        ? { status: 500, body: 'Internal Server Error', headers: { 'content-type': 'text/html' } }
        : { ...answer, body };
    };
    proxy.add({
      matches: ({ path }) => /package_search|\/datasets\//.test(path),
      action: { rewrite: breaks },
    });
  }

  for (const adapter of ['ckan', 'udata']) {
    it(`costs only that record, named, and the others all come (${adapter})`, async () => {
      const id = `poison-${adapter}`;
      const proxy = await connect(adapter, id);
      await harvested(navette, id);
      const { db } = navette.wired.ledger;
      const known = await db
        .selectFrom('records')
        .select('remote_id')
        .where('connector_id', '=', id)
        .orderBy('key')
        .execute();
      assert.equal(known.length, RECORDS);
      const victim = known[37]!.remote_id;
      poison(proxy, [victim]);
      const run = await harvested(navette, id);
      const aside = await navette.control.setAside(run.id, 10);
      assert.deepEqual(
        aside.map(({ remoteId, stage }) => ({ remoteId, stage })),
        [{ remoteId: victim, stage: 'fetch' }],
        run.reason,
      );
      assert.match(aside[0]?.reason ?? '', /500/);
      assert.equal(run.state, 'complete', run.reason);
      assert.deepEqual([run.counts.unchanged, run.counts.setAside], [RECORDS - 1, 1]);
      assert.equal(run.counts.missing, 0, 'what was listed is not absent');
      proxy.reset();
      const mended = await harvested(navette, id);
      assert.deepEqual([mended.counts.unchanged, mended.counts.setAside], [RECORDS, 0]);
    });
  }

  it('is asked for again as it is when it broke only once', async () => {
    const proxy = await connect('ckan', 'once-broken');
    proxy.add({
      matches: ({ path }) => path.includes('package_search'),
      times: 1,
      action: { answer: { status: 500 } },
    });
    const run = await harvested(navette, 'once-broken');
    assert.deepEqual(
      [run.state, run.counts.added, run.counts.setAside],
      ['complete', RECORDS, 0],
      run.reason,
    );
    const sizes = proxy.requests
      .filter(({ path }) => path.includes('package_search'))
      .map(({ path }) => new URL(path, 'http://x').searchParams.get('rows'));
    assert.ok(
      sizes.every((size) => size === '25' || size === '0'),
      sizes.join(' '),
    );
  });
});
