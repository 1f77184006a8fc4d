import { loadavg } from 'node:os';
import { spent } from './meter.ts';
import type { Cpu, Installation } from './installation.ts';
import { median, rounded } from './statistics.ts';

/** One pass of one side. */
export interface Pass {
  s: number;
  cpu: Cpu;
}

/** Runs a pass and says what it cost. The work itself tells its seconds: what it does before its clock starts is not counted. */
export async function measured(navette: Installation, work: () => Promise<number>): Promise<Pass> {
  const before = await navette.cpu();
  const s = await work();
  return { s, cpu: spent(before, await navette.cpu()) };
}

/**
 * Runs the two sides pair by pair, the first of a pair being the second of the next, so that whatever else the machine
 * does hits both alike.
 */
export async function pairs(
  count: number,
  say: (line: string) => void,
  sides: { ours: (pair: number) => Promise<Pass>; bare: (pair: number) => Promise<Pass> },
): Promise<{ ours: Pass[]; bare: Pass[] }> {
  const passes: { ours: Pass[]; bare: Pass[] } = { ours: [], bare: [] };
  for (let pair = 1; pair <= count; pair += 1) {
    for (const side of pair % 2 === 1 ? (['ours', 'bare'] as const) : (['bare', 'ours'] as const)) {
      const pass = await sides[side](pair);
      passes[side].push(pass);
      say(`pair ${pair}, ${side}: ${rounded(pass.s)} s, load ${load()}, cpu ${JSON.stringify(pass.cpu)}`);
    }
  }
  return passes;
}

/** The part of a report that all comparisons share. `work` is what a pass did: records or pushes. */
export async function comparison(
  navette: Installation,
  work: number,
  { ours, bare }: { ours: Pass[]; bare: Pass[] },
) {
  const ratios = ours.map((pass, index) => rounded(pass.s / (bare[index]?.s ?? Number.NaN)));
  const cpu = (of: Pass[], name: keyof Cpu): number => rounded(median(of.map((pass) => pass.cpu[name])));
  const speed = (of: Pass[]) => {
    const s = median(of.map((pass) => pass.s));
    return { s: rounded(s), perSecond: Math.round(work / s) };
  };
  return {
    ours: {
      ...speed(ours),
      cpuS: {
        worker: cpu(ours, 'worker'),
        temporal: cpu(ours, 'temporal'),
        temporalDatabase: cpu(ours, 'temporalDatabase'),
        database: cpu(ours, 'database'),
        portals: cpu(ours, 'portals'),
      },
    },
    bare: {
      ...speed(bare),
      cpuS: { script: cpu(bare, 'bare'), database: cpu(bare, 'database'), portals: cpu(bare, 'portals') },
    },
    ratio: rounded(median(ratios)),
    ratios,
    /** The same of processor seconds, all processes but the portals: it hardly moves when others use the machine. */
    cpuRatio: rounded(
      median(ours.map((pass) => effort(pass.cpu))) / median(bare.map((pass) => effort(pass.cpu))),
    ),
    ...(await circumstances(navette)),
  };
}

function effort({ worker, temporal, temporalDatabase, database, bare }: Cpu): number {
  return worker + temporal + temporalDatabase + database + bare;
}

/** What every report ends with. */
export async function circumstances(navette: Installation) {
  const { temporal } = navette;
  return { temporal, rssMiB: await navette.workerPeaksMiB(), load: load(), node: process.version };
}

export function load(): number {
  return rounded(loadavg()[0] ?? Number.NaN, 1);
}
