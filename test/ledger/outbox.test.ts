import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'mocha';
import { sql } from 'kysely';
import { closePushes, type Closing } from '../../src/ledger/closing.ts';
import { openLedger, type Ledger } from '../../src/ledger/ledger.ts';
import { intendAll, links, type PushedLink } from '../../src/ledger/links.ts';
import { timeline } from '../../src/ledger/outcomes.ts';
import {
  announce,
  claim,
  nextDue,
  outboxCounts,
  retry,
  stillHeld,
  takeOver,
  waiting,
  type Ending,
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

  /** As if the rest between two pushes of a dataset were over. */
  const rested = () => sql`update outbox set next_at = now() where attempts = 0`.execute(ledger.db);
  const finish = (token: string, endings: readonly Ending[]): Promise<void> =>
    closePushes(
      ledger.db,
      'c',
      token,
      endings.map((ending) => ({ ending })),
    );

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
    await finish('t', [{ datasetId: 'a', rev: first?.rev ?? 0, end: 'done' }]);
    assert.equal((await outboxCounts(ledger.db, 'c')).deferred, 1);
    await rested();
    const [second] = await take('t2');
    assert.equal(second?.rev, 2);
  });

  it('lets a dataset rest that changes faster than it is pushed, and not where an operator waits', async () => {
    await tell('a');
    await take('t');
    await tell('a');
    await finish('t', [{ datasetId: 'a', rev: 1, end: 'done' }]);
    await tell('a');
    assert.deepEqual(await take('t2'), []);
    const due = (await nextDue(ledger.db, 'c'))?.getTime() ?? 0;
    assert.ok(due - Date.now() <= 250);
    await announce(ledger.db, [{ connectorId: 'c', datasetId: 'a' }], 10);
    assert.deepEqual(
      (await take('t2')).map(({ rev }) => rev),
      [4],
    );
  });

  it('ignores the end that a fenced-off attempt reports', async () => {
    await tell('a');
    await take('run/1#1');
    await takeOver(ledger.db, 'c', 'run/1#');
    const [again] = await take('run/1#2');
    assert.equal(again?.datasetId, 'a');
    const fenced = { connectorId: 'c', token: 'run/1#1', datasetIds: ['a'] };
    assert.equal((await stillHeld(ledger.db, fenced)).size, 0);
    await finish('run/1#1', [{ datasetId: 'a', rev: 1, end: 'done' }]);
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
    await finish('t', [{ datasetId: 'a', rev: 1, end: 'deferred', fault, waitMs: 60_000 }]);
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
    await finish('t', [
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
    await finish('t', [{ datasetId: 'a', rev: 1, end: 'released' }]);
    assert.deepEqual(
      (await take('t')).map(({ attempts }) => attempts),
      [0],
    );
  });

  it('keeps links and outcomes of many pushes in one go, and no link of a claim that was lost', async () => {
    await tell('kept', 'lost', 'gone');
    await take('run/1#1');
    await intendAll(ledger.db, 'c', [{ datasetId: 'gone', mark: 'm/gone', sent: {} }]);
    await sql`update outbox set claim = 'run/1#2' where dataset_id = 'lost'`.execute(ledger.db);
    const moment = new Date();
    const closing = (datasetId: string, link: Closing['link']): Closing => ({
      ending: { datasetId, rev: 1, end: 'done' },
      outcome: {
        datasetId,
        rev: 1,
        attempt: 1,
        outcome: 'pushed',
        announcedAt: moment,
        startedAt: moment,
        finishedAt: moment,
      },
      ...(link === undefined ? {} : { link }),
    });
    const link = (datasetId: string): PushedLink => ({
      datasetId,
      mark: `m/${datasetId}`,
      remoteId: `r/${datasetId}`,
      remoteUrl: undefined,
      fingerprint: 'f',
      base: { title: datasetId },
      distributionIds: { one: '1' },
    });
    await closePushes(ledger.db, 'c', 'run/1#1', [
      closing('kept', link('kept')),
      closing('lost', link('lost')),
      closing('gone', 'gone'),
    ]);
    const known = await links(ledger.db, 'c', ['kept', 'lost', 'gone']);
    assert.deepEqual([...known.keys()], ['kept']);
    assert.deepEqual(known.get('kept')?.base, { title: 'kept' });
    assert.deepEqual(
      (await waiting(ledger.db, 'c', 10)).map(({ datasetId }) => datasetId),
      ['lost'],
    );
    assert.equal((await timeline(ledger.db, 'c', 'lost', 10)).length, 1);
  });
});
