import { readdir, readFile, writeFile } from 'node:fs/promises';

/** Linux counts processor time in hundredths of a second whatever the kernel's own tick is. */
const TICKS_PER_S = 100;
/** Written to a process's `clear_refs`, begins its peak of memory anew. */
const RESET_PEAK = '5';

/**
 * Processor seconds that each of the processes has used so far, with those of its children. Linux only; 0 elsewhere, and
 * for a process 0, which is none of ours.
 */
export async function cpuSeconds<Name extends string>(
  pids: Record<Name, number>,
): Promise<Record<Name, number>> {
  const table = await processTable();
  const used = { ...pids };
  for (const name in pids) used[name] = pids[name] === 0 ? 0 : withChildren(table, pids[name]);
  return used;
}

/** What was used between two readings, to the hundredth. */
export function spent<Name extends string>(
  before: Record<Name, number>,
  after: Record<Name, number>,
): Record<Name, number> {
  const used = { ...after };
  for (const name in after) used[name] = Math.round((after[name] - before[name]) * 100) / 100;
  return used;
}

/** Begins the peak anew: what a start needs (bundling workflows) says nothing about work. */
export async function resetPeak(pid: number): Promise<void> {
  await writeFile(`/proc/${pid}/clear_refs`, RESET_PEAK).catch(() => undefined);
}

/** Largest resident memory since the start or the last reset, in MiB; undefined where nobody tells. */
export async function peakMiB(pid: number): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kib = /^VmHWM:\s+(\d+) kB/m.exec(status)?.[1];
  return kib === undefined ? undefined : Math.round(Number(kib) / 1024);
}

interface ProcessTimes {
  parent: number;
  /** Own time, and that of children that have ended. */
  seconds: number;
}

async function processTable(): Promise<Map<number, ProcessTimes>> {
  const names = await readdir('/proc').catch(() => []);
  const pids = names.filter((name) => /^\d+$/.test(name));
  const stats = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')));
  const table = new Map<number, ProcessTimes>();
  stats.forEach((stat, index) => {
    // The name in parentheses may hold blanks; what follows it does not.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [, parent = '0'] = fields;
    const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
    if (fields.length > 15)
      table.set(Number(pids[index]), { parent: Number(parent), seconds: ticks / TICKS_PER_S });
  });
  return table;
}

function withChildren(table: Map<number, ProcessTimes>, pid: number): number {
  let seconds = table.get(pid)?.seconds ?? 0;
  for (const [child, { parent }] of table) if (parent === pid) seconds += withChildren(table, child);
  return seconds;
}
