import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'mocha';
import { carryOut, keepDecision } from '../../activities/holds.ts';
import { duplicates, heldRenames } from '../../src/ledger/candidates.ts';
import { books, Shelf, type Book } from '../support/shelf.ts';

describe('records under new ids', () => {
  let shelf: Shelf;
  let made = 0;
  before(async () => {
    shelf = await Shelf.open();
  });
  after(() => shelf.close());
  afterEach(() => {
    shelf.verdict = {};
  });

  async function harvested(all: Book[], harvest: Record<string, unknown> = {}): Promise<string> {
    made += 1;
    const id = `c${made}`;
    await shelf.configure(id, { absences: 1, ...harvest });
    shelf.books = all;
    assert.equal((await shelf.harvest(id)).state, 'complete');
    return id;
  }
  const identified = (count: number): Book[] =>
    books(count, (index) => ({ identifier: [`producer-dataset-${index}`] }));
  const renamed = (all: Book[], count: number): Book[] =>
    all.map((book, index) => (index < count ? { ...book, id: `new-${book.id}` } : book));
  async function decide(runId: string, approve: boolean): Promise<void> {
    await keepDecision(shelf.ports, { runId, decision: { approve, by: 'somebody' } });
    while (!(await carryOut(shelf.ports, { runId })).done);
  }
  const active = async (id: string): Promise<string[]> =>
    Object.entries(await shelf.states(id))
      .filter(([, state]) => state === 'active')
      .map(([book]) => book)
      .sort();

  it('are known by their identifier: the dataset stays the one it was', async () => {
    const id = await harvested(identified(10));
    shelf.books = renamed(shelf.books, 1);
    const { run } = await shelf.harvest(id);
    assert.deepEqual([run.counts.renamed, run.counts.added, run.counts.missing], [1, 0, 0]);
    assert.deepEqual(
      await active(id),
      books(10).map((book) => book.id),
    );
    const entry = (await shelf.platform.entries([`${id}:b0`])).get(`${id}:b0`);
    assert.equal(entry?.dataset.id, 'new-b0');
    assert.equal((await shelf.harvest(id)).run.counts.unchanged, 10);
  });

  it('go back to the old one as well', async () => {
    const id = await harvested(identified(10));
    const all = shelf.books;
    shelf.books = renamed(all, 1);
    await shelf.harvest(id);
    shelf.books = all;
    const { run } = await shelf.harvest(id);
    assert.deepEqual([run.counts.renamed, run.counts.added], [1, 0]);
    assert.deepEqual(
      await active(id),
      books(10).map((book) => book.id),
    );
  });

  it('are records of their own when the known one is still listed', async () => {
    const id = await harvested(identified(10));
    shelf.books = [...shelf.books, { ...shelf.books[0]!, id: 'copy' }];
    const { run } = await shelf.harvest(id);
    assert.deepEqual([run.counts.renamed, run.counts.added, run.counts.held], [0, 1, 0]);
    assert.ok((await active(id)).includes('copy'));
  });

  it('wait while no listing is complete, and are not made twice', async () => {
    const id = await harvested(identified(10));
    shelf.books = renamed(shelf.books, 1);
    shelf.verdict = { state: 'truncated', reason: 'cut' };
    const { run, reason } = await shelf.harvest(id);
    assert.deepEqual([run.counts.held, run.counts.added], [1, 0]);
    assert.match(reason ?? '', /wait until a complete listing/);
    shelf.verdict = {};
    assert.equal((await shelf.harvest(id)).run.counts.renamed, 1);
    assert.equal((await active(id)).length, 10);
  });

  it('are proposed to a person when only their words and files are the same', async () => {
    const id = await harvested(books(10, (n) => ({ title: { fr: `Un titre ${n}` } })));
    shelf.books = renamed(shelf.books, 1);
    const { run, reason } = await shelf.harvest(id);
    assert.deepEqual([run.counts.renamed, run.counts.held, run.counts.added], [0, 1, 0]);
    assert.match(reason ?? '', /renames wait for approval/);
    assert.deepEqual(await heldRenames(shelf.ledger.db, run.id, 10), [
      { from: 'b0', to: 'new-b0', datasetId: `${id}:b0`, rung: 'content', title: 'Un titre 0' },
    ]);
    await decide(run.id, true);
    assert.equal((await shelf.harvest(id)).run.counts.unchanged, 10);
    assert.equal((await active(id)).length, 10);
  });

  it('become datasets of their own when a person says that they are', async () => {
    const id = await harvested(books(10, (n) => ({ title: { fr: `Un titre ${n}` } })));
    shelf.books = renamed(shelf.books, 1);
    const { run } = await shelf.harvest(id);
    await decide(run.id, false);
    assert.ok((await active(id)).includes('new-b0'));
    assert.ok((await active(id)).includes('b0'), 'the old one stays until its absence is settled');
  });

  it('are proposed to a person, however alike, when a whole catalogue has them', async () => {
    const id = await harvested(identified(60));
    shelf.books = renamed(shelf.books, 40);
    const { run } = await shelf.harvest(id);
    assert.deepEqual([run.counts.renamed, run.counts.held, run.counts.removed], [0, 40, 0]);
    const again = await shelf.harvest(id);
    assert.deepEqual([again.run.counts.added, again.run.counts.removed], [0, 0]);
    await decide(run.id, true);
    assert.deepEqual(
      await active(id),
      books(60)
        .map((book) => book.id)
        .sort(),
    );
  });

  it('are two when the old one comes back before anybody decided', async () => {
    const id = await harvested(identified(60));
    const all = shelf.books;
    shelf.books = renamed(all, 40);
    const { run } = await shelf.harvest(id);
    shelf.books = [...all, ...renamed(all, 40).slice(0, 1)];
    const back = await shelf.harvest(id);
    assert.equal(back.run.counts.added, 1);
    await decide(run.id, true);
    assert.equal((await active(id)).length, 61);
  });

  it('do not take the place of a dataset that went on under another id', async () => {
    const id = await harvested(identified(10));
    shelf.books = renamed(shelf.books, 1);
    await shelf.harvest(id);
    shelf.books = [
      ...shelf.books,
      { id: 'b0', title: { fr: 'Tout autre chose' }, identifier: ['another-one'] },
    ];
    await shelf.harvest(id);
    const entry = (await shelf.platform.entries([`${id}:b0`])).get(`${id}:b0`);
    assert.deepEqual(entry?.dataset.title, { fr: 'Titre new-b0' });
    assert.equal((await active(id)).length, 11);
  });

  it('keep the ids of files when a source makes them all anew, and nothing is written for that', async () => {
    const files = (ids: string[]): Book['distribution'] =>
      ids.map((id, index) => ({ id, downloadURL: [`https://example.org/f${index}.csv`] }));
    const id = await harvested([{ id: 'a', distribution: files(['r1', 'r2']) }]);
    shelf.books = [{ id: 'a', distribution: files(['x1', 'x2']) }];
    await shelf.harvest(id);
    const entry = async () => (await shelf.platform.entries([`${id}:a`])).get(`${id}:a`);
    assert.deepEqual(
      (await entry())?.dataset.distribution?.map((file) => file.id),
      ['r1', 'r2'],
    );
    assert.equal((await entry())?.rev, 1);
    shelf.books = [{ id: 'a', distribution: [{ id: 'x2', downloadURL: ['https://example.org/moved.csv'] }] }];
    await shelf.harvest(id);
    assert.deepEqual(
      (await entry())?.dataset.distribution?.map((file) => file.id),
      ['r2'],
      'known by the id that the source gave it last',
    );
  });

  it('are linked and shown when several sources have them, and never merged', async () => {
    const first = await harvested([
      { id: 'eau', identifier: ['producteur-eau-2024'], iri: 'https://producteur.example.org/eau' },
      { id: 'seul', identifier: ['nulle-part-ailleurs'] },
    ]);
    const second = await harvested([{ id: 'x1', identifier: ['producteur-eau-2024'] }]);
    const third = await harvested([{ id: 'y1', source: ['http://www.producteur.example.org/eau/'] }]);
    const groups = await duplicates(shelf.ledger.db, { connectorId: first, limit: 10 });
    assert.deepEqual(
      groups.map(({ rung, records }) => [rung, records.map(({ datasetId }) => datasetId)]),
      [
        ['identifier', [`${first}:eau`, `${second}:x1`]],
        ['source', [`${first}:eau`, `${third}:y1`]],
      ],
    );
    assert.deepEqual(await active(second), ['x1']);
  });
});
