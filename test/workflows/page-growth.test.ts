import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { startCkan, type CkanSandbox } from '../../src/sandbox/ckan/ckan.ts';
import { FaultProxy } from '../support/fault-proxy.ts';
import { harvested } from '../support/harvested.ts';
import { installation, type Installation } from '../support/installation.ts';

const RECORDS = 100;
const PAGE_SIZE = 5;

describe('pages of what is known already', () => {
  let navette: Installation;
  let ckan: CkanSandbox;
  let proxy: FaultProxy;
  /** Records that each request of a listing asked for. */
  const asked: number[] = [];

  before(async () => {
    ckan = await startCkan({ seed: RECORDS });
    proxy = await FaultProxy.start(ckan.url);
    navette = await installation();
    await navette.startWorkers();
  });
  after(async () => {
    await navette.close();
    await proxy.close();
    await ckan.close();
  });
  /** Listens to what is asked for; answers those that ask for more than `most` with a refusal. */
  function listen(most = Infinity): void {
    asked.length = 0;
    proxy.reset();
    proxy.add({
      matches({ path }) {
        const rows = Number(/[?&]rows=(\d+)/.exec(path)?.[1] ?? 0);
        if (rows > 1) asked.push(rows);
        return rows > most;
      },
      action: { answer: { status: 409, body: '{"success":false,"error":{"__type":"Search Query Error"}}' } },
    });
  }

  async function connect(id: string): Promise<void> {
    await navette.control.apply(
      [{ id, adapter: 'ckan', settings: { url: proxy.url }, harvest: { pageSize: PAGE_SIZE } }],
      { retireOthers: true },
    );
  }

  it('grow up to five times while nothing is new, and never where there is', async () => {
    await connect('grows');
    listen();
    const first = await harvested(navette, 'grows');
    assert.equal(first.counts.added, RECORDS);
    assert.deepEqual([...new Set(asked)], [PAGE_SIZE]);

    listen();
    const second = await harvested(navette, 'grows');
    assert.equal(second.verdict?.state, 'complete');
    assert.equal(second.counts.unchanged, RECORDS);
    assert.equal(Math.max(...asked), 5 * PAGE_SIZE);
    assert.ok(asked.length <= RECORDS / PAGE_SIZE / 2, asked.join());
  });

  it('go back to what was set when a larger one is refused, and stay there', async () => {
    await connect('refuses');
    await harvested(navette, 'refuses');
    listen(2 * PAGE_SIZE);
    const run = await harvested(navette, 'refuses');
    assert.equal(run.verdict?.state, 'complete', run.reason);
    assert.equal(run.counts.unchanged, RECORDS);
    const refused = asked.filter((rows) => rows > 2 * PAGE_SIZE);
    assert.ok(refused.length >= 1 && refused.length <= 2, asked.join());
    assert.deepEqual([...new Set(asked.slice(asked.lastIndexOf(refused.at(-1)!) + 2))], [PAGE_SIZE]);
  });
});
