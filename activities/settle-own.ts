import type { Lane } from './lane.ts';
import type { Ports } from './ports.ts';
import type { ConnectorConfig } from '../src/config/connector.ts';
import { beginOwn, endOwn } from '../src/ledger/own.ts';

/** After a lane: datasets that go on failing get workflows of their own, and those whose trouble is over lose them. */
export async function settleOwn(
  ports: Ports,
  config: ConnectorConfig,
  lane: Pick<Lane, 'endings' | 'counts'>,
): Promise<void> {
  if (config.push === undefined || lane.endings.size === 0) return;
  const ended = await endOwn(ports.db, config.id);
  if (ended.length > 0) ports.own.stir(config.id, ended);
  if (lane.counts.deferred === 0) return;
  const begun = await beginOwn(ports.db, config.id, config.push.ownWorkflowAfter);
  if (begun.length > 0) ports.own.begin(config, begun);
}
