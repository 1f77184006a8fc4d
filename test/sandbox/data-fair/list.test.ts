import assert from 'node:assert/strict';
import { before, describe, it } from 'mocha';
import { at } from '../../support/portal-client.ts';
import { Site } from './site.ts';

describe('sandbox: data-fair listing', () => {
  const site = new Site();
  const ids: string[] = [];

  before(async () => {
    for (let index = 0; index < 15; index += 1) {
      const keywords = index % 2 === 0 ? ['pair'] : ['impair', 'seul'];
      ids.push(await site.created({ title: `Jeu ${index}`, keywords }));
    }
    await site.rest({ title: 'Éditable' });
  });

  const listed = async (query: string): Promise<unknown[]> => {
    const results = at((await site.get(`/datasets?${query}`)).body, 'results') as Record<string, unknown>[];
    return results.map(({ id }) => id);
  };

  it('shows twelve at a time, newest first', async () => {
    const { body } = await site.get('/datasets');
    assert.deepEqual([at(body, 'count'), (at(body, 'results') as unknown[]).length], [16, 12]);
    assert.equal(at(body, 'results.0.title'), 'Éditable');
  });

  it('pages by page or by skip', async () => {
    const sorted = 'metaOnly=true&sort=createdAt:1&size=4';
    assert.deepEqual(await listed(`${sorted}&page=2`), ids.slice(4, 8));
    assert.deepEqual(await listed(`${sorted}&skip=13`), ids.slice(13));
  });

  it('ends at ten thousand', async () => {
    const statuses = [
      (await site.get('/datasets?size=10000')).status,
      (await site.get('/datasets?size=1000&page=11')).status,
    ];
    assert.deepEqual(statuses, [200, 400]);
  });

  it('refuses a parameter that comes twice', async () => {
    const { status, text } = await site.get('/datasets?id=a&id=b');
    assert.deepEqual([status, text], [400, 'query parameter "id" is defined multiple times']);
  });

  it('counts only where asked to', async () => {
    assert.equal(at((await site.get('/datasets?count=false')).body, 'count'), undefined);
  });

  it('selects members, with those of rights and links beside them unless raw', async () => {
    const one = at((await site.get('/datasets?size=1&select=title')).body, 'results.0') as object;
    const raw = at(
      (await site.get('/datasets?size=1&select=id,updatedAt&raw=true')).body,
      'results.0',
    ) as object;
    assert.ok('href' in one && 'owner' in one && !('keywords' in one));
    assert.deepEqual(Object.keys(raw), ['id', 'updatedAt']);
  });

  it('filters by values of a list, several of them at once', async () => {
    assert.equal((await listed('keywords=impair')).length, 7);
    assert.equal((await listed('keywords=impair,pair&size=20')).length, 15);
    assert.deepEqual(await listed(`ids=${ids[0]},${ids[1]}&sort=createdAt`), ids.slice(0, 2));
  });

  it('tells kinds apart', async () => {
    assert.equal((await listed('type=rest')).length, 1);
    assert.equal((await listed('type=rest,metaOnly&size=20')).length, 16);
  });

  it('filters by owner and department, and by all others', async () => {
    const { id } = site.sandbox.owner;
    const count = async (owner: string): Promise<number> =>
      (await listed(`size=20&owner=${encodeURIComponent(owner)}`)).length;
    assert.deepEqual(
      [
        await count(`organization:${id}`),
        await count(`organization:${id}:-`),
        await count(`organization:${id}:voirie`),
        await count(`-organization:${id}`),
      ],
      [16, 16, 0, 0],
    );
  });

  it('has no filter by date: it is passed over', async () => {
    assert.equal((await listed('updatedAt=2999-01-01&size=20')).length, 16);
  });

  it('counts facets', async () => {
    const { body } = await site.get('/datasets?size=0&facets=keywords');
    const [first] = at(body, 'facets.keywords') as unknown[];
    assert.deepEqual([first, at(body, 'results')], [{ value: 'pair', count: 8 }, []]);
  });

  it('finds a word of the title whatever its accents', async () => {
    assert.equal((await listed('q=editable')).length, 1);
  });
});
