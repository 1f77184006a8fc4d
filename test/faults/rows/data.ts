import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { startCkan, type CkanSandbox } from '../../../src/sandbox/ckan/ckan.ts';
import { csvOf, FileHost, type Trouble } from '../../support/file-host.ts';
import { ckanAction } from '../../support/portal-view.ts';
import type { Row, Section } from '../row.ts';
import { sleep, until } from '../until.ts';
import type { World } from '../world.ts';

const FILES = 6;
const FILE_BYTES = 6_000_000;
const CONCURRENCY = 2;
/** So slow that a process can be killed half way. */
const BYTES_PER_SECOND = 2_000_000;
/** What is not durable when a process dies: what came since the last note, and what the network held. */
const LOST_BYTES = CONCURRENCY * 8 * 1024 * 1024;
const BACK_MS = 100_000;

interface Scene {
  id: string;
  host: FileHost;
  portal: CkanSandbox;
  expected: string[];
  total: number;
  close: () => Promise<void>;
}

let scenes = 0;

async function scene(world: World, troubles: (index: number) => Trouble[]): Promise<Scene> {
  scenes += 1;
  const id = `files-${scenes}`;
  const host = await FileHost.start();
  const portal = await startCkan();
  const contents = Array.from({ length: FILES }, (_, index) => csvOf(scenes * 100 + index, FILE_BYTES));
  for (const [index, content] of contents.entries()) {
    const url = host.put(`/${index}.csv`, content, { troubles: troubles(index) });
    await ckanAction(portal, 'package_create', {
      name: `file-${index}`,
      title: `File ${index}`,
      owner_org: portal.organization,
      resources: [{ url, format: 'CSV' }],
    });
  }
  const data = { concurrency: CONCURRENCY, checkEvery: '0s', stallSeconds: 2 };
  await world.control.apply(
    [{ id, adapter: 'ckan', settings: { url: portal.url }, harvest: { take: 'data', data } }],
    { retireOthers: false },
  );
  await world.control.harvest(id);
  return {
    id,
    host,
    portal,
    expected: contents.map((content) => content.sha256()),
    total: contents.reduce((sum, content) => sum + content.size, 0),
    async close() {
      await host.close();
      await portal.close();
    },
  };
}

/** All files are served whole, and nothing is left of their way. */
async function arrives(world: World, { id, expected }: Scene): Promise<void> {
  await until(
    'all files',
    async () => {
      const files = (await world.control.connector(id)).harvest?.files;
      return files?.done === FILES;
    },
    BACK_MS,
  );
  for (const sha256 of expected) {
    const hash = createHash('sha256');
    const path = join(world.dataDir, 'data', 'content', sha256.slice(0, 2), sha256);
    for await (const chunk of createReadStream(path)) if (Buffer.isBuffer(chunk)) hash.update(chunk);
    assert.equal(hash.digest('hex'), sha256, 'what is served is not what its hash says');
  }
  assert.deepEqual(await readdir(join(world.dataDir, 'data', 'partial')), []);
}

function killed(what: string, strike: (world: World) => Promise<unknown>): Row {
  return {
    name: `kill -9 of ${what} with data half way`,
    async run(world) {
      const made = await scene(world, () => [{ bytesPerSecond: BYTES_PER_SECOND }]);
      try {
        await until('half of it', () => made.host.sent > made.total / 2, BACK_MS);
        assert.ok(made.host.sent < made.total, 'everything was there before the kill');
        await strike(world);
        await arrives(world, made);
        const again = made.host.sent - made.total;
        assert.ok(again < LOST_BYTES, `${again} bytes came twice`);
      } finally {
        await made.close();
      }
    },
  };
}

export const data: Section[] = [
  {
    shared: false,
    rows: [
      {
        name: 'files that are cut, fall silent and lie about their length arrive whole',
        async run(world) {
          const third = Math.floor(FILE_BYTES / 3);
          const made = await scene(
            world,
            (index) =>
              [
                [{ cutAfter: third }, { cutAfter: third }],
                [{ stallAfter: third }],
                [{ lieBy: 1_000 }],
                [{ cutAfter: third }, { ignoresRange: true as const }],
                [{ cutAfter: third }, { wrongPart: true as const }],
                [{ status: 503, headers: { 'retry-after': '1' } }],
              ].at(index % 6) ?? [],
          );
          try {
            await arrives(world, made);
          } finally {
            await made.close();
          }
        },
      },
      killed('the worker', async (world) => {
        await world.worker.kill();
        await world.startWorker();
      }),
      killed('the Temporal server', async (world) => {
        await world.killTemporal();
        await sleep(3_000);
        await world.restartTemporal();
        await world.ensureWorker();
      }),
      killed('PostgreSQL', async (world) => {
        await world.killPostgres();
        await sleep(3_000);
        await world.restartPostgres();
        await world.ensureWorker();
      }),
    ],
  },
];
