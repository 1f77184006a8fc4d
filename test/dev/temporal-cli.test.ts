import assert from 'node:assert/strict';
import { mkdtemp, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'mocha';
import type { CliSource } from '../../src/main/dev/temporal-cli-sources.ts';
import { findTemporalCli } from '../../src/main/dev/temporal-cli.ts';

describe('temporal CLI', () => {
  let root: string;
  let env: NodeJS.ProcessEnv;
  let said: string[];
  let fetches: number;
  let cases = 0;

  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'navette-cli-'));
  });
  after(() => rm(root, { recursive: true, force: true }));
  beforeEach(() => {
    cases += 1;
    env = { PATH: '/usr/bin:/bin', XDG_CACHE_HOME: join(root, `cache-${cases}`) };
    said = [];
    fetches = 0;
  });

  const say = (line: string) => said.push(line);
  const kept = () => join(root, `cache-${cases}`, 'navette', 'temporal-1.9.1');
  const working: CliSource = {
    name: 'a working source',
    async fetch(version, folder) {
      fetches += 1;
      return { path: await standIn(join(folder, 'temporal'), version) };
    },
  };
  const failing: CliSource = { name: 'a dead source', fetch: async () => ({ trouble: 'nobody answered' }) };
  const find = (sources: CliSource[]) => findTemporalCli({ env, say, sources });

  it('takes the one that TEMPORAL_CLI names', async () => {
    const named = await standIn(join(root, 'named'), '1.9.1');
    env['TEMPORAL_CLI'] = named;
    assert.equal(await find([]), named);
  });

  it('refuses a TEMPORAL_CLI that is something else', async () => {
    env['TEMPORAL_CLI'] = '/bin/true';
    await assert.rejects(find([working]), /TEMPORAL_CLI names \/bin\/true, which does not answer/);
  });

  it('takes the one on PATH', async () => {
    await onPath('1.12.3');
    assert.equal(await find([]), 'temporal');
  });

  it('passes over one on PATH that is too old, and says so', async () => {
    await onPath('1.2.0');
    assert.equal(await find([working]), join(kept(), 'temporal'));
    assert.match(said[0] ?? '', /on PATH is 1\.2\.0, older than 1\.5/);
  });

  it('fetches it once and keeps it', async () => {
    await find([failing, working]);
    await find([failing, working]);
    assert.equal(fetches, 1);
  });

  it('fetches it anew when the kept one does not match its checksum', async () => {
    const path = await find([working]);
    await writeFile(path, '#!/bin/sh\necho temporal version 6.6.6\n');
    await find([working]);
    assert.match(await readFile(path, 'utf8'), /1\.9\.1/);
    assert.equal(said.filter((line) => line.includes('does not match its checksum')).length, 1);
  });

  it('keeps one whole copy when several fetch it at once', async () => {
    await Promise.all([find([working]), find([working]), find([working])]);
    assert.deepEqual(await readdir(join(kept(), '..')), ['temporal-1.9.1']);
    assert.deepEqual((await readdir(kept())).toSorted(), ['temporal', 'temporal.sha256']);
  });

  it('does not keep what does not run', async () => {
    const broken: CliSource = {
      name: 'a source of text files',
      async fetch(_version, folder) {
        await writeFile(join(folder, 'temporal'), 'not a program');
        return { path: join(folder, 'temporal') };
      },
    };
    await assert.rejects(find([broken]), /a source of text files: what came does not run on this machine/);
  });

  it('tells what was tried and what to do when there is none to be had', async () => {
    await assert.rejects(find([failing]), /a dead source: nobody answered.*name it in TEMPORAL_CLI/);
  });

  async function onPath(version: string): Promise<void> {
    const folder = join(root, `path-${cases}`);
    await mkdir(folder);
    await standIn(join(folder, 'temporal'), version);
    env['PATH'] = `${folder}:${env['PATH']}`;
  }
});

async function standIn(path: string, version: string): Promise<string> {
  await writeFile(path, `#!/bin/sh\necho temporal version ${version}\n`, { mode: 0o755 });
  return path;
}
