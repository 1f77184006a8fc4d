import { stopServers } from '../support/servers.ts';
import { play } from './play.ts';
import { World } from './world.ts';
import type { Policy, Story, Op } from './story.ts';
const policy: Policy = { edits: 'overwrite', gone: 'recreate', concurrency: 4, visibility: ['public'], maxAttempts: 12 };
const of = (kind: 'udata' | 'ckan', seed: number, ops: [Op, number][]): Story => ({ seed, workers: 'steady', latencyMs: 5, searchLagMs: 0, connectors: [{ kind, policy }], datasets: 2, steps: ops.map(([op, pauseMs], i) => ({ ...op, n: i + 1, pauseMs })) });
const lostThenCleared: [Op, number][] = [
  [{ do: 'write', dataset: 1, set: { title: true } }, 800],
  [{ do: 'fault', connector: 0, fault: 'lost answer on one', times: 1, dataset: 0 }, 0],
  [{ do: 'write', dataset: 0, set: { license: 'odc-by', temporal: true, keywords: ['eau'], put: 'csv' } }, 60],
  [{ do: 'fault', connector: 0, fault: 'down', times: 1, dataset: 0 }, 200],
  [{ do: 'write', dataset: 0, set: { license: null, temporal: false, keywords: [], drop: 'csv' } }, 100],
];
const world = await World.start();
await world.prepare('steady');
const log = async (name: string, s: Story) => console.log(name, await play(world, s));
await Promise.all([0,1,2,3,4,5].map(async (i) => {
  const kind = i % 2 === 0 ? 'udata' as const : 'ckan' as const;
  const ops: [Op, number][] = [[{ do: 'write', dataset: 0, set: { title: true, visibility: 'private' } }, 300]];
  for (let d = 1; d < 7; d += 1) {
    ops.push([{ do: 'write', dataset: 1, set: { title: true } }, (d * 7 + i * 3) % 20]);
    ops.push([{ do: 'settings', connector: 0, set: { visibility: d % 2 === 1 ? ['public', 'private'] : ['public'] } }, d % 2 === 1 ? 0 : 250]);
  }
  ops.push([{ do: 'write', dataset: 1, set: { title: true } }, 3 * i]);
  ops.push([{ do: 'settings', connector: 0, set: { visibility: ['public', 'private'] } }, 0]);
  for (let round = 0; round < 8; round += 1) await log(`${kind} ${i} ${round}`, { ...of(kind, 904 + i, ops), latencyMs: 0, datasets: 2, connectors: [{ kind, policy: { ...policy, concurrency: 4 } }] });
}));
await world.close(); await stopServers(); process.exit(0);
