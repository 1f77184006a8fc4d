import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'mocha';
import { sql } from 'kysely';
import { openLedger, type Ledger } from '../../src/ledger/ledger.ts';
import {
  announce,
  claim,
  finish,
  holds,
  nextDue,
  outboxCounts,
  retry,
  takeOver,
  waiting,
} from '../../src/ledger/outbox.ts';
import { database } from '../support/servers.ts';

describe('the outbox', () => {
  let ledger: Ledger;
  before(async () => {
    ledger = openLedger(await database());
  });
  after(() => ledger.close());
  beforeEach(() => sql`truncate outbox`.execute(ledger.db));

  const tell = (...ids: string[]): Promise<void> =>
    announce(
      ledger.db,
      ids.map((datasetId) => ({ connectorId: 'c', datasetId })),
    );
  const take = (token: string, limit = 10, leaseMs = 60_000) =>
    claim(ledger.db, { connectorId: 'c', token, limit, leaseMs });

  it('folds many changes of a dataset into one, and takes the same id twice in one call', async () => {
    await tell('a', 'a', 'b');
    await tell('a');
    const claims = await take('t');
    assert.deepEqual(claims.map(({ datasetId, rev }) => `${datasetId} ${rev}`).sort(), ['a 2', 'b 1']);
  });

  it('hands the oldest change out first, and what an operator waits for before it', async () => {
    await tell('old');
    await tell('new');
    await announce(ledger.db, [{ connectorId: 'c', datasetId: 'asked' }], 10);
    assert.deepEqual(
      (await take('t')).map((taken) => taken.datasetId),
      ['asked', 'old', 'new'],
    );
  });

  it('never gives a dataset to two takers at once', async () => {
    await tell(...Array.from({ length: 200 }, (_, index) => `d${index}`));
    const all = (await Promise.all(Array.from({ length: 8 }, (_, taker) => take(`t${taker}`, 25)))).flat();
    assert.equal(new Set(all.map((taken) => taken.datasetId)).size, all.length);
    assert.equal(all.length, 200);
  });

  it('keeps a change due that was announced while the one before was being pushed', async () => {
    await tell('a');
    const [first] = await take('t');
    await tell('a');
    await finish(ledger.db, 'c', 't', [{ datasetId: 'a', rev: first?.rev ?? 0, end: 'done' }]);
    const [second] = await take('t2');
    assert.equal(second?.rev, 2);
  });

  it('ignores the end that a fenced-off attempt reports', async () => {
    await tell('a');
    await take('run/1#1');
    await takeOver(ledger.db, 'c', 'run/1#');
    const [again] = await take('run/1#2');
    assert.equal(again?.datasetId, 'a');
    assert.equal(await holds(ledger.db, { connectorId: 'c', token: 'run/1#1', datasetId: 'a' }), false);
    const finished = await finish(ledger.db, 'c', 'run/1#1', [{ datasetId: 'a', rev: 1, end: 'done' }]);
    assert.equal(finished.size, 0);
    assert.equal((await waiting(ledger.db, 'c', 10)).length, 1);
  });

  it('gives a claim out again when its lease is over', async () => {
    await tell('a');
    await take('dead', 10, 1);
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal((await take('alive')).length, 1);
  });

  it('defers with attempts counted, and the next change makes it due at once', async () => {
    await tell('a');
    await take('t');
    const fault = { kind: 'broken', message: 'the remote broke' } as const;
    await finish(ledger.db, 'c', 't', [{ datasetId: 'a', rev: 1, end: 'deferred', fault, waitMs: 60_000 }]);
    assert.deepEqual(
      (await waiting(ledger.db, 'c', 1)).map(({ state, attempts }) => ({ state, attempts })),
      [{ state: 'deferred', attempts: 1 }],
    );
    assert.equal((await take('t')).length, 0);
    assert.ok(((await nextDue(ledger.db, 'c'))?.getTime() ?? 0) > Date.now() + 50_000);
    await tell('a');
    assert.deepEqual(
      (await take('t')).map(({ attempts }) => attempts),
      [0],
    );
  });

  it('parks what the remote refused until an operator asks again', async () => {
    await tell('a');
    await take('t');
    await finish(ledger.db, 'c', 't', [
      {
        datasetId: 'a',
        rev: 1,
        end: 'parked',
        parked: 'refused',
        fault: { kind: 'refused', message: 'no title' },
      },
    ]);
    assert.equal((await outboxCounts(ledger.db, 'c')).refused, 1);
    assert.equal(await nextDue(ledger.db, 'c'), undefined);
    assert.equal(await retry(ledger.db, 'c'), 1);
    assert.equal((await take('t')).length, 1);
  });

  it('gives back what was not tried without counting an attempt', async () => {
    await tell('a');
    await take('t');
    await finish(ledger.db, 'c', 't', [{ datasetId: 'a', rev: 1, end: 'released' }]);
    assert.deepEqual(
      (await take('t')).map(({ attempts }) => attempts),
      [0],
    );
  });
});
