import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { request } from 'undici';
import type { Run } from '../../src/ledger/runs.ts';
import { startUdata, type UdataSandbox } from '../../src/sandbox/udata/udata.ts';
import { installation, until, type Installation } from '../support/installation.ts';

const RECORDS = 40;

describe('a filter that the remote carries out itself', () => {
  let navette: Installation;
  let portal: UdataSandbox;

  before(async () => {
    portal = await startUdata();
    for (let number = 0; number < RECORDS; number += 1)
      await send('POST', '', {
        title: `Jeu ${number}`,
        description: 'd',
        organization: portal.organization,
        license: number % 2 === 0 ? 'lov2' : 'odc-odbl',
        frequency: 'unknown',
      });
    navette = await installation();
    await navette.startWorkers();
  });
  after(async () => {
    await navette.close();
    await portal.close();
  });

  async function harvest(connectorId: string): Promise<Run> {
    const known = new Set((await navette.control.runs({ connectorId, limit: 50 })).map(({ id }) => id));
    await navette.control.harvest(connectorId);
    let ended: Run | undefined;
    await until(
      'the end of the run',
      async () => {
        const [last] = await navette.control.runs({ connectorId, limit: 1 });
        ended = last !== undefined && last.state !== 'running' && !known.has(last.id) ? last : undefined;
        return ended !== undefined;
      },
      120_000,
    );
    assert.ok(ended !== undefined);
    return ended;
  }

  async function send(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: object): Promise<void> {
    const answer = await request(`${portal.url}/api/1/datasets/${path}`, {
      method,
      headers: { 'x-api-key': portal.key, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    assert.ok(answer.statusCode < 300, await answer.body.text());
  }

  it('gives the same as one that we carry out: what left the filter stays, what is gone goes', async () => {
    const filters = { pushed: { license: 'lov2' }, ours: { any: [{ license: 'lov2' }] } };
    const ids = Object.keys(filters);
    await navette.control.apply(
      Object.entries(filters).map(([id, include]) => ({
        id,
        adapter: 'udata',
        settings: { url: portal.url },
        harvest: { pageSize: 10, absences: 1, grace: '0s', removalShare: 0.9, include },
      })),
      { retireOthers: false },
    );
    const first = new Map<string, Run>();
    for (const id of ids) first.set(id, await harvest(id));
    const [pushed, ours] = ids.map((id) => first.get(id)?.counts);
    assert.ok(pushed !== undefined && ours !== undefined && pushed.added > 3, JSON.stringify(pushed));
    assert.equal(pushed.added, ours.added);
    // Only one of them had everything sent.
    assert.deepEqual([pushed.filtered, ours.filtered > 0], [0, true]);

    const { entries } = await navette.control.datasets({ limit: 500, filter: { harvestedBy: 'pushed' } });
    const [leaves, goes] = entries.map(({ dataset }) => dataset.id);
    assert.ok(leaves !== undefined && goes !== undefined);
    await send('PUT', `${leaves}/`, { license: 'odc-odbl', tags: ['moved'] });
    await send('DELETE', `${goes}/`);
    for (const id of ids) {
      const { state, reason, counts } = await harvest(id);
      assert.equal(state, 'complete', reason);
      assert.deepEqual([counts.missing, counts.removed], [1, 1], id);
      const { entries: left } = await navette.control.datasets({
        limit: 500,
        filter: { harvestedBy: id, state: 'active' },
      });
      assert.deepEqual(
        [left.some(({ dataset }) => dataset.id === leaves), left.some(({ dataset }) => dataset.id === goes)],
        [true, false],
        id,
      );
    }
  });
});
