import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { play } from './play.ts';
import { REGRESSIONS } from './regressions.ts';
import { linesOf, storyOf, type Story } from './story.ts';
import { World } from './world.ts';

const FIXED = [1, 2, 3, 5, 6];
const AT_ONCE = 5;

describe('a simulated push', () => {
  const stories = [...new Set([...FIXED, ...REGRESSIONS])].map(storyOf);
  const steady = stories.filter(({ workers }) => workers === 'steady');
  const lived = new Map<Story, Promise<string[]>>();
  let world: World;

  before(async () => {
    world = await World.start();
    await world.prepare('steady');
    const queue = [...steady];
    const live = async (): Promise<void> => {
      for (let story = queue.shift(); story !== undefined; story = queue.shift()) {
        const end = play(world, story);
        lived.set(story, end);
        await end;
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, live));
  }).timeout(120_000);
  after(() => world.close());

  for (const story of stories) {
    it(`leaves portals that show what the platform holds: seed ${story.seed}`, async () => {
      await world.prepare(story.workers);
      const breaches = await (lived.get(story) ?? play(world, story));
      assert.deepEqual(breaches, [], linesOf(story).join('\n'));
    }).timeout(180_000);
  }
});
