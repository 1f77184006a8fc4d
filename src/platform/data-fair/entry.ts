import type { DataFairAccount } from '../../config/data-fair.ts';
import type { KnownDataset } from '../../ledger/platform-datasets.ts';
import { pickText } from '../../model/text.ts';
import type { PlatformEntry } from '../platform.ts';
import type { WireApplication } from './applications/wire.ts';
import { markOf } from './mark.ts';
import type { Portal } from './portal.ts';
import { changedAt, isPublic, isSettled, stampOf } from './stamp.ts';
import { toModel } from './to-model/dataset.ts';
import type { WireDataset } from '../../formats/data-fair/wire.ts';

/** A dataset of Data Fair as the platform's contract has it. */
export function entryOf(
  wire: WireDataset,
  portal: Portal,
  applications: ReadonlyMap<string, WireApplication>,
): PlatformEntry {
  const mark = markOf(wire);
  const updatedAt = changedAt(wire);
  return {
    id: mark?.id ?? wire.id,
    dataset: toModel(wire, mark, portal, applications),
    visibility: isPublic(wire) ? 'public' : 'private',
    state: mark?.state ?? 'active',
    rev: updatedAt.getTime(),
    updatedAt,
    ...(wire.owner === undefined ? {} : { owner: ownerText(wire.owner) }),
    ...(mark?.harvestedBy === undefined ? {} : { harvestedBy: mark.harvestedBy }),
    ...(mark?.missingSince === undefined ? {} : { missingSince: new Date(mark.missingSince) }),
    ...(isSettled(wire) ? {} : { settling: true as const }),
  };
}

/** The same as it is remembered. */
export function knownOf(wire: WireDataset, portal: Portal): KnownDataset {
  const mark = markOf(wire);
  return {
    id: mark?.id ?? wire.id,
    platformId: wire.id,
    title: wire.title ?? pickText(mark?.dataset?.title, [portal.language]) ?? wire.id,
    state: mark?.state ?? 'active',
    stamp: stampOf(wire),
    settled: isSettled(wire),
    ...(mark?.harvestedBy === undefined ? {} : { harvestedBy: mark.harvestedBy }),
  };
}

/** What was given to another account may still be read there; it is no longer of this platform. */
export function isOwned(wire: Pick<WireDataset, 'owner'> | undefined, account: DataFairAccount): boolean {
  if (wire === undefined) return false;
  const { owner } = wire;
  if (owner === undefined) return true;
  if (owner.type !== account.type || owner.id !== account.id) return false;
  return account.department === undefined || account.department === owner.department;
}

export function ownerText({ type, id, department }: NonNullable<WireDataset['owner']>): string {
  return [type, id, ...(department === undefined ? [] : [department])].join(':');
}
