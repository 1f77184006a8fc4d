import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, afterEach, before, describe, it } from 'mocha';
import { until } from '../../support/installation.ts';
import { marked } from '../../support/portal-view.ts';
import { HOOK_KEY, Town } from './town.ts';

const TIMES = 10;

describe('hooks of Data Fair', function () {
  this.timeout(240_000);
  let town: Town;

  before(async () => {
    town = await Town.open();
  });
  afterEach(async () => {
    Object.assign(town.fair.switches, {
      hooksLost: 0,
      hooksRepeated: 0,
      hooksDelayMs: 0,
      hooksReordered: false,
    });
    await town.poll();
    await town.quiet();
  });
  after(() => town.close());

  it('that are all lost cost nothing but the time until the next look', async () => {
    const [edited, hidden, deleted, moved] = await Promise.all([
      town.made('Modifié'),
      town.made('Caché'),
      town.made('Supprimé'),
      town.made('Cédé'),
    ]);
    await town.poll();
    await until('all of them', async () => (await town.titles()).length === 4);
    town.fair.switches.hooksLost = 1;
    await town.made('Nouveau');
    await town.edit(edited, { title: 'Modifié depuis' });
    await town.setPublic(hidden, false);
    await town.call('DELETE', `datasets/${deleted}`);
    const stranger = { type: 'organization', id: 'cent-pour-cent', name: '100% local' };
    await town.call('PUT', `datasets/${moved}/owner`, stranger);
    await town.poll();
    await town.quiet();
    assert.deepEqual(await publicTitles(town), ['Modifié depuis', 'Nouveau']);
    assert.ok(!town.fair.hooks().some(({ status, at }) => status === 200 && at > lostSince(town)));
    await town.setPublic(hidden, true);
    await town.poll();
    await town.quiet();
    assert.deepEqual(await publicTitles(town), ['Caché', 'Modifié depuis', 'Nouveau']);
  });

  it(`that come ${TIMES} times, late and out of order, cause no second write`, async () => {
    const ids = await Promise.all(Array.from({ length: 6 }, (_none, index) => town.made(`Répété ${index}`)));
    await town.poll();
    await until('all of them', async () => (await repeated(town)).length === 6);
    await town.quiet();
    town.target.log.clear();
    Object.assign(town.fair.switches, { hooksRepeated: 1, hooksDelayMs: 200, hooksReordered: true });
    const since = town.fair.hooks().length;
    for (const [index, id] of ids.entries()) {
      if (index === 0) await town.call('DELETE', `datasets/${id}`);
      else await town.edit(id, { title: `Répété ${index} fois` });
      // So that each has a hook of its own.
      await sleep(3 * town.fair.switches.catalogsEveryMs);
    }
    await until('hooks that changed places', () => town.fair.hooks().length >= since + 4);
    await town.poll();
    await until('the changes', async () => {
      const titles = await repeated(town);
      return titles.length === 5 && titles.every((title) => title.endsWith('fois'));
    });
    await town.quiet();
    const before = town.writes();
    const bodies = town.fair
      .hooks()
      .slice(since)
      .map(({ body }) => body);
    const again = Array.from({ length: TIMES - 2 }, () => bodies.toReversed()).flat();
    for (const body of again) {
      const answer = await fetch(`${town.fair.switches.catalogsUrl ?? ''}/api/datasets`, {
        method: 'POST',
        headers: { 'x-secret-key': HOOK_KEY, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      assert.equal(answer.status, 200);
    }
    await town.poll();
    await town.quiet();
    assert.equal(before.length, ids.length, before.join('\n'));
    assert.deepEqual(town.writes(), before);
    assert.ok(Object.values(await marked(town.target)).every((records) => records.length === 1));
  });

  it('are not needed where its events service hints: edits and deletions arrive without a look', async () => {
    const [edited, deleted] = await Promise.all([town.made('Entendu'), town.made('Effacé')]);
    await town.poll();
    await until('both of them', async () => {
      const titles = await town.titles();
      return titles.includes('Entendu') && titles.includes('Effacé');
    });
    await town.quiet();
    const { catalogsUrl, catalogsSecret } = town.fair.switches;
    delete town.fair.switches.catalogsUrl;
    const subscribed = await fetch(`${town.fair.url}/events/api/webhook-subscriptions`, {
      method: 'POST',
      headers: { cookie: town.fair.cookie, 'content-type': 'application/json' },
      body: JSON.stringify({
        title: 'Navette',
        topic: { key: 'data-fair:dataset-' },
        sender: town.fair.owner,
        url: `${catalogsUrl ?? ''}/api/events`,
        header: { key: 'x-secret-key', value: catalogsSecret },
      }),
    });
    assert.equal(subscribed.status, 200);
    await town.edit(edited, { title: 'Entendu par un événement' });
    await town.call('DELETE', `datasets/${deleted}`);
    await until('the changes', async () => {
      const titles = await publicTitles(town);
      return titles.includes('Entendu par un événement') && !titles.includes('Effacé');
    });
    Object.assign(town.fair.switches, { catalogsUrl });
  });
});

describe('what a catalogue shows of Data Fair', function () {
  this.timeout(240_000);
  let town: Town;

  before(async () => {
    // Nothing but looks tells of changes.
    town = await Town.open({ push: { removal: 'private' } });
    town.fair.switches.hooksLost = 1;
  });
  after(() => town.close());

  it('waits for a file until it has been read', async () => {
    town.fair.switches.stepMs = 3_600_000;
    await town.uploaded('Pas encore', 'a,b\n1,2\n');
    assert.deepEqual(await town.written(), []);
    assert.ok(!(await town.shows('Pas encore')));
    town.fair.switches.stepMs = 0;
    town.fair.finishProcessing();
    assert.equal((await town.written()).length, 1);
    assert.ok(await town.shows('Pas encore'));
  });

  it('is private, then public, as the dataset is, and stays one record', async () => {
    const id = await town.made('Tantôt');
    await town.written();
    const [before] = (await town.shown()).filter(({ title }) => title === 'Tantôt');
    for (const isPublic of [false, true, false, true]) {
      await town.setPublic(id, isPublic);
      await town.written();
      assert.equal((await publicTitles(town)).includes('Tantôt'), isPublic);
    }
    const records = (await town.shown()).filter(({ title }) => title === 'Tantôt');
    assert.deepEqual(
      records.map((record) => record.id),
      [before?.id],
    );
  });

  it('follows the file of a dataset', async () => {
    const id = await town.uploaded('Fichier', 'a,b\n1,2\n');
    town.fair.finishProcessing();
    await town.written();
    await town.call('PUT', `datasets/${id}`, town.form('a,b\n1,2\n3,4\n'));
    town.fair.finishProcessing();
    assert.equal((await town.written()).length, 1);
    assert.deepEqual(await town.written(), [], 'and is not written again without a reason');
  });

  it('is not written again for rows, which its addresses serve as they are', async () => {
    const id = await town.made('Éditable', { isRest: true, schema: [{ key: 'a', type: 'string' }] });
    await town.written();
    await town.call('POST', `datasets/${id}/lines`, { a: 'x' });
    town.fair.finishProcessing();
    assert.deepEqual(await town.written(), []);
  });

  it('follows a dataset when another one changes that it is made of', async () => {
    const child = await town.made('Enfant', { isRest: true, schema: [{ key: 'a', type: 'string' }] });
    const id = await town.made('Virtuel', { isVirtual: true, virtual: { children: [child] } });
    town.fair.finishProcessing();
    await town.written();
    assert.ok(await town.shows('Virtuel'));
    await town.edit(child, { title: 'Enfant grandi' });
    assert.equal((await town.written()).length, 1, 'a title of the child is none of the other');
    assert.ok(town.fair.dataset(id));
  });

  it('is not written again for what catalogues do not show', async () => {
    const id = await town.made('Sans effet');
    await town.written();
    await town.edit(id, { customMetadata: { interne: 'oui' }, exports: { parquet: { active: true } } });
    await town.call('PUT', `datasets/${id}/permissions`, [
      { classes: ['list', 'read'] },
      { type: 'organization', id: 'cent-pour-cent', classes: ['write'] },
    ]);
    assert.deepEqual(await town.written(), []);
  });

  it('is chosen anew when a topic is renamed, and its datasets only', async () => {
    const settings = `settings/organization/${town.fair.owner.id}`;
    const auth = { cookie: town.fair.cookie };
    const topics = (title: string) => town.call('PATCH', settings, { topics: [{ id: 't', title }] }, auth);
    await topics('Transports');
    await town.made('Du thème', { topics: [{ id: 't', title: 'Transports' }] });
    await town.made('D’aucun thème');
    await town.written();
    await town.navette.control.apply(
      [
        {
          id: 'themed',
          adapter: 'udata',
          settings: { url: town.target.url, organization: town.target.organization, apiKey: 'env:TARGET' },
          push: { select: { themes: ['ENVI'] } },
        },
      ],
      { retireOthers: false },
    );
    await topics('Environnement');
    await town.poll();
    const times = async (title: string) => (await town.titles()).filter((one) => one === title).length;
    await until('its second record', async () => (await times('Du thème')) === 2);
    await town.quiet();
    assert.equal(await times('D’aucun thème'), 1);
  });
});

async function publicTitles(town: Town): Promise<string[]> {
  const answer = await fetch(`${town.target.url}/api/1/datasets/?page_size=1000`);
  const { data } = (await answer.json()) as { data: { title: string; private?: boolean }[] };
  return data
    .filter((one) => one.private !== true)
    .map(({ title }) => title)
    .toSorted();
}

async function repeated(town: Town): Promise<string[]> {
  return (await town.titles()).filter((title) => title.startsWith('Répété'));
}

function lostSince(town: Town): string {
  return town.fair.hooks().find(({ status }) => status === 'lost')?.at ?? '';
}
