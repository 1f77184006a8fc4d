import { z } from 'zod';
import type { ApiClient } from '../../cli/api-client.ts';
import { Status, Written } from '../../cli/answers.ts';
import type { Dataset } from '../../model/dataset.ts';
import type { DevContext } from '../dev/context.ts';
import type { Portals } from './settings.ts';

/** What the demonstration works with once everything is up. */
export interface Tour {
  context: DevContext;
  api: ApiClient;
  portals: Portals;
  datasets: Dataset[];
  /** Changes the title of one, as its people do. */
  edit: Edit;
}

export type Edit = (dataset: Dataset, title: string) => Promise<void>;

/** Creates or replaces datasets of the platform. */
export async function writeAll(api: ApiClient, datasets: readonly Dataset[]): Promise<void> {
  const body = { datasets: datasets.map((dataset) => ({ id: dataset.id, dataset })) };
  await api.post(z.object({ written: z.array(Written) }), ['datasets'], body);
}

export async function pushedTo(api: ApiClient, connectorId: string): Promise<string> {
  const { data } = await api.get(Status, ['connectors', connectorId]);
  const taken = data.push?.latency?.recent?.written;
  const words =
    taken === undefined ? '' : `; change to visible: median ${taken.p50} ms, 99 % within ${taken.p99} ms`;
  return `${connectorId} shows ${data.push?.linked ?? 0} datasets${words}`;
}
