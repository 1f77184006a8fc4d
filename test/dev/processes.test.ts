import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, it } from 'mocha';
import { startedAt } from '../../src/main/dev/process-identity.ts';
import { startProcess } from '../../src/main/dev/processes.ts';

describe('processes', () => {
  it('hands on each line', async () => {
    const lines: string[] = [];
    const running = await startProcess({
      name: 'talker',
      program: '/bin/sh',
      args: ['-c', 'echo one; echo two >&2'],
      onLine: (line) => lines.push(line),
    });
    await running.exited;
    assert.deepEqual(lines.toSorted(), ['one', 'two']);
  });

  it('tells how a process ended', async () => {
    const running = await startProcess({ name: 'quitter', program: '/bin/sh', args: ['-c', 'exit 7'] });
    assert.deepEqual(await running.exited, { code: 7, signal: null });
  });

  it('sends the signal that the process wants to hear', async () => {
    const running = await startProcess({
      name: 'listener',
      program: '/bin/sh',
      args: ['-c', 'trap "exit 3" INT; while :; do sleep 0.05; done'],
      stopSignal: 'INT',
    });
    await sleep(100);
    await running.stop();
    assert.deepEqual(await running.exited, { code: 3, signal: null });
  });

  it('tells what cannot be started', async () => {
    const running = await startProcess({ name: 'nothing', program: '/no/such/program', args: [] });
    await running.exited;
    assert.match(running.lastLines(), /\/no\/such\/program/);
  });

  it('ends with its parent, even when that one is killed with -9', async () => {
    const module = fileURLToPath(new URL('../../src/main/dev/processes.ts', import.meta.url));
    const script = `
      const { startProcess } = await import(${JSON.stringify(module)});
      const running = await startProcess({ name: 'orphan', program: 'sleep', args: ['600'] });
      console.log(running.pid);`;
    const parent = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script]);
    const [chunk] = await once(parent.stdout, 'data');
    const orphan = Number(String(chunk));
    const before = await startedAt(orphan);
    parent.kill('SIGKILL');
    await once(parent, 'exit');
    const deadline = Date.now() + 5000;
    while ((await startedAt(orphan)) === before && Date.now() < deadline) await sleep(50);
    assert.notEqual(before, undefined);
    assert.equal(await startedAt(orphan), undefined);
  });
});
