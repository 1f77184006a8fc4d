import { startCkan } from '../src/sandbox/ckan/ckan.ts';
import { startUdata } from '../src/sandbox/udata/udata.ts';
import type { Order, UdataPortal } from './orders.ts';

/** Starts sandbox portals in this process, each on a port of its own. */
export async function portals(order: Order): Promise<unknown> {
  if (order.do === 'ckan') {
    const { url } = await startCkan({ seed: order.records, latencyMs: order.latencyMs });
    return { url };
  }
  if (order.do !== 'udata') throw new RangeError(`portals do not ${order.do}`);
  const started: UdataPortal[] = [];
  for (let index = 0; index < order.count; index += 1) {
    const { url, key, organization } = await startUdata({ latencyMs: order.latencyMs });
    started.push({ url, key, organization });
  }
  return started;
}
