import { startUdata } from '../src/sandbox/udata/udata.ts';
import { crowdedDataFair } from './crowded-data-fair.ts';
import { startLargeCkan, type LargeCkan } from './large-ckan.ts';
import type { Order, UdataPortal } from './orders.ts';

const large = new Map<string, LargeCkan>();

/** Starts sandbox portals in this process, each on a port of its own. */
export async function portals(order: Order): Promise<unknown> {
  if (order.do === 'ckan') {
    const ckan = await startLargeCkan(order.records, order.latencyMs);
    large.set(ckan.url, ckan);
    return { url: ckan.url };
  }
  if (order.do === 'revise') {
    large.get(order.url)?.revise(order.every);
    return {};
  }
  if (order.do === 'data-fair') return crowdedDataFair(order.datasets);
  if (order.do !== 'udata') throw new RangeError(`portals do not ${order.do}`);
  const started: UdataPortal[] = [];
  for (let index = 0; index < order.count; index += 1) {
    const { url, key, organization } = await startUdata({ latencyMs: order.latencyMs });
    started.push({ url, key, organization });
  }
  return started;
}
