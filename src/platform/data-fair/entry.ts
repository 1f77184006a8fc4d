import type { KnownDataset } from '../../ledger/platform-datasets.ts';
import { pickText } from '../../model/text.ts';
import type { PlatformEntry } from '../platform.ts';
import { markOf } from './mark.ts';
import type { Portal } from './portal.ts';
import { changedAt, isSettled, stampOf } from './stamp.ts';
import { toModel } from './to-model/dataset.ts';
import type { WireDataset } from '../../formats/data-fair/wire.ts';

/** A dataset of Data Fair as the platform's contract has it. */
export function entryOf(wire: WireDataset, portal: Portal): PlatformEntry {
  const mark = markOf(wire);
  const updatedAt = changedAt(wire);
  return {
    id: mark?.id ?? wire.id,
    dataset: toModel(wire, mark, portal),
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

/** «Protected» is for some: for catalogues that is private. */
export function isPublic({ visibility, public: open }: Pick<WireDataset, 'visibility' | 'public'>): boolean {
  return visibility === undefined ? open === true : visibility === 'public';
}

export function ownerText({ type, id, department }: NonNullable<WireDataset['owner']>): string {
  return [type, id, ...(department === undefined ? [] : [department])].join(':');
}
