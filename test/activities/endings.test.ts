import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { Endings } from '../../activities/endings.ts';
import { outcomeOf } from '../../activities/outcome.ts';
import { PushWriter } from '../../activities/writer.ts';
import { openLedger, type Ledger } from '../../src/ledger/ledger.ts';
import { announce, claim, undone, type Claim } from '../../src/ledger/outbox.ts';
import { database } from '../support/servers.ts';

const TOKEN = 'run/1#1';
const LEASE_MS = 60_000;

describe('how pushes end', () => {
  let ledger: Ledger;
  before(async () => {
    ledger = openLedger(await database());
  });
  after(() => ledger.close());

  async function claimed(connectorId: string, datasetIds: readonly string[]): Promise<Claim[]> {
    await announce(
      ledger.db,
      datasetIds.map((datasetId) => ({ connectorId, datasetId })),
    );
    return claim(ledger.db, { connectorId, token: TOKEN, limit: 100, leaseMs: LEASE_MS });
  }
  const endOf = (claim: Claim, details: { diff?: unknown[] } = {}) => ({
    ending: { datasetId: claim.datasetId, rev: claim.rev, end: 'done' as const },
    outcome: outcomeOf(claim, new Date(), 'unchanged', details),
  });

  it('is durable once it is settled, and counted', async () => {
    const claims = await claimed('many', ['a', 'b', 'c']);
    const troubles: string[] = [];
    const endings = new Endings(new PushWriter(ledger.db, 'many', TOKEN), () => troubles.push('trouble'));
    for (const one of claims) endings.keep(endOf(one));
    await endings.settled();
    assert.equal((await undone(ledger.db, 'many', ['a', 'b', 'c'])).size, 0);
    assert.equal(endings.counts.unchanged, 3);
    assert.deepEqual([...endings.told.keys()].sort(), ['a', 'b', 'c']);
    assert.deepEqual(troubles, []);
  });

  it('costs the others nothing when the database refuses one of them', async () => {
    const claims = await claimed('spoilt', ['a', 'b', 'c']);
    const endings = new Endings(new PushWriter(ledger.db, 'spoilt', TOKEN), () => assert.fail('no trouble'));
    const spoilt: string[] = [];
    for (const one of claims) {
      // PostgreSQL keeps no zero byte.
      const details = one.datasetId === 'b' ? { diff: [{ field: 'title', after: '\u0000' }] } : {};
      endings.keep(endOf(one, details), () => spoilt.push(one.datasetId));
    }
    await endings.settled();
    assert.deepEqual(spoilt, ['b']);
    assert.deepEqual([...(await undone(ledger.db, 'spoilt', ['a', 'b', 'c']))], ['b']);
    assert.equal(endings.counts.unchanged, 2);
  });

  it('is trouble where the database itself fails, told when nothing is under way any more', async () => {
    const claims = await claimed('lost', ['a', 'b']);
    const lost = openLedger('postgres://nobody:x@127.0.0.1:1/none');
    let troubles = 0;
    const endings = new Endings(new PushWriter(lost.db, 'lost', TOKEN), () => (troubles += 1));
    for (const one of claims) endings.keep(endOf(one), () => assert.fail('it is not the end’s fault'));
    await assert.rejects(endings.settled());
    await lost.close();
    assert.equal(troubles, 2);
    assert.equal(endings.told.size, 0);
  });

  it('gives claims back to whoever comes next', async () => {
    const claims = await claimed('back', ['a']);
    const endings = new Endings(new PushWriter(ledger.db, 'back', TOKEN), () => assert.fail('no trouble'));
    endings.release(claims);
    await endings.settled();
    assert.deepEqual(endings.told.get('a'), { outcome: 'waiting' });
    const again = await claim(ledger.db, {
      connectorId: 'back',
      token: 'run/2#1',
      limit: 1,
      leaseMs: LEASE_MS,
    });
    assert.equal(again.length, 1);
  });
});
