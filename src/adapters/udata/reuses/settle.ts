import type { PutRequest, Session } from '../../adapter.ts';
import type { Base, Merge } from '../../merge.ts';
import type { Settings } from '../settings.ts';
import { bring } from './bring.ts';
import { fieldOf, hasReuses, OwnedReuse, usageIn, withoutReuses } from './fields.ts';
import { linkedReuses } from './find.ts';
import { unlink } from './unlink.ts';
import { ownedReuse, type WireReuse } from './wire.ts';

/** The reuses of a dataset that are ours. */
export interface Reuses {
  /** By the usage that each is. */
  linked: ReadonlyMap<string, WireReuse>;
  /** The same as owned fields of the dataset. */
  shown: Base;
}

export const NO_REUSES: Reuses = { linked: new Map(), shown: {} };

/** A base without what it says of reuses, where that is not to be held against anybody: off, or unlinked by our own withdrawal. */
export function reuseBase(session: Session<Settings>, request: PutRequest, base: Base): Base {
  const isKept = session.settings.reuses && (request.withdrawn ?? []).length === 0;
  return isKept ? base : withoutReuses(base);
}

/** Reads them; nothing is asked where the dataset has no usage and had none. */
export async function readReuses(
  session: Session<Settings>,
  datasetId: string,
  ...fields: readonly (Base | undefined)[]
): Promise<Reuses> {
  if (!fields.some(hasReuses)) return NO_REUSES;
  const linked = await linkedReuses(session, datasetId);
  return { linked, shown: shownOf(linked) };
}

function shownOf(linked: ReadonlyMap<string, WireReuse>): Base {
  return Object.fromEntries([...linked].map(([usage, reuse]) => [fieldOf(usage), ownedReuse(reuse)]));
}

/** What the remote shows after a push, and why it would not have what it shows otherwise. */
export interface Settled {
  shown: Base;
  reasons: Record<string, string>;
}

/** Brings what differs to what is wanted. What goes is taken away first: its address may be wanted again. */
export async function settleReuses(
  session: Session<Settings>,
  request: PutRequest,
  datasetId: string,
  { linked }: Reuses,
  { diff, merged }: Merge,
): Promise<Settled> {
  const now = new Map(linked);
  const reasons: Record<string, string> = {};
  const usages = diff.flatMap(({ field }) => usageIn(field) ?? []);
  for (const usage of usages) {
    const reuse = linked.get(usage);
    if ((merged[fieldOf(usage)] ?? null) !== null || reuse === undefined) continue;
    await unlink(session, reuse, datasetId, () => request.guard());
    now.delete(usage);
  }
  for (const usage of usages) {
    const owned = OwnedReuse.safeParse(merged[fieldOf(usage)]);
    if (!owned.success) continue;
    const bringing = { datasetId, usage, owned: owned.data, linked: linked.get(usage) };
    const brought = await bring(session, request, bringing);
    if ('reuse' in brought) now.set(usage, brought.reuse);
    else reasons[fieldOf(usage)] = brought.refused;
  }
  return { shown: shownOf(now), reasons };
}
