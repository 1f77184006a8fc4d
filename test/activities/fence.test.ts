import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { askedNow, fenceOff, isBelieved } from '../../activities/fence.ts';
import { openLedger, type Ledger } from '../../src/ledger/ledger.ts';
import { announce, claim, stillHeld } from '../../src/ledger/outbox.ts';
import { database } from '../support/servers.ts';

const attemptOf = (attempt: number) => ({
  activity: 'run/1#',
  token: `run/1#${attempt}`,
  attempt,
  signal: new AbortController().signal,
  beat: () => undefined,
});

describe('a claim', () => {
  let ledger: Ledger;
  before(async () => {
    ledger = openLedger(await database());
  });
  after(() => ledger.close());

  it('is believed while the word of the database is fresh by both clocks', () => {
    const now = askedNow();
    assert.ok(isBelieved(now));
    assert.ok(!isBelieved({ ...now, monotonic: now.monotonic - 1_000 }));
    // A machine that slept, whose other clock stood still.
    assert.ok(!isBelieved({ ...now, wall: now.wall - 1_000 }));
    // A clock that was set back.
    assert.ok(!isBelieved({ monotonic: now.monotonic - 1_000, wall: now.wall + 60_000 }));
  });

  it('is believed no more by the time at which another try has taken it over', async () => {
    await announce(ledger.db, [{ connectorId: 'c', datasetId: 'a' }]);
    const asked = askedNow();
    const taking = { connectorId: 'c', limit: 10, leaseMs: 60_000 };
    assert.equal((await claim(ledger.db, { ...taking, token: 'run/1#1' })).length, 1);
    await fenceOff(ledger.db, 'c', attemptOf(2));
    assert.ok(!isBelieved(asked));
    const older = { connectorId: 'c', token: 'run/1#1', datasetIds: ['a'] };
    assert.equal((await stillHeld(ledger.db, older)).size, 0);
    assert.equal((await claim(ledger.db, { ...taking, token: 'run/1#2' })).length, 1);
  });

  it('costs a later try no wait where nothing is held', async () => {
    const asked = askedNow();
    await fenceOff(ledger.db, 'elsewhere', attemptOf(2));
    await fenceOff(ledger.db, 'c', attemptOf(1));
    assert.ok(isBelieved(asked));
    assert.equal(
      (await stillHeld(ledger.db, { connectorId: 'c', token: 'run/1#2', datasetIds: ['a'] })).size,
      1,
    );
  });
});
