import { BUCKETS, type LatencyBucket } from '../ledger/latency.ts';

/**
 * A histogram in Prometheus text whose counts are kept in the ledger, because it is not this process that pushes. Connectors'
 * ids need no escaping.
 */
export function histogramText(
  name: string,
  help: string,
  series: readonly { connector: string; buckets: readonly LatencyBucket[] }[],
): string {
  const lines = [`# HELP ${name} ${help}`, `# TYPE ${name} histogram`];
  for (const { connector, buckets } of series) {
    const below = (bound: number): number =>
      buckets.reduce((sum, { le, pushes }) => sum + (le <= bound ? pushes : 0), 0);
    const all = below(Infinity);
    lines.push(
      ...BUCKETS.map((le) => `${name}_bucket{connector="${connector}",le="${le}"} ${below(le)}`),
      `${name}_bucket{connector="${connector}",le="+Inf"} ${all}`,
      `${name}_sum{connector="${connector}"} ${buckets.reduce((sum, { seconds }) => sum + seconds, 0)}`,
      `${name}_count{connector="${connector}"} ${all}`,
    );
  }
  return `${lines.join('\n')}\n`;
}
