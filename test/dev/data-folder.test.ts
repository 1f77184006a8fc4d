import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { emptyDataFolder, openDataFolder } from '../../src/main/dev/data-folder.ts';
import { lockFolder } from '../../src/main/dev/lock.ts';
import { startedAt } from '../../src/main/dev/process-identity.ts';
import { startProcess } from '../../src/main/dev/processes.ts';
import { keptSecret } from '../../src/main/dev/secrets.ts';

describe('data folder', () => {
  let dir: string;
  const said: string[] = [];
  const say = (line: string) => said.push(line);

  beforeEach(async () => {
    dir = join(await mkdtemp(join(tmpdir(), 'navette-data-')), 'data');
  });
  afterEach(() => rm(join(dir, '..'), { recursive: true, force: true }));

  it('is not laid out among the files of others', async () => {
    await mkdir(dir);
    await writeFile(join(dir, 'thesis.txt'), 'mine');
    await assert.rejects(openDataFolder(dir), /holds other files and no navette-data\.json/);
  });

  it('is emptied but for its marker', async () => {
    await openDataFolder(dir);
    await writeFile(join(dir, 'temporal.db'), '');
    await emptyDataFolder(dir, []);
    assert.deepEqual(await readdir(dir), ['navette-data.json']);
  });

  it('is not emptied when it is not ours', async () => {
    await mkdir(dir);
    await writeFile(join(dir, 'thesis.txt'), 'mine');
    await assert.rejects(emptyDataFolder(dir, []), /not ours to delete/);
    assert.deepEqual(await readdir(dir), ['thesis.txt']);
  });

  it('has one instance at a time, and tells which process that is', async () => {
    await openDataFolder(dir);
    await lockFolder(dir, say);
    await assert.rejects(lockFolder(dir, say), new RegExp(`already runs on .*, as process ${process.pid}`));
  });

  it('is free again when it was released', async () => {
    await openDataFolder(dir);
    await (await lockFolder(dir, say)).release();
    await lockFolder(dir, say);
  });

  it('is taken over from an instance that was killed, once its processes are gone', async () => {
    await openDataFolder(dir);
    const child = await startProcess({ name: 'database', program: 'sleep', args: ['0.3'] });
    const children = [{ name: 'database', pid: child.pid, started: await startedAt(child.pid) }];
    await writeFile(
      join(dir, 'navette.lock'),
      JSON.stringify({ pid: process.pid, started: 'long ago', children }),
    );
    await lockFolder(dir, say);
    assert.equal(await startedAt(child.pid), undefined);
    assert.match(said.at(-1) ?? '', /waiting for the processes of an instance that was killed: database/);
  });

  it('keeps secrets over restarts, in files for their owner only', async () => {
    await openDataFolder(dir);
    const path = join(dir, 'token');
    assert.equal(await keptSecret(path, 'base64url'), await keptSecret(path, 'base64url'));
    assert.equal((await stat(path)).mode & 0o777, 0o600);
    assert.equal(Buffer.from(await readFile(path, 'utf8'), 'base64url').length, 32);
  });

  it('does not replace a secret that was damaged', async () => {
    await openDataFolder(dir);
    await writeFile(join(dir, 'secret.key'), 'cut');
    await assert.rejects(keptSecret(join(dir, 'secret.key'), 'base64'), /does not hold 32 bytes in base64/);
  });
});
