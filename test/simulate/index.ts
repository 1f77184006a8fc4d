import { parseArgs } from 'node:util';
import { z } from 'zod';
import { stopServers } from '../support/servers.ts';
import { SANDBOX } from './grounds.ts';
import { peerGrounds } from './peers.ts';
import { play } from './play.ts';
import { shrunk } from './shrink.ts';
import { linesOf, storyOf, type Story } from './story.ts';
import { World } from './world.ts';

const USAGE = `npm run simulate -- [options]

Lives seeded stories of changes, faults and other people's edits through, and compares portals with platform.

  --seeds 200      how many, from 1 on
  --from 1         where to begin
  --seed N         this one only, and tells its story when it fails
  --at-once 5      stories at the same time
  --tries 24       how often a failing story is lived again to make it shorter
  --peers          on a real udata and a real CKAN (NAVETTE_PEER_*), two stories at the same time`;

const Whole = z.coerce.number().int().nonnegative();
const Options = z.object({
  seeds: Whole.default(200),
  from: Whole.default(1),
  seed: Whole.optional(),
  'at-once': Whole.min(1).optional(),
  tries: Whole.default(24),
  peers: z.boolean().default(false),
  help: z.boolean().default(false),
});

const AT_ONCE = 5;
/** Real portals answer a few requests a second, and have other guests. */
const AT_ONCE_ON_PEERS = 2;

/** Failing stories that are made shorter: the others are often the same fault. */
const SHRUNK_MAX = 4;
const TOLD_EVERY = 20;

const { values } = parseArgs({
  options: {
    seeds: { type: 'string' },
    from: { type: 'string' },
    seed: { type: 'string' },
    'at-once': { type: 'string' },
    tries: { type: 'string' },
    peers: { type: 'boolean' },
    help: { type: 'boolean' },
  },
});
const options = Options.parse(values);
const say = (line: string): void => void process.stdout.write(`${line}\n`);

if (options.help) say(USAGE);
else process.exit(await run());

async function run(): Promise<number> {
  const { seed, seeds, from, peers } = options;
  const atOnce = options['at-once'] ?? (peers ? AT_ONCE_ON_PEERS : AT_ONCE);
  const wanted = seed === undefined ? Array.from({ length: seeds }, (_, index) => from + index) : [seed];
  const stories = wanted.map(storyOf);
  const failed = new Map<Story, string[]>();
  let done = 0;
  const world = await World.start(peers ? peerGrounds() : SANDBOX);
  const startedAt = performance.now();
  const stop = (): void =>
    void world
      .close()
      .then(stopServers)
      .finally(() => process.exit(1));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
  try {
    for (const workers of ['steady', 'stopped', 'killed'] as const) {
      const queue = stories.filter((story) => story.workers === workers);
      if (queue.length === 0) continue;
      await world.prepare(workers);
      const live = async (): Promise<void> => {
        for (let story = queue.shift(); story !== undefined; story = queue.shift()) {
          const breaches = await play(world, story);
          done += 1;
          if (breaches.length > 0) {
            failed.set(story, breaches);
            say(`seed ${story.seed} fails: ${breaches.join('\n    ')}`);
          }
          if (done % TOLD_EVERY === 0)
            say(
              `${done} of ${stories.length}, ${failed.size} failed, ${Math.round((performance.now() - startedAt) / 1_000)} s`,
            );
        }
      };
      await Promise.all(Array.from({ length: atOnce }, live));
    }
    for (const [story, breaches] of [...failed].slice(0, SHRUNK_MAX)) await tell(world, story, breaches);
  } finally {
    await world.close();
    await stopServers();
  }
  say(`${done - failed.size} passed, ${failed.size} failed`);
  return failed.size === 0 ? 0 : 1;
}

async function tell(world: World, story: Story, first: readonly string[]): Promise<void> {
  await world.prepare(story.workers);
  let breaches = first;
  let again = false;
  const fails = async (candidate: Story): Promise<boolean> => {
    const found = await play(world, candidate);
    if (found.length > 0) {
      breaches = found;
      again = true;
    }
    return found.length > 0;
  };
  const small = await shrunk(story, fails, options.tries);
  say('');
  for (const line of linesOf(small)) say(line);
  say(`  → ${breaches.join('\n    ')}`);
  if (options.tries > 0 && !again) say('  it depends on the moment: it did not fail again');
  say(`  again: npm run simulate --${options.peers ? ' --peers' : ''} --seed ${story.seed}`);
}
