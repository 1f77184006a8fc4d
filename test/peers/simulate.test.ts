import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { peerGrounds } from '../simulate/peers.ts';
import { play } from '../simulate/play.ts';
import { linesOf, storyOf } from '../simulate/story.ts';
import { World } from '../simulate/world.ts';
import { ckanPeer, udataPeer } from '../support/peers.ts';

/** Together they meet both portals, most kinds of fault, and workers that are stopped and killed. */
const SEEDS = [1, 3, 4, 9];
const PATIENCE_MS = 900_000;

if (udataPeer() !== undefined && ckanPeer() !== undefined) {
  describe('a simulated push to a real udata and a real CKAN', function () {
    this.timeout(PATIENCE_MS);
    let world: World;

    before(async () => {
      world = await World.start(peerGrounds());
    });
    after(() => world?.close());

    for (const story of SEEDS.map(storyOf)) {
      it(`leaves portals that show what the platform holds: seed ${story.seed}`, async () => {
        await world.prepare(story.workers);
        assert.deepEqual(await play(world, story), [], linesOf(story).join('\n'));
      });
    }
  });
}
