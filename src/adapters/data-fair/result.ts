import type { Portal } from '../../formats/data-fair/portal.ts';
import { pageOf } from '../../formats/data-fair/to-model/native.ts';
import type { WireDataset } from '../../formats/data-fair/wire.ts';
import { isLink } from '../../model/link.ts';
import type { PutRequest, PutResult } from '../adapter.ts';
import type { Base, Merge } from '../merge.ts';
import type { Wanted } from './from-model.ts';
import { matchLinks, ownedOf } from './owned.ts';
import { changedByRemote, joinBase, lossesOf, type Shown } from './shown.ts';

/**
 * What is handed back: `record` is what Data Fair shows after the write, or all along. A field that it shows otherwise than
 * it was sent is a loss, and is remembered so that the next push does not send it again for nothing.
 */
export function resultOf(
  action: PutResult['action'],
  record: WireDataset,
  wanted: Wanted,
  merge: Merge,
  before: Shown,
  portal: Portal,
  request: PutRequest,
): PutResult {
  const matched = matchLinks(record, wanted.fields, request.mark);
  const after = ownedOf(record, matched, portal.site);
  const wrote = action === 'created' || action === 'updated';
  const fields = merge.diff.map(({ field }) => field);
  const shown = { ...before, ...(wrote ? changedByRemote(merge.merged, after, fields) : {}) };
  const url = pageOf(record, portal);
  return {
    remoteId: record.id,
    ...(url !== undefined && isLink(url) ? { url } : {}),
    action,
    base: joinBase(settled(merge.base), shown),
    distributionIds: Object.fromEntries([...matched.keys()].map((key) => [key, key])),
    diff: merge.diff,
    conflicts: merge.conflicts,
    losses: [...wanted.losses, ...lossesOf(shown)],
  };
}

/** From now on whoever closes it on the remote means it. */
function settled(base: Base): Base {
  return { ...base, visibility: base['visibility'] ?? 'settled' };
}
