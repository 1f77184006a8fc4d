import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startCkan } from '../src/sandbox/ckan/ckan.ts';
import { csvOf, FileHost, type Trouble } from '../test/support/file-host.ts';
import { ckanAction } from '../test/support/portal-view.ts';
import type { Installation } from './installation.ts';
import { circumstances } from './report.ts';
import { rounded } from './statistics.ts';

export interface DataOptions {
  files: number;
  /** Of all files together. */
  bytes: number;
  concurrency: number;
}

const CONNECTOR = 'bench-data';
const POLL_MS = 100;
const RUN_MS = 30 * 60_000;

/** Brings files in from a server that cuts, stalls and lies about lengths, kills the worker half way, and asks again. */
export async function data(navette: Installation, options: DataOptions, say: (line: string) => void) {
  const { files, bytes, concurrency } = options;
  const dataDir = await mkdtemp(join(tmpdir(), 'navette-bench-data-'));
  const host = await FileHost.start();
  const portal = await startCkan();
  try {
    say(`making ${files} files of ${bytes / 1e6} MB together`);
    const expected = new Set<string>();
    let total = 0;
    for (let index = 0; index < files; index += 1) {
      // From a third of the mean to five thirds of it.
      const content = csvOf(index, ((bytes / files) * (5 + (index * 10) / Math.max(1, files - 1))) / 10);
      const sha256 = content.sha256();
      expected.add(sha256);
      total += content.size;
      const url = host.put(`/${index}.csv`, content, { troubles: troublesOf(index, content.size) });
      await ckanAction(portal, 'package_create', {
        name: `file-${index}`,
        title: `File ${index}`,
        owner_org: portal.organization,
        resources: [{ url, format: 'CSV', hash: sha256, hash_algorithm: 'sha256' }],
      });
    }
    const env = { NAVETTE_DATA_DIR: dataDir };
    await navette.startWorkers(env);
    await navette.control.apply(
      [
        {
          id: CONNECTOR,
          adapter: 'ckan',
          settings: { url: portal.url },
          harvest: { take: 'data', data: { concurrency, checkEvery: '0s', stallSeconds: 5 } },
        },
      ],
      { retireOthers: true },
    );
    const began = performance.now();
    await navette.control.harvest(CONNECTOR);
    await until('half of it', () => Promise.resolve(host.sent >= total / 2));
    const { harvest: rssFirstMiB } = await navette.workerPeaksMiB();
    say(`kill -9 of the harvest worker after ${Math.round(host.sent / 1e6)} MB`);
    await navette.replaceHarvester();
    await settled(navette, files, say);
    const s = (performance.now() - began) / 1_000;
    const sent = host.sent;
    const whole = await wholeFiles(dataDir, expected);
    const rssMiB = Math.max(rssFirstMiB ?? 0, (await navette.workerPeaksMiB()).harvest ?? 0);
    host.forget();
    say('asking for the same again');
    const before = (await navette.control.runs({ connectorId: CONNECTOR, limit: 10 })).length;
    await navette.control.harvest(CONNECTOR);
    await until('the second harvest', async () => {
      const runs = await navette.control.runs({ connectorId: CONNECTOR, limit: 10 });
      return runs.length > before && runs[0]?.state !== 'running';
    });
    await settled(navette, files, say);
    const { files: counts } = (await navette.control.connector(CONNECTOR)).harvest ?? {};
    return {
      bench: 'data',
      files,
      whole,
      held: counts?.held,
      mb: Math.round(total / 1e6),
      sentMb: Math.round(sent / 1e6),
      resentShare: rounded((sent - total) / total, 4),
      secondMb: rounded(host.sent / 1e6, 3),
      secondShare: rounded(host.sent / total, 6),
      secondRequests: host.asked.length,
      s: rounded(s),
      mbPerSecond: rounded(total / 1e6 / s, 1),
      concurrency,
      ...(await circumstances(navette)),
      rssMiB,
    };
  } finally {
    await host.close();
    await portal.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** Of five files one comes well, one is cut twice, one falls silent, one announces too much and one too little. */
function troublesOf(index: number, size: number): Trouble[] {
  switch (index % 5) {
    case 1:
      return [{ cutAfter: Math.floor(size * 0.4) }, { cutAfter: Math.floor(size * 0.3) }];
    case 2:
      return [{ stallAfter: Math.floor(size * 0.5) }];
    case 3:
      return [{ lieBy: 1_000 }];
    case 4:
      return [{ lieBy: -Math.floor(size / 3) }];
    default:
      return [];
  }
}

/** Nothing is due or under way any more. */
async function settled(navette: Installation, files: number, say: (line: string) => void): Promise<void> {
  let told = 0;
  await until('all files', async () => {
    const counts = (await navette.control.connector(CONNECTOR)).harvest?.files;
    if (counts === undefined) return false;
    if (Date.now() - told > 10_000) {
      told = Date.now();
      say(`${counts.done} of ${files} done, ${counts.working} under way, ${counts.deferred} deferred`);
    }
    return (
      counts.due + counts.working + counts.deferred === 0 &&
      counts.done + counts.held + counts.failed + counts.refused >= files
    );
  });
}

/** How many contents are there whose bytes, read from the disk, are the expected ones. */
async function wholeFiles(dataDir: string, expected: ReadonlySet<string>): Promise<number> {
  let whole = 0;
  for (const sha256 of expected) {
    const hash = createHash('sha256');
    const path = join(dataDir, 'data', 'content', sha256.slice(0, 2), sha256);
    try {
      for await (const chunk of createReadStream(path)) if (Buffer.isBuffer(chunk)) hash.update(chunk);
    } catch {
      continue;
    }
    if (hash.digest('hex') === sha256) whole += 1;
  }
  return whole;
}

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + RUN_MS;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`never came: ${what}`);
    await sleep(POLL_MS);
  }
}
