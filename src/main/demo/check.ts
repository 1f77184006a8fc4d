import type { Dataset } from '../../model/dataset.ts';
import { pickText } from '../../model/text.ts';
import { pushedTo, writeAll, type Tour } from './tour.ts';
import { every, followHarvest, followPushes } from './follow.ts';
import { ckanRecords, udataRecords } from './portal-records.ts';
import { CKAN_CONNECTOR, HARVEST_CONNECTOR, SEEDED, UDATA_CONNECTOR } from './settings.ts';
import { differences } from './verify.ts';

const SINGLE_CHANGES = 10;
const DELETED = 5;
/** A glance at a portal every so often, while one change is on its way. */
const GLANCE_MS = 10;
const CONNECTORS = [UDATA_CONNECTOR, CKAN_CONNECTOR];

/** Verifies what the portals hold, kills the workers in the middle of new work, and verifies again. Throws when something differs. */
export async function check(tour: Tour): Promise<void> {
  const { context, api, datasets } = tour;
  const { say } = context;
  await verify(tour, datasets, 'after the first push');

  const latencies = await singleChanges(tour);
  say(
    `${SINGLE_CHANGES} single changes: seen in the udata portal after ${median(latencies)} ms (median), ${Math.max(...latencies)} ms at most`,
  );

  const changed = datasets.map((dataset, index): Dataset => ({
    ...dataset,
    title: { ...dataset.title, fr: `${titleOf(dataset)} (${index})` },
  }));
  const kept = changed.slice(DELETED);
  let killed = false;
  await writeAll(api, changed);
  for (const { id } of changed.slice(0, DELETED)) await api.send('DELETE', ['datasets', id]);
  await followPushes(api, CONNECTORS, datasets.length * 2, async (done) => {
    if (killed || done < datasets.length * 0.5) return;
    killed = true;
    say(`killing the workers with ${done} of ${datasets.length * 2} pushes done`);
    await context.killWorkers();
  });
  if (!killed) throw new Error('everything was pushed before the workers could be killed');
  await verify(tour, kept, 'after a kill -9 of the workers in the middle');

  const again = await followHarvest(api, HARVEST_CONNECTOR);
  const counts = again.counts;
  if (
    again.state !== 'complete' ||
    counts['unchanged'] !== SEEDED ||
    counts['added'] !== 0 ||
    counts['updated'] !== 0
  ) {
    throw new Error(
      `the second harvest should have found ${SEEDED} records unchanged: ${JSON.stringify({ state: again.state, counts })}`,
    );
  }
  say(
    `second harvest: ${counts['unchanged']} unchanged, nothing written, ${counts['own']} of our own pushes left out`,
  );
  for (const id of CONNECTORS) say(await pushedTo(api, id));
  say('');
  say(
    `checked: ${kept.length} datasets, one record each in both portals, ${DELETED} deletions, ${SEEDED} records harvested, two workers killed`,
  );
}

async function verify({ context, portals }: Tour, datasets: readonly Dataset[], when: string): Promise<void> {
  const wrong = [
    ...differences('udata', datasets, await udataRecords(portals)),
    ...differences('CKAN', datasets, await ckanRecords(portals)),
  ];
  if (wrong.length > 0)
    throw new Error(`${when}, ${wrong.length} things are wrong:\n  ${wrong.slice(0, 10).join('\n  ')}`);
  context.say(`${when}: both portals hold just the ${datasets.length} datasets, one record each`);
}

/** From the change to the portal showing it, milliseconds, one change after the other. */
async function singleChanges({ edit, portals, datasets }: Tour): Promise<number[]> {
  const taken: number[] = [];
  for (const dataset of datasets.slice(0, SINGLE_CHANGES)) {
    const title = `${titleOf(dataset)} – ${taken.length}`;
    const startedAt = performance.now();
    await edit(dataset, title);
    await every(
      'one change',
      async () => (await udataRecords(portals)).some((record) => record.title === title),
      GLANCE_MS,
    );
    taken.push(Math.round(performance.now() - startedAt));
  }
  return taken;
}

function titleOf(dataset: Dataset): string {
  return (pickText(dataset.title, ['fr']) ?? '').slice(0, 60);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
