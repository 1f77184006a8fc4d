import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { startProcess, type Running } from '../../src/main/dev/processes.ts';
import { Supervisor, type Service } from '../../src/main/dev/supervisor.ts';

describe('supervisor', () => {
  let said: string[];
  let supervisor: Supervisor;

  beforeEach(() => {
    said = [];
    supervisor = new Supervisor({ say: (line) => said.push(line) });
  });
  afterEach(() => supervisor.killAll());

  it('stops the newest first', async () => {
    const ended: string[] = [];
    for (const name of ['database', 'temporal', 'worker']) {
      const running = await supervisor.start(sleeper(name));
      void running.exited.then(() => ended.push(name));
    }
    await supervisor.stopAll();
    assert.deepEqual(ended, ['worker', 'temporal', 'database']);
  });

  it('starts a worker again that was killed, and says so', async () => {
    const first = await supervisor.start({ ...sleeper('worker'), restarts: true });
    process.kill(first.pid, 'SIGKILL');
    await first.exited;
    const second = await supervisor.up('worker');
    assert.notEqual(second.pid, first.pid);
    assert.deepEqual(said, ['worker ended (signal SIGKILL); starting it again']);
  });

  it('gives up on a worker that ends again and again', async () => {
    const running = await supervisor.start({
      name: 'worker',
      restarts: true,
      start: () => startProcess({ name: 'worker', program: 'false', args: [] }),
    });
    await running.exited;
    await assert.rejects(supervisor.failed, /worker ended \(exit code 1\), for the 6th time within a minute/);
  }).timeout(15_000);

  it('reports the end of what must not end', async () => {
    const running = await supervisor.start(sleeper('database'));
    process.kill(running.pid, 'SIGKILL');
    await assert.rejects(supervisor.failed, /database ended \(signal SIGKILL\)/);
  });

  it('leaves down what was stopped, until it is asked for again', async () => {
    const first = await supervisor.start({ ...sleeper('worker'), restarts: true });
    await supervisor.stop('worker');
    await sleep(100);
    const second = await supervisor.restart('worker');
    assert.notEqual(second.pid, first.pid);
    assert.deepEqual(said, []);
  });

  it('does not leave behind what was starting when everything stopped', async () => {
    let late: Running | undefined;
    const starting = supervisor.start({
      name: 'slow',
      async start() {
        await sleep(200);
        late = await startProcess({ name: 'slow', program: 'sleep', args: ['600'] });
        return late;
      },
    });
    await supervisor.stopAll();
    await assert.rejects(starting, /slow is not needed any more/);
    assert.deepEqual(await late?.exited, { code: null, signal: 'SIGTERM' });
  });
});

function sleeper(name: string): Service {
  return { name, start: () => startProcess({ name, program: 'sleep', args: ['600'] }) };
}
