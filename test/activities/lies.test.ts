import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { RemoteFault } from '../../src/faults.ts';
import type { Page } from '../../src/adapters/adapter.ts';
import { listed, type Told } from '../support/lies/liar.ts';
import { LIES } from '../support/lies/lies.ts';
import { SPEECHES } from '../support/lies/speeches.ts';
import { Shelf } from '../support/shelf.ts';

/** Ready to remove nearly everything at the first absence. */
const HASTY = { absences: 1, grace: '0s', removed: 'delete', removalShare: 0.9 };

/** What lies make of the ledger: each is told after an honest harvest, to a connector that waits for nothing. */
describe('a listing that lies', () => {
  let shelf: Shelf;
  before(async () => {
    shelf = await Shelf.open();
  });
  after(() => shelf.close());

  function says({ pages, outcome, reason }: Told): void {
    const after_ = new Map<string | undefined, Page>([[undefined, pages[0]!]]);
    for (const [index, page] of pages.entries())
      if (page.next !== undefined && pages[index + 1] !== undefined) after_.set(page.next, pages[index + 1]!);
    shelf.list = (cursor) => {
      const page = after_.get(cursor);
      if (page === undefined) throw new RemoteFault('malformed', reason ?? outcome);
      return page;
    };
  }

  for (const speechOf of SPEECHES) {
    const speech = speechOf();
    const { kind } = speech.adapter;
    it(`${kind}: whatever it says, nothing is removed`, async function () {
      this.timeout(300_000);
      const honest = await listed(speech);
      const all = honest.honest.flatMap(({ body }) => speech.read(body).records);
      let removing = 0;
      for (const [index, lie] of LIES.entries()) {
        if (!lie.needs.every((need) => speech.has.includes(need))) continue;
        const told = await listed(speech, { lie, all });
        // A fault ends a run before anything is concluded from it.
        if (told.pages.at(-1)?.verdict === undefined) continue;
        const id = `${kind}-${index}`;
        await shelf.configure(id, HASTY);
        says(honest);
        assert.equal((await shelf.harvest(id)).counts.added, speech.ids.length);
        says(told);
        const { counts, state, run } = await shelf.harvest(id);
        assert.equal(counts.removed, 0, `${lie.name}: ${state}: ${run.reason}`);
        assert.deepEqual(
          Object.values(await shelf.states(id)),
          speech.ids.map(() => 'active'),
          lie.name,
        );
        removing += 1;
      }
      assert.ok(removing > 0, 'every lie was a fault');
    });
  }

  it('is what the connector waits for: an honest one without a record removes it at once', async () => {
    const [speech] = SPEECHES.map((speechOf) => speechOf());
    assert.ok(speech);
    const honest = await listed(speech);
    await shelf.configure('honest', HASTY);
    says(honest);
    await shelf.harvest('honest');
    const [first] = honest.pages;
    assert.ok(first);
    const records = first.records.slice(1);
    const left = speech.ids.length - 1;
    const pages = honest.pages.map((page, index) => ({
      ...page,
      ...(index === 0 ? { records } : {}),
      announced: left,
    }));
    says({
      ...honest,
      pages: pages.map((page) =>
        page.verdict === undefined
          ? page
          : { ...page, verdict: { state: 'complete' as const, received: left, announced: left } },
      ),
    });
    assert.equal((await shelf.harvest('honest')).counts.removed, 1);
  });
});
