import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { after, before, describe, it } from 'mocha';
import { startUdata, type UdataSandbox } from '../../src/sandbox/udata/udata.ts';
import { installation, until, type Installation } from '../support/installation.ts';

const run = promisify(execFile);
const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const SDK = 'temporalio==1.35.0';
/** The Python SDK is some 13 MB, fetched once. */
const FETCH_MS = 240_000;

describe('the signals that the documentation shows', () => {
  let navette: Installation;
  let portal: UdataSandbox;

  before(async () => {
    portal = await startUdata();
    navette = await installation({ KEY: portal.key });
    await navette.startWorkers();
    const settings = { url: portal.url, organization: portal.organization, apiKey: 'env:KEY' };
    await navette.control.apply([{ id: 'datagouv', adapter: 'udata', settings, push: {} }], {
      retireOthers: false,
    });
    await navette.control.writeDatasets(
      ['arbres', 'budget-2026'].map((id) => ({
        id,
        dataset: { kind: 'dataset' as const, id, title: { fr: id }, description: { fr: id } },
      })),
      'test',
    );
    await until(
      'the first push',
      async () => (await navette.control.connector('datagouv')).push?.linked === 2,
    );
  });
  after(async () => {
    await navette.close();
    await portal.close();
  });

  /** Runs an example and waits until both datasets were looked at again. */
  async function works(program: string, args: string[]): Promise<void> {
    const looks = async (): Promise<number> =>
      (
        await Promise.all(
          ['arbres', 'budget-2026'].map(
            async (id) => (await navette.control.timeline('datagouv', id, 50)).length,
          ),
        )
      ).reduce((a, b) => a + b);
    const before = await looks();
    await run(program, args, { env: { ...process.env, TEMPORAL_ADDRESS: navette.temporalAddress } });
    await until('both datasets looked at again', async () => (await looks()) >= before + 2);
  }

  it('work from TypeScript', () => works(process.execPath, ['--import', 'tsx', here('announce.ts')]));

  it('work from Python', async () => {
    const venv = join(
      process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'),
      'navette',
      SDK.replace('==', '-'),
    );
    const python = join(venv, 'bin', 'python');
    if (!existsSync(join(venv, 'complete'))) {
      await run('python3', ['-m', 'venv', '--clear', venv]);
      await run(python, ['-m', 'pip', 'install', '--quiet', SDK], { timeout: FETCH_MS });
      await run('touch', [join(venv, 'complete')]);
    }
    await works(python, [here('announce.py')]);
  }).timeout(FETCH_MS + 60_000);

  it('are the ones that the page prints', async () => {
    const page = await readFile(here('../../docs/signals.md'), 'utf8');
    for (const file of ['announce.ts', 'announce.py']) {
      for (const line of (await readFile(here(file), 'utf8'))
        .split('\n')
        .filter((text) => text.includes('datasetsChanged'))) {
        assert.ok(page.includes(line.trim()), `${file}: ${line}`);
      }
    }
  });
});
