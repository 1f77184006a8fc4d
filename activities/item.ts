import type { Item } from './compare.ts';
import type { Ports } from './ports.ts';
import type { Opened } from './session.ts';
import { sourceOf } from './sources.ts';
import type { ListedRecord } from '../src/adapters/adapter.ts';
import { harvestedId, recordKey } from '../src/ledger/records.ts';
import { fingerprint } from '../src/model/fingerprint.ts';
import type { RuleTrace } from '../src/model/rule-trace.ts';

/** A listed record with what the ledger and the platform know it by. */
export function itemOf(
  ports: Ports,
  opened: Opened,
  record: ListedRecord,
  rules: RuleTrace | undefined,
): Item {
  const mark = sourceOf(ports, opened, record.raw)?.mark;
  return {
    record,
    ...(rules === undefined ? {} : { rules }),
    key: recordKey(record.remoteId),
    remoteId: record.remoteId,
    fingerprint: fingerprint(record.dataset),
    datasetId: harvestedId(opened.connector.config.id, record.remoteId),
    ...(record.modified === undefined ? {} : { modified: record.modified }),
    ...(mark === undefined ? {} : { mark }),
  };
}

/** What the source said, where the connector keeps it. */
export function rawOf(ports: Ports, opened: Opened, { record }: Item): { raw?: string } {
  if (opened.connector.config.harvest?.versions.raw === false) return {};
  const raw = sourceOf(ports, opened, record.raw)?.json.text;
  return raw === undefined ? {} : { raw };
}
