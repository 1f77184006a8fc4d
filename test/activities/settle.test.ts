import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'mocha';
import { carryOut, keepDecision } from '../../activities/holds.ts';
import { settleRun } from '../../activities/settle.ts';
import { candidates } from '../../src/ledger/candidates.ts';
import { hold } from '../../src/ledger/holds.ts';
import type { RunCounts } from '../../src/ledger/schema/runs.ts';
import { books, Shelf } from '../support/shelf.ts';

describe('what a listing means for what it does not hold', () => {
  let shelf: Shelf;
  let made = 0;
  before(async () => {
    shelf = await Shelf.open();
  });
  after(() => shelf.close());
  afterEach(() => {
    shelf.list = undefined;
    shelf.verdict = {};
    shelf.identity = undefined;
    shelf.pageSize = 100;
  });

  /** A connector that has harvested these already. */
  async function harvested(count: number, harvest: Record<string, unknown> = {}): Promise<string> {
    made += 1;
    const id = `c${made}`;
    await shelf.configure(id, harvest);
    shelf.books = books(count);
    assert.equal((await shelf.harvest(id)).state, 'complete');
    return id;
  }
  async function decide(runId: string, approve: boolean): Promise<void> {
    await keepDecision(shelf.ports, { runId, decision: { approve, by: 'somebody' } });
    while (!(await carryOut(shelf.ports, { runId })).done);
  }
  const without = (count: number): void => {
    shelf.books = shelf.books.slice(count);
  };

  describe('an absence', () => {
    it('counts twice before the record goes', async () => {
      const id = await harvested(10);
      without(1);
      assert.deepEqual(counts(await shelf.harvest(id)), { missing: 1, removed: 0, held: 0 });
      assert.deepEqual(counts(await shelf.harvest(id)), { missing: 1, removed: 1, held: 0 });
      assert.equal((await shelf.states(id))['b0'], 'archived');
    });

    it('has to last for the grace period too', async () => {
      const id = await harvested(10, { grace: '1h', absences: 1 });
      without(1);
      await shelf.harvest(id);
      assert.deepEqual(counts(await shelf.harvest(id)), { missing: 1, removed: 0, held: 0 });
      await shelf.configure(id, { grace: '0s', absences: 1 });
      assert.equal(counts(await shelf.harvest(id)).removed, 1);
    });

    it('is forgotten when the record is listed again', async () => {
      const id = await harvested(10);
      const all = shelf.books;
      without(1);
      await shelf.harvest(id);
      shelf.books = all;
      await shelf.harvest(id);
      without(1);
      assert.equal(counts(await shelf.harvest(id)).removed, 0);
      assert.equal((await shelf.states(id))['b0'], 'active');
    });

    it('does not count when the record was listed and could not be read', async () => {
      const id = await harvested(10, { absences: 1 });
      shelf.list = () => ({
        ...shelf.page(shelf.books.slice(1), undefined, 10),
        setAside: [{ remoteId: 'b0', stage: 'map', reason: 'broken' }],
      });
      assert.deepEqual(counts(await shelf.harvest(id)), { missing: 0, removed: 0, held: 0 });
    });

    it('does not count when a record came whose id could not even be read', async () => {
      const id = await harvested(10, { absences: 1 });
      shelf.list = () => ({
        ...shelf.page(shelf.books.slice(1), undefined, 10),
        setAside: [{ stage: 'parse', reason: 'no id' }],
      });
      const { reason, run } = await shelf.harvest(id);
      assert.deepEqual([run.counts.missing, run.counts.removed], [0, 0]);
      assert.match(reason ?? '', /without a readable id/);
    });

    it('is seen by people, with how often and since when', async () => {
      const id = await harvested(10);
      without(2);
      await shelf.harvest(id);
      const found = await candidates(shelf.ledger.db, { connectorId: id, limit: 10 });
      assert.deepEqual(
        found.map(({ remoteId, state, absences }) => [remoteId, state, absences]),
        [
          ['b0', 'absent', 1],
          ['b1', 'absent', 1],
        ],
      );
    });
  });

  describe('the policy', () => {
    for (const [removed, state] of [
      ['archive', 'archived'],
      ['delete', 'deleted'],
      ['mark', 'active'],
      ['keep', 'active'],
    ] as const) {
      it(`${removed} leaves it ${state}, and it comes back clean under its old id`, async () => {
        const id = await harvested(10, { removed, absences: 1 });
        const all = shelf.books;
        without(1);
        await shelf.harvest(id);
        assert.equal((await shelf.states(id))['b0'], state);
        const marked = (await shelf.platform.entries([`${id}:b0`])).get(`${id}:b0`);
        assert.equal(marked?.missingSince !== undefined, removed === 'mark');
        shelf.books = all;
        const { run } = await shelf.harvest(id);
        assert.equal(run.counts.returned, 1);
        const back = (await shelf.platform.entries([`${id}:b0`])).get(`${id}:b0`);
        assert.deepEqual([back?.state, back?.missingSince], ['active', undefined]);
      });
    }
  });

  describe('nothing is absent', () => {
    it('when the listing was cut short', async () => {
      const id = await harvested(10, { absences: 1 });
      without(1);
      shelf.verdict = { state: 'truncated', reason: 'of 10 announced records 9 came' };
      const { state, run } = await shelf.harvest(id);
      assert.deepEqual([state, run.counts.missing, run.counts.removed], ['partial', 0, 0]);
    });

    it('when the adapter says complete and its own numbers do not agree', async () => {
      const id = await harvested(10, { absences: 1 });
      without(1);
      shelf.verdict = { announced: 10, received: 9 };
      const { verdict, reason, run } = await shelf.harvest(id);
      assert.deepEqual([verdict, run.counts.missing], ['truncated', 0]);
      assert.match(reason ?? '', /of 10 announced records 9 came/);
    });

    it('when the listing is empty although it was not', async () => {
      const id = await harvested(10, { absences: 1, removalShare: 0.9 });
      shelf.books = [];
      for (let round = 0; round < 3; round += 1) {
        const { verdict, reason, run } = await shelf.harvest(id);
        assert.deepEqual([verdict, run.counts.missing, run.counts.removed], ['suspicious', 0, 0]);
        assert.match(reason ?? '', /empty, although it held 10 records/);
      }
    });

    it('when the remote takes us for somebody else', async () => {
      made += 1;
      const id = `c${made}`;
      await shelf.configure(id, { absences: 1 });
      shelf.identity = 'a member';
      shelf.books = books(10);
      await shelf.harvest(id);
      shelf.identity = undefined;
      without(1);
      for (let round = 0; round < 3; round += 1) {
        const { reason, run } = await shelf.harvest(id);
        assert.deepEqual([run.counts.missing, run.counts.outOfScope], [0, 1]);
        assert.match(reason ?? '', /somebody else/);
      }
      shelf.identity = 'a member';
      assert.equal(counts(await shelf.harvest(id)).missing, 1);
    });

    it('when the remote takes us for somebody else in the middle', async () => {
      const id = await harvested(10, { absences: 1 });
      without(1);
      shelf.pageSize = 5;
      shelf.list = (cursor) => {
        shelf.identity = cursor === undefined ? undefined : 'a member';
        return cursor === undefined
          ? shelf.page(shelf.books.slice(0, 5), '5', 9)
          : shelf.page(shelf.books.slice(5), undefined, 9);
      };
      const runId = await shelf.begin(id);
      await shelf.read(id, runId);
      const { verdict, reason } = await settleRun(shelf.ports, { connectorId: id, runId });
      assert.equal(verdict, 'suspicious');
      assert.match(reason ?? '', /at the end than at the start/);
    });

    it('when the settings changed: what fell out is out of scope, for as long as they stay so', async () => {
      const id = await harvested(10, { absences: 1 });
      await shelf.configure(id, { absences: 1 }, { tag: 'eau' });
      without(4);
      for (let round = 0; round < 3; round += 1) {
        const { reason, run } = await shelf.harvest(id);
        assert.deepEqual([run.counts.missing, run.counts.outOfScope, run.counts.removed], [0, 4, 0]);
        assert.match(reason ?? '', /out of scope/);
      }
      without(1);
      assert.deepEqual(counts(await shelf.harvest(id)), { missing: 1, removed: 1, held: 0 });
    });

    it('when the run looked only for what changed', async () => {
      const id = await harvested(10, { absences: 1 });
      without(9);
      const runId = await shelf.begin(id, 'incremental');
      await shelf.read(id, runId);
      await settleRun(shelf.ports, { connectorId: id, runId });
      assert.deepEqual(await candidates(shelf.ledger.db, { connectorId: id, limit: 10 }), []);
    });
  });

  describe('removals over the budget', () => {
    const share = { absences: 1, removalShare: 0.2 };

    it('wait for a person: none goes', async () => {
      const id = await harvested(10, share);
      without(3);
      const { run, reason, decideWithinMs } = await shelf.harvest(id);
      assert.deepEqual([run.state, run.counts.removed, run.counts.held], ['complete', 0, 3]);
      assert.match(reason ?? '', /3 of 10 records are gone .* more than the 2 .* wait for approval/);
      assert.ok((decideWithinMs ?? 0) > 6 * 86_400_000);
      assert.equal((await hold(shelf.ledger.db, run.id))?.removals, 3);
    });

    it('go when they are approved, and are not asked about again meanwhile', async () => {
      const id = await harvested(10, share);
      without(3);
      const { run } = await shelf.harvest(id);
      assert.deepEqual(counts(await shelf.harvest(id)), { missing: 3, removed: 0, held: 0 });
      await decide(run.id, true);
      const states = await shelf.states(id);
      assert.deepEqual(
        ['b0', 'b1', 'b2', 'b3'].map((book) => states[book]),
        ['archived', 'archived', 'archived', 'active'],
      );
      assert.deepEqual(pick(await hold(shelf.ledger.db, run.id)), ['approved', 'somebody', 3, true]);
    });

    it('go only as far as they are still absent', async () => {
      const id = await harvested(10, share);
      const all = shelf.books;
      without(3);
      const { run } = await shelf.harvest(id);
      shelf.books = all.filter((book) => book.id !== 'b1');
      await shelf.harvest(id);
      await decide(run.id, true);
      const states = await shelf.states(id);
      assert.deepEqual([states['b0'], states['b1'], states['b2']], ['active', 'archived', 'active']);
    });

    it('need no decision any more when everything came back', async () => {
      const id = await harvested(10, share);
      const all = shelf.books;
      without(3);
      const { run } = await shelf.harvest(id);
      shelf.books = all;
      await shelf.harvest(id);
      assert.equal((await hold(shelf.ledger.db, run.id))?.state, 'withdrawn');
      await decide(run.id, true);
      assert.equal(Object.values(await shelf.states(id)).filter((state) => state !== 'active').length, 0);
    });

    it('stay when they are rejected, and are asked about again after a while, never taken by themselves', async () => {
      const id = await harvested(10, { ...share, decideWithin: '1h' });
      without(3);
      const { run } = await shelf.harvest(id);
      await decide(run.id, false);
      assert.deepEqual(counts(await shelf.harvest(id)), { missing: 3, removed: 0, held: 0 });
      await shelf.configure(id, { ...share, decideWithin: '0s', removalShare: 0.9 });
      const again = await shelf.harvest(id);
      assert.deepEqual(counts(again), { missing: 3, removed: 0, held: 3 });
      assert.match(again.reason ?? '', /spared before/);
    });

    it('count as rejected when nobody decides in time', async () => {
      const id = await harvested(10, share);
      without(3);
      const { run } = await shelf.harvest(id);
      await keepDecision(shelf.ports, { runId: run.id, decision: undefined });
      await carryOut(shelf.ports, { runId: run.id });
      assert.equal((await hold(shelf.ledger.db, run.id))?.state, 'expired');
      assert.equal((await shelf.states(id))['b0'], 'active');
    });

    it('are decided once: the first word counts', async () => {
      const id = await harvested(10, share);
      without(3);
      const { run } = await shelf.harvest(id);
      await decide(run.id, false);
      await decide(run.id, true);
      assert.equal((await shelf.states(id))['b0'], 'active');
    });

    it('are counted as well as shared', async () => {
      const id = await harvested(10, { absences: 1, removalShare: 0.9, removalMax: 1 });
      without(2);
      assert.deepEqual(counts(await shelf.harvest(id)), { missing: 2, removed: 0, held: 2 });
    });
  });

  describe('a listing that does not end', () => {
    it('is left when a page leads to itself', async () => {
      const id = await harvested(10);
      shelf.list = (cursor) => shelf.page(shelf.books.slice(0, 5), cursor ?? 'same', 10);
      const { verdict, reason } = await shelf.harvest(id);
      assert.equal(verdict, 'suspicious');
      assert.match(reason ?? '', /turns in a circle: page 2 leads back to page 2/);
    });

    it('is left when it leads back to a page of long before, also after a crash', async () => {
      const id = await harvested(12);
      shelf.list = (cursor) => {
        const at = Number(cursor ?? 0);
        if (at === 7 && shelf.listed < 12) throw new Error('a crash');
        return shelf.page(shelf.books.slice(at, at + 1), String(at === 9 ? 2 : at + 1), 12);
      };
      shelf.listed = 0;
      const runId = await shelf.begin(id);
      await assert.rejects(shelf.read(id, runId), /a crash/);
      shelf.listed = 100;
      await shelf.read(id, runId, 'second');
      const { verdict, reason } = await settleRun(shelf.ports, { connectorId: id, runId });
      assert.equal(verdict, 'suspicious');
      assert.match(reason ?? '', /page 10 leads back to page 3/);
    });

    it('is left when it gives the same pages under ever new cursors', async () => {
      const id = await harvested(10);
      shelf.listed = 0;
      shelf.list = (cursor) => {
        const at = Number(cursor ?? 0);
        return shelf.page(shelf.books.slice((at % 2) * 5, (at % 2) * 5 + 5), String(at + 1), 10);
      };
      const { verdict, reason, run } = await shelf.harvest(id);
      assert.equal(verdict, 'suspicious');
      assert.match(reason ?? '', /repeats itself: page 3 is page 1 again/);
      assert.ok(run.pages <= 6, `${run.pages} pages were read`);
    });

    it('is not believed when one page came twice on the way to its end', async () => {
      const id = await harvested(10, { absences: 1 });
      shelf.list = (cursor) => {
        const at = Number(cursor ?? 0);
        return shelf.page(shelf.books.slice(0, 4), at === 2 ? undefined : String(at + 1), 10);
      };
      const { verdict, reason, run } = await shelf.harvest(id);
      assert.deepEqual([verdict, run.counts.missing], ['suspicious', 0]);
      assert.match(reason ?? '', /repeats itself/);
    });
  });
});

function counts({
  run,
}: Awaited<ReturnType<Shelf['harvest']>>): Pick<RunCounts, 'missing' | 'removed' | 'held'> {
  const { missing, removed, held } = run.counts;
  return { missing, removed, held };
}

function pick(found: Awaited<ReturnType<typeof hold>>): unknown[] {
  return [found?.state, found?.decidedBy, found?.applied, found?.endedAt !== undefined];
}
