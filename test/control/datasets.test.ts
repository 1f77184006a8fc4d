import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import type { Dataset } from '../../src/model/dataset.ts';
import { installation, type Installation } from '../support/installation.ts';

/** Of which the last stand in a transaction of their own. */
const MANY = 250;
/** No database keeps it. */
const UNKEPT = '\u0000';

describe('writing many datasets', () => {
  let navette: Installation;

  before(async () => {
    navette = await installation();
  });
  after(() => navette.close());

  const many = (name: string, last: string): { id: string; dataset: Dataset }[] =>
    Array.from({ length: MANY }, (_, index) => {
      const id = `${name}-${index}`;
      return { id, dataset: { kind: 'dataset', id, title: { fr: index === MANY - 1 ? last : id } } };
    });
  const known = async (name: string): Promise<number> =>
    (await navette.control.datasets({ cursor: `${name}-`, limit: 500 })).entries.filter(({ id }) =>
      id.startsWith(`${name}-`),
    ).length;

  it('tells of each what became of it', async () => {
    const written = await navette.control.writeDatasets(many('all', 'dernier'), 'test');
    assert.deepEqual(
      written.map(({ id, action }) => [id, action]),
      many('all', 'dernier').map(({ id }) => [id, 'created']),
    );
    assert.equal(await known('all'), MANY);
  });

  it('writes what a failure kept from being written when the call comes again, and nothing twice', async () => {
    await assert.rejects(navette.control.writeDatasets(many('again', UNKEPT), 'test'));
    assert.equal(await known('again'), 200);
    const written = await navette.control.writeDatasets(many('again', 'dernier'), 'test');
    assert.deepEqual(
      ['unchanged', 'created'].map((action) => written.filter((one) => one.action === action).length),
      [200, 50],
    );
    assert.equal(await known('again'), MANY);
  });

  it('writes none when one stands twice, far apart, and names it', async () => {
    const [first, ...others] = many('twice', 'dernier');
    assert.ok(first);
    await assert.rejects(navette.control.writeDatasets([first, ...others, first], 'test'), {
      code: 'invalid',
      message: 'id: "twice-0" stands twice: send each dataset once',
    });
    assert.equal(await known('twice'), 0);
  });
});
