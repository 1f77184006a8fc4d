import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { after, afterEach, before, describe, it } from 'mocha';
import { z } from 'zod';
import { isRunning } from '../../src/main/dev/process-identity.ts';
import { freePort } from '../../src/main/dev/ports.ts';

/** What is started here has the real servers, and stand-ins for the workers and the API. */
describe('installation on one machine', () => {
  let root: string;
  let dir: string;
  let main: ChildProcess;
  let output: string;

  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'navette-installation-'));
    // PostgreSQL runs as another user when root runs the tests.
    await chmod(root, 0o711);
    dir = join(root, 'data');
    await writeFile(join(root, 'worker.mjs'), WORKER);
    await writeFile(join(root, 'api.mjs'), API);
  });
  after(() => rm(root, { recursive: true, force: true }));
  afterEach(() => main.kill('SIGKILL'));

  async function start(...options: string[]): Promise<void> {
    const dev = (name: string) =>
      JSON.stringify(fileURLToPath(new URL(`../../src/main/dev/${name}`, import.meta.url)));
    const ports = [
      '--port',
      String(await freePort()),
      '--ui-port',
      String(await freePort()),
      '--temporal-port',
      String(await freePort()),
    ];
    const args = JSON.stringify(['--data', dir, ...ports, ...options]);
    const programs = JSON.stringify({ worker: join(root, 'worker.mjs'), api: join(root, 'api.mjs') });
    const script = `
      const { parseOptions } = await import(${dev('options.ts')});
      const { runDev } = await import(${dev('run.ts')});
      process.exit(await runDev(parseOptions(${args}, ''), ${programs}));`;
    output = '';
    main = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    main.stdout?.on('data', (chunk) => {
      output += String(chunk);
    });
  }

  /** Some lines have to be waited for; an end before that shows in what was written. */
  async function said(text: string): Promise<void> {
    while (!output.includes(text) && main.exitCode === null) await sleep(50);
    assert.ok(output.includes(text), output);
  }

  const children = async () =>
    Lock.parse(JSON.parse(await readFile(join(dir, 'navette.lock'), 'utf8'))).children;

  it('starts everything, hands it the addresses, and stops it', async () => {
    await start('--check');
    await said('stopping (');
    while (main.exitCode === null) await sleep(20);
    assert.equal(main.exitCode, 0, output);
    for (const work of ['push', 'harvest']) {
      const worker = await readFile(join(dir, 'logs', `${work}-worker.log`), 'utf8');
      assert.match(
        worker,
        /DATABASE_URL=postgres:.*TEMPORAL_ADDRESS=127\.0\.0\.1:\d+ NAVETTE_TOKEN=[\w-]{43} /,
      );
      assert.ok(worker.includes(`NAVETTE_WORK=${work}\n`), worker);
    }
    assert.deepEqual(
      (await readdir(dir)).filter((name) => name.includes('lock')),
      [],
    );
  });

  it('starts a worker again that was killed, and leaves nothing running when it is killed itself', async () => {
    await start();
    await said('Ctrl-C stops everything');
    const before = await children();
    const worker = before.find(({ name }) => name === 'push-worker');
    process.kill(worker?.pid ?? 0, 'SIGKILL');
    await said('push-worker ended (signal SIGKILL); starting it again');
    while ((await children()).some(({ pid }) => pid === worker?.pid)) await sleep(50);

    const running = await children();
    main.kill('SIGKILL');
    for (const child of running) {
      const deadline = Date.now() + 8000;
      while ((await isRunning(child)) && Date.now() < deadline) await sleep(50);
      assert.equal(await isRunning(child), false, child.name);
    }
  });
});

const Lock = z.object({
  children: z.array(z.object({ name: z.string(), pid: z.number(), started: z.string() })),
});

const WORKER = `
  const names = ['DATABASE_URL', 'TEMPORAL_ADDRESS', 'NAVETTE_TOKEN', 'NAVETTE_SECRET_KEY', 'NAVETTE_WORK'];
  console.log(names.map((name) => name + '=' + process.env[name]).join(' '));
  console.log('{"ready":true}');
  setInterval(() => undefined, 1000);`;
const API = `
  import { createServer } from 'node:http';
  createServer((request, response) => response.end()).listen(Number(process.env.NAVETTE_PORT), '127.0.0.1');`;
