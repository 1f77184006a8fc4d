import { request } from 'undici';
import type { ApiClient } from '../../cli/api-client.ts';
import { dataFairId } from '../../platform/data-fair/ids.ts';
import type { Portals } from './settings.ts';
import { writeAll, type Edit } from './tour.ts';

const ANSWER_MS = 20_000;

/** Through Navette's own API. */
export function editingWith(api: ApiClient): Edit {
  return (dataset, title) => writeAll(api, [{ ...dataset, title: { ...dataset.title, fr: title } }]);
}

/** In Data Fair itself, whose hook tells Navette. */
export function editingIn(dataFair: Portals['dataFair']): Edit {
  return async ({ id }, title) => {
    const { statusCode, body } = await request(addressIn(dataFair, id), {
      method: 'PATCH',
      headers: { 'x-apikey': dataFair.key, 'content-type': 'application/json' },
      body: JSON.stringify({ title }),
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    await body.dump();
    if (statusCode !== 200) throw new Error(`Data Fair answered ${statusCode} to the change of ${id}`);
  };
}

export function addressIn({ url }: Portals['dataFair'], id: string): string {
  return `${url}/api/v1/datasets/${dataFairId(id)}`;
}
