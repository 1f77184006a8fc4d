import { Gauge, Registry, collectDefaultMetrics } from 'prom-client';
import type { ConnectorStatus, Control } from '../control/control.ts';
import type { Api } from './api.ts';
import { histogramText } from './histogram.ts';

const OUTBOX_STATES = ['waiting', 'deferred', 'refused', 'failed', 'conflict'] as const;
const QUANTILES = [
  ['0.5', 'p50'],
  ['0.95', 'p95'],
  ['0.99', 'p99'],
] as const;

/** For Prometheus: the process, and every connector as it is at the moment of the scrape. */
export function metricsRoutes(api: Api, control: Control): void {
  const process = new Registry();
  collectDefaultMetrics({ register: process });
  api.get(
    '/metrics',
    { schema: { tags: ['health'], summary: 'Metrics in Prometheus text format' } },
    async (_request, reply) => {
      const connectors = await control.connectors();
      const text = await Registry.merge([process, connectorMetrics(connectors)]).metrics();
      return reply.type(Registry.PROMETHEUS_CONTENT_TYPE).send(`${text}${latencyHistograms(connectors)}`);
    },
  );
}

function connectorMetrics(connectors: readonly ConnectorStatus[]): Registry {
  const registry = new Registry();
  const gauge = (name: string, help: string, ...labels: string[]) =>
    new Gauge({ name: `navette_${name}`, help, labelNames: ['connector', ...labels], registers: [registry] });
  const state = gauge('connector_state', '1 for the state that the connector is in', 'state');
  const outbox = gauge('outbox_datasets', 'Datasets whose last change is not on the remote yet', 'state');
  const oldest = gauge('outbox_oldest_timestamp_seconds', 'When the oldest of these changes was announced');
  const unsynced = gauge(
    'oldest_unsynced_seconds',
    'How long the oldest change has not been on the remote; 0 when all are',
  );
  const linked = gauge('linked_datasets', 'Datasets that have a record on the remote');
  const outcomes = gauge('push_outcomes', 'Pushes of the last 24 hours', 'outcome');
  const latency = gauge(
    'push_latency_quantile_seconds',
    'From a change announced until the remote acknowledged it (written) or was seen to show it (verified), last 1,000 pushes',
    'until',
    'quantile',
  );
  const lastRun = gauge('harvest_last_end_timestamp_seconds', 'When the last harvest ended', 'state');
  const records = gauge('harvest_last_records', 'Records of the last harvest', 'kind');
  const files = gauge('import_files', 'Files that harvests want', 'state');
  const fileBytes = gauge('import_run_bytes', 'Bytes that came for the last harvest');
  for (const status of connectors) {
    const connector = status.config.id;
    state.set({ connector, state: status.state }, 1);
    if (status.push !== undefined) {
      for (const name of OUTBOX_STATES) outbox.set({ connector, state: name }, status.push.outbox[name]);
      const since = status.push.outbox.oldest;
      if (since !== undefined) oldest.set({ connector }, seconds(since));
      unsynced.set(
        { connector },
        since === undefined ? 0 : Math.max(0, seconds(new Date()) - seconds(since)),
      );
      linked.set({ connector }, status.push.linked);
      for (const [outcome, count] of Object.entries(status.push.outcomes))
        outcomes.set({ connector, outcome }, count);
      for (const until of ['written', 'verified'] as const) {
        const taken = status.push.latency?.recent?.[until];
        if (taken === undefined) continue;
        for (const [quantile, key] of QUANTILES)
          latency.set({ connector, until, quantile }, taken[key] / 1_000);
      }
    }
    if (status.harvest?.files !== undefined) {
      const { bytesOfRun, ...states } = status.harvest.files;
      for (const [name, count] of Object.entries(states)) files.set({ connector, state: name }, count);
      fileBytes.set({ connector }, bytesOfRun);
    }
    const run = status.harvest?.lastRun;
    if (run === undefined) continue;
    if (run.endedAt !== undefined) lastRun.set({ connector, state: run.state }, seconds(run.endedAt));
    for (const [kind, count] of Object.entries(run.counts)) records.set({ connector, kind }, count);
  }
  return registry;
}

function latencyHistograms(connectors: readonly ConnectorStatus[]): string {
  const of = (until: 'written' | 'verified') =>
    connectors.flatMap(({ config, push }) =>
      push?.latencyBuckets === undefined
        ? []
        : [{ connector: config.id, buckets: push.latencyBuckets[until] }],
    );
  return [
    histogramText(
      'navette_push_latency_seconds',
      'From a change announced until the remote acknowledged it',
      of('written'),
    ),
    histogramText(
      'navette_push_verified_latency_seconds',
      'From a change announced until the remote was seen to show it',
      of('verified'),
    ),
  ].join('');
}

function seconds(date: Date): number {
  return date.getTime() / 1_000;
}
