import type { Connector } from '../ledger/connectors.ts';
import { adoptRecord } from '../ledger/adoption.ts';
import { links } from '../ledger/links.ts';
import { pickText } from '../model/text.ts';
import type { PlatformEntry } from '../platform/platform.ts';
import { selects } from '../platform/selection.ts';
import { ControlError, type Adopted } from './control.ts';
import { inHand } from './in-hand.ts';
import type { Parts, RemoteView } from './parts.ts';

/** Binds a dataset to a record that somebody made on the remote: the next push brings it up to date instead of making another. */
export async function adopt(
  parts: Parts,
  connector: Connector,
  datasetId: string,
  remoteId: string,
): Promise<Adopted> {
  const entry = await selected(parts, connector, datasetId);
  return inHand(parts, connector.config.id, datasetId, () => bindRecord(parts, connector, entry, remoteId));
}

/** The same for whoever has the dataset in hand, and knows that the connector selects it. */
export async function bindRecord(
  parts: Parts,
  { config: { id: connectorId } }: Connector,
  entry: PlatformEntry,
  remoteId: string,
): Promise<Adopted> {
  const datasetId = entry.id;
  const remote = await parts.remote(connectorId);
  const mark = `${remote.installation}/${connectorId}/${datasetId}`;
  const record = await remote.get(remoteId);
  if (record === undefined)
    throw new ControlError('unknown', `the remote of ${connectorId} has no record ${remoteId}`);
  if (record.mark !== undefined && record.mark !== mark)
    throw refusal(`${remoteId} carries the mark of another push: ${record.mark}`);
  if (record.dataset.kind !== entry.dataset.kind)
    throw refusal(`${remoteId} is a ${record.dataset.kind}, ${datasetId} a ${entry.dataset.kind}`);
  await refuseInDoubt(parts, remote, connectorId, datasetId, record.remoteId);
  const standing = await adoptRecord(parts.db, { connectorId, datasetId, remoteId: record.remoteId, mark });
  if (standing !== undefined)
    throw 'takenBy' in standing
      ? refusal(`${record.remoteId} is the record of ${standing.takenBy}`)
      : refusal(`${datasetId} has a record already: ${standing.linkedTo}`);
  return { datasetId, remoteId: record.remoteId, title: pickText(record.dataset.title, []) ?? '' };
}

/** A dataset that the connector does not select would be taken off the remote, and the adopted record with it. */
async function selected(parts: Parts, { config }: Connector, datasetId: string): Promise<PlatformEntry> {
  const entry = (await parts.platform.entries([datasetId])).get(datasetId);
  if (entry === undefined) throw new ControlError('unknown', `no dataset ${datasetId}`);
  if (config.push === undefined || !selects(config.push.select, entry))
    throw refusal(`${config.id} does not select ${datasetId}: it would take the record away`);
  return entry;
}

/** Where a create was sent whose answer never came, the record that it may have made comes first. */
async function refuseInDoubt(
  parts: Parts,
  remote: RemoteView,
  connectorId: string,
  datasetId: string,
  remoteId: string,
): Promise<void> {
  const link = (await links(parts.db, connectorId, [datasetId])).get(datasetId);
  if (link === undefined || link.remoteId !== undefined) return;
  const made = await remote.find(link.mark);
  if (made !== undefined && made !== remoteId)
    throw refusal(`${datasetId} has a record already: ${made}, made by a push whose answer was lost`);
}

function refusal(message: string): ControlError {
  return new ControlError('invalid', message);
}
