import assert from 'node:assert/strict';
import { ckanAction } from '../../support/portal-view.ts';
import type { Section } from '../row.ts';
import { until } from '../until.ts';
import type { World } from '../world.ts';
import { RECORDS, type SearchResult } from './source.ts';

const MANY = 400;

/** A filter makes the listing smaller: what falls out is out of scope and stays; without it everything is as before. */
async function filterEdited(world: World): Promise<void> {
  const source = await world.source({ harvest: { removalShare: 0.9 } });
  await source.whole(await source.harvest(), RECORDS);
  const [name = ''] = await source.names();
  const { license_id: license } = (await ckanAction(source.portal, 'package_show', { id: name })) as {
    license_id: string;
  };
  await source.configure({ settings: { licenses: [license] } });
  for (let round = 0; round < 2; round += 1) {
    const run = await source.harvest();
    assert.equal(run.state, 'complete', run.reason);
    assert.ok(run.counts.outOfScope > 0, 'the filter kept everything');
    assert.deepEqual([run.counts.missing, run.counts.removed], [0, 0]);
    assert.match(run.reason ?? '', /out of scope/);
  }
  assert.deepEqual(await source.states(), { active: RECORDS });
  await source.configure({ settings: {} });
  const back = await source.harvest();
  assert.deepEqual([back.counts.unchanged, back.counts.outOfScope, back.counts.added], [RECORDS, 0, 0]);
}

async function goneAndBack(world: World): Promise<void> {
  const source = await world.source();
  await source.whole(await source.harvest(), RECORDS);
  const gone = (await source.names()).slice(0, 3);
  await source.delete(gone);
  assert.equal((await source.harvest()).counts.removed, 3);
  assert.deepEqual(await source.states(), { active: RECORDS - 3, archived: 3 });
  await source.restore(gone);
  const run = await source.harvest();
  assert.deepEqual([run.counts.returned, run.counts.added], [3, 0]);
  assert.deepEqual(await source.states(), { active: RECORDS });
}

/** Every record of a catalogue gets a new id: one question, no second datasets, and the datasets keep their ids. */
async function newIds(world: World): Promise<void> {
  const source = await world.source({ records: MANY, pageSize: 1_000, harvest: { removalShare: 0.9 } });
  await source.whole(await source.harvest(), MANY);
  const before = await datasetIds(world, source.id);
  source.twist(renamed);
  const run = await source.harvest();
  assert.equal(run.state, 'complete', run.reason);
  assert.match(run.reason ?? '', /renames wait for approval/);
  assert.deepEqual([run.counts.held, run.counts.added, run.counts.removed], [MANY, 0, 0]);
  assert.deepEqual(await source.states(), { active: MANY });
  const { renames, removals } = await world.control.held(run.id, 10);
  assert.deepEqual([renames.length, removals.length], [10, 0]);
  await world.control.decideHold(run.id, { approve: true, by: 'faults' });
  await until('the renames', async () => (await world.control.holds({ limit: 1 })).length === 0, 60_000);
  const after = await source.harvest();
  assert.deepEqual([after.counts.unchanged, after.counts.added, after.counts.missing], [MANY, 0, 0]);
  assert.deepEqual(await datasetIds(world, source.id), before);
}

function renamed(result: SearchResult): SearchResult {
  return { ...result, results: result.results.map((one) => ({ ...one, id: `neu-${one.id}` })) };
}

async function datasetIds(world: World, harvestedBy: string): Promise<string[]> {
  const { entries } = await world.control.datasets({ limit: 500, filter: { harvestedBy } });
  return entries.map(({ id }) => id);
}

/** A token that the site forgets in the middle: it then shows less, without a word. */
async function tokenExpires(world: World): Promise<void> {
  const source = await member(world);
  await source.whole(await source.harvest(), RECORDS);
  await source.delete((await source.names()).slice(0, 3));
  let known = 0;
  source.proxy.add({
    matches({ path }) {
      if (/user_show|organization_list_for_user/.test(path)) known += 1;
      return known > 2 && /user_show/.test(path);
    },
    action: { answer: { status: 403, body: '{"success": false, "error": {"message": "not authorized"}}' } },
  });
  source.proxy.add({
    matches: ({ path }) => known > 2 && /organization_list_for_user/.test(path),
    action: { answer: { body: '{"success": true, "result": []}' } },
  });
  await source.doubted(await source.harvest(), RECORDS, /token/);
}

/** The same catalogue, first as a member and then as nobody. */
async function anonymousInstead(world: World): Promise<void> {
  const source = await member(world);
  await source.whole(await source.harvest(), RECORDS);
  await source.delete((await source.names()).slice(0, 3));
  await source.configure({ settings: {} });
  for (let round = 0; round < 2; round += 1) {
    const run = await source.harvest();
    assert.deepEqual([run.counts.missing, run.counts.outOfScope, run.counts.removed], [0, 3, 0], run.reason);
    assert.match(run.reason ?? '', /somebody else/);
  }
  assert.deepEqual(await source.states(), { active: RECORDS });
}

/** Whoever the token belongs to changes while the listing is read. */
async function somebodyElse(world: World): Promise<void> {
  const source = await member(world);
  await source.whole(await source.harvest(), RECORDS);
  await source.delete((await source.names()).slice(0, 3));
  let asked = 0;
  source.proxy.add({
    matches({ path }) {
      if (!path.includes('user_show')) return false;
      asked += 1;
      return asked > 2;
    },
    action: {
      rewrite: ({ body }) => ({ body: body.replaceAll('"navette"', '"somebody-else"') }),
    },
  });
  await source.doubted(await source.harvest(), RECORDS, /somebody else/);
}

async function member(world: World) {
  const source = await world.source({ settings: { apiToken: 'ledger:' } });
  await world.control.storeSecret(source.id, 'apiToken', source.portal.token);
  return source;
}

export const changes: Section = {
  shared: false,
  rows: [
    { name: 'the filter edited between two runs', run: filterEdited },
    { name: 'datasets gone, then back', run: goneAndBack },
    { name: `new ids for all ${MANY} datasets`, run: newIds },
    { name: 'a token that expires in the middle of a run', run: tokenExpires },
    { name: 'anonymous instead of a member', run: anonymousInstead },
    { name: 'somebody else in the middle of a run', run: somebodyElse },
  ],
};
