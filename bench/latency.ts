import type { Installation } from './installation.ts';
import { burst, connect } from './push.ts';
import { circumstances, measured } from './report.ts';
import { round, told, type Delays } from './round.ts';

export interface LatencyOptions {
  changes: number;
  perSecond: number;
  latencyMs: number;
}

/** How long after a change is written the portal gets it, beside what reading and writing the portal takes by itself. */
export async function latency(navette: Installation, options: LatencyOptions, say: (line: string) => void) {
  const { changes, perSecond, latencyMs } = options;
  const [target] = await connect(navette, { connectors: 1, latencyMs });
  if (target === undefined) throw new RangeError('there is no portal');
  say(`first push of ${2 * changes} datasets`);
  await burst(navette, 2 * changes, 0);

  say(`${changes} changes at ${perSecond} a second`);
  let delays: Delays = { ours: [], bare: [] };
  const pass = await measured(navette, async () => {
    const began = performance.now();
    delays = await round(navette, target, { changes, perSecond, version: 1 });
    return (performance.now() - began) / 1_000;
  });
  return {
    bench: 'latency',
    changes,
    perSecond,
    latencyMs,
    ...told(delays),
    cpuS: pass.cpu,
    ...(await circumstances(navette)),
  };
}
