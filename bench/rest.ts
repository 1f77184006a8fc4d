import { cpus } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

/** So long, with so little to do for the processors, the machine is at rest. */
const LOOK_MS = 3_000;
const BUSY_SHARE = 0.1;
/** What works for longer belongs to the machine. */
const WAIT_MS = 120_000;

/** Waits until what others left to do is done: databases tidy up for a while after many writes. */
export async function atRest(): Promise<void> {
  const until = Date.now() + WAIT_MS;
  while (Date.now() < until) {
    const before = spent();
    await sleep(LOOK_MS);
    const after = spent();
    if ((after.busy - before.busy) / (after.all - before.all) <= BUSY_SHARE) return;
  }
}

function spent(): { busy: number; all: number } {
  const times = cpus().map((cpu) => cpu.times);
  const all = times.reduce((sum, { user, nice, sys, idle, irq }) => sum + user + nice + sys + idle + irq, 0);
  return { busy: all - times.reduce((sum, { idle }) => sum + idle, 0), all };
}
