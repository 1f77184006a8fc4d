import assert from 'node:assert/strict';
import { request } from 'undici';
import type { Remote } from '../remote.ts';
import { isWrite } from '../requests.ts';
import type { Section } from '../row.ts';
import { sleep, until } from '../until.ts';
import type { World } from '../world.ts';
import { udataDatasets } from '../../support/portal-view.ts';

const ANNOUNCEMENTS = 1_000;
const BURST_EDITS = 50;

/** A remote that already shows one dataset, and takes its time from now on. */
async function settled(world: World, count = 1): Promise<{ remote: Remote; ids: string[] }> {
  const remote = await world.remote();
  const ids = remote.ids(count);
  await remote.write(ids);
  await remote.quiet();
  return { remote, ids };
}

async function writing(remote: Remote, method: string): Promise<void> {
  const before = remote.seen((one) => one.method === method && isWrite(one));
  await until(
    `a ${method} under way`,
    () => remote.seen((one) => one.method === method && isWrite(one)) > before,
  );
}

async function editDuring(world: World): Promise<void> {
  const { remote, ids } = await settled(world);
  remote.portal.setLatency(600);
  const underway = writing(remote, 'PUT');
  await remote.write(ids);
  await underway;
  await remote.write(ids);
  await sleep(200);
  await remote.write(ids);
  await remote.converges();
}

async function deleteDuring(world: World): Promise<void> {
  const { remote, ids } = await settled(world);
  remote.portal.setLatency(600);
  const underway = writing(remote, 'PUT');
  await remote.write(ids);
  await underway;
  await remote.delete(ids);
  await remote.converges();
}

async function deleteDuringCreate(world: World): Promise<void> {
  const remote = await world.remote({ latencyMs: 600 });
  const underway = writing(remote, 'POST');
  await remote.write(remote.ids(1));
  await underway;
  await remote.delete(remote.ids(1));
  await remote.converges();
}

async function backAndForth(world: World): Promise<void> {
  const { remote, ids } = await settled(world, 5);
  remote.portal.setLatency(50);
  for (let round = 0; round < 4; round += 1) {
    await remote.write(ids);
    await remote.delete(ids);
    await sleep(round * 60);
    await remote.write(ids);
  }
  await remote.converges();
}

async function crowd(world: World): Promise<void> {
  const { remote, ids } = await settled(world);
  const writes = remote.seen(isWrite);
  const startedAt = performance.now();
  const announcing = Promise.all(
    Array.from({ length: ANNOUNCEMENTS }, () => world.control.announce(ids, [remote.id])),
  );
  for (let edit = 0; edit < BURST_EDITS; edit += 1) await remote.write(ids);
  await announcing;
  world.note(`${ANNOUNCEMENTS} announcements in ${Math.round(performance.now() - startedAt)} ms`);
  await remote.converges();
  const written = remote.seen(isWrite) - writes;
  assert.ok(written <= BURST_EDITS, `${written} writes for ${BURST_EDITS} edits`);
  const client = await world.wired.parts.client();
  const { historyLength } = await client.workflow.getHandle(`connector/${remote.id}`).describe();
  assert.ok(historyLength < 2_000, `a history of ${historyLength} events`);
}

async function madePrivate(world: World): Promise<void> {
  const { remote, ids } = await settled(world, 3);
  await remote.write(ids.slice(1), { visibility: 'private' });
  await remote.converges();
  await remote.write(ids);
  await remote.converges();
}

async function removedThere(world: World): Promise<void> {
  const { remote, ids } = await settled(world, 3);
  const [first] = await udataDatasets(remote.portal);
  const { statusCode } = await request(`${remote.portal.url}/api/1/datasets/${first?.id}/`, {
    method: 'DELETE',
    headers: { 'x-api-key': remote.portal.key },
  });
  assert.equal(statusCode, 204);
  await remote.write(ids);
  await remote.converges();
}

async function deleteWhileDown(world: World): Promise<void> {
  const { remote, ids } = await settled(world, 6);
  remote.proxy.always('cut');
  await remote.delete(ids.slice(0, 3));
  await remote.visible('unreachable');
  remote.proxy.reset();
  await remote.converges(45_000);
}

export const edits: Section = {
  shared: false,
  rows: [
    { name: 'edited while it is pushed', run: editDuring },
    { name: 'deleted while it is pushed', run: deleteDuring },
    { name: 'deleted while it is created', run: deleteDuringCreate },
    { name: 'edited, deleted, made again, quickly', run: backAndForth },
    { name: `${ANNOUNCEMENTS} announcements of one dataset in a second`, run: crowd },
    { name: 'made private', run: madePrivate },
    { name: 'deleted on the remote by somebody', run: removedThere },
    { name: 'deleted while the remote is down', run: deleteWhileDown },
  ],
};
