import assert from 'node:assert/strict';
import { sql } from 'kysely';
import { after, afterEach, before, describe, it } from 'mocha';
import { pin } from '../../src/ledger/pins.ts';
import { books, Shelf } from '../support/shelf.ts';

describe('a record that its source shows as it was', () => {
  let shelf: Shelf;
  let made = 0;
  before(async () => {
    shelf = await Shelf.open();
  });
  after(() => shelf.close());
  afterEach(() => {
    shelf.pageSize = 100;
    shelf.code = 'test';
    shelf.mode = 'full';
    shelf.beforeMapping = undefined;
  });

  async function harvested(count: number, harvest: Record<string, unknown> = {}): Promise<string> {
    made += 1;
    const id = `k${made}`;
    await shelf.configure(id, harvest);
    shelf.books = books(count);
    await shelf.harvest(id);
    shelf.mapped = [];
    return id;
  }
  const again = async (id: string) => (await shelf.harvest(id)).run.counts;

  it('is not mapped again, and counts as unchanged', async () => {
    const id = await harvested(5);
    const counts = await again(id);
    assert.deepEqual(shelf.mapped, []);
    assert.deepEqual([counts.received, counts.unchanged, counts.missing], [5, 5, 0]);
  });

  it('is mapped when it says something else', async () => {
    const id = await harvested(5);
    shelf.books = shelf.books.map((book) => (book.id === 'b3' ? { ...book, title: { fr: 'Autre' } } : book));
    const counts = await again(id);
    assert.deepEqual(shelf.mapped, ['b3']);
    assert.deepEqual([counts.unchanged, counts.updated], [4, 1]);
  });

  it('is mapped once when other code maps it now, and then no more', async () => {
    const id = await harvested(3);
    shelf.code = 'newer';
    assert.equal((await again(id)).unchanged, 3);
    assert.deepEqual(shelf.mapped, ['b0', 'b1', 'b2']);
    shelf.mapped = [];
    assert.equal((await again(id)).unchanged, 3);
    assert.deepEqual(shelf.mapped, []);
  });

  it('is mapped when the connector makes something else of it', async () => {
    const id = await harvested(3);
    await shelf.configure(id, { rules: [{ name: 'versioned', defaults: { version: '2' } }] });
    assert.equal((await again(id)).updated, 3);
    assert.equal(shelf.mapped.length, 3);
  });

  it('is mapped when it is time that decides whether it is taken', async () => {
    const id = await harvested(3, { exclude: { modifiedSince: '1d' } });
    await again(id);
    assert.equal(shelf.mapped.length, 3);
  });

  it('is mapped when somebody wants everything written anew', async () => {
    const id = await harvested(3);
    shelf.mode = 'forced';
    assert.equal((await again(id)).updated, 3);
  });

  it('is mapped when it was away, and comes back', async () => {
    const id = await harvested(3);
    const all = shelf.books;
    shelf.books = all.slice(1);
    await again(id);
    shelf.books = all;
    shelf.mapped = [];
    assert.equal((await again(id)).returned, 1);
    assert.deepEqual(shelf.mapped, ['b0']);
  });

  it('is mapped when a person took back what it says', async () => {
    const id = await harvested(3);
    await shelf.ledger.db
      .transaction()
      .execute((tx) => pin(tx, id, 'run', [{ key: 'b1', fingerprint: 'something' }]));
    await again(id);
    assert.deepEqual(shelf.mapped, ['b1']);
  });

  it('counts as repeated when the listing gives it twice', async () => {
    const id = await harvested(4);
    shelf.books = [...shelf.books, ...shelf.books.slice(0, 1)];
    const { received, unchanged, repeated } = await again(id);
    assert.deepEqual([received, unchanged, repeated], [5, 4, 1]);
  });

  it('is read anew when it is removed while its page is read', async () => {
    const id = await harvested(3);
    shelf.beforeMapping = async () => {
      shelf.beforeMapping = undefined;
      await sql`update records set removed_at = now() where connector_id = ${id} and key = 'b1'`.execute(
        shelf.ledger.db,
      );
    };
    const runId = await shelf.begin(id);
    await assert.rejects(shelf.read(id, runId), /removed while it was read/);
    await shelf.read(id, runId, 'second');
    assert.deepEqual(shelf.mapped, ['b1']);
  });

  it('is stored page after page although pages are asked for while others are mapped', async () => {
    const id = await harvested(0);
    shelf.books = books(50);
    shelf.pageSize = 7;
    const { added, received, repeated } = await again(id);
    assert.deepEqual([added, received, repeated], [50, 50, 0]);
    assert.equal(new Set(shelf.mapped).size, 50);
  });
});
