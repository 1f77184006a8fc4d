import { RecordGone, RemoteFault } from '../faults.ts';
import type { Loss, PutRequest, PutResult } from './adapter.ts';
import { merge } from './merge.ts';
import type { Base, Merge } from './merge.ts';
import { isUncertain, readBack } from './recover.ts';

/** Somebody who saves again and again is let pass, and we come back later. */
const STALE_MAX = 3;
/** What a record is about to be told by beside its dataset's fields. */
export const MARK_FIELD = 'mark';

/** A catalogue that takes records whole, under ids of our choice; `D` is a record as it shows it. */
export interface Shelf<D> {
  /** Of the catalogue, for messages. */
  host: string;
  /** Of a record that is made: the same whenever it is asked for. */
  id: string;
  /** What we want to be shown, field by field, the mark among them. */
  wanted: Base;
  losses: Loss[];
  /** Our key of each distribution → the catalogue's. */
  distributionIds: Record<string, string>;
  read(id: string): Promise<D | undefined>;
  /** The id of the record with our mark, where the catalogue may have given it another one; costly. */
  search?(): Promise<string | undefined>;
  markOf(record: D): string | undefined;
  /** What the record shows of the fields that are ours by `wanted` or `base`. */
  shown(record: D, base: Base | undefined): Base;
  /** Sends a new record; gives the id that the catalogue tells, if it tells one. */
  create(): Promise<string | undefined>;
  /** Sends the record with what the merge makes of it. A fault `conflict`: somebody saved it in between. */
  replace(id: string, record: D, merged: Merge, base: Base | undefined): Promise<void>;
  url?(id: string): string;
}

/** Creates or brings up to date. Nothing is sent where the record shows what is wanted already. */
export async function putWhole<D>(request: PutRequest, shelf: Shelf<D>): Promise<PutResult> {
  const found = await locate(request, shelf);
  if (found === undefined) return create(request, shelf);
  if (found.id !== request.remoteId) await request.created(found.id);
  // What was left on another record says nothing of this one.
  const isKnown = request.remoteId === undefined || found.id === request.remoteId;
  return update(request, shelf, found, isKnown ? request.base : undefined);
}

interface Found<D> {
  id: string;
  record: D;
}

async function locate<D>(request: PutRequest, shelf: Shelf<D>): Promise<Found<D> | undefined> {
  const { remoteId, gone } = request;
  if (remoteId !== undefined) {
    const record = await shelf.read(remoteId);
    if (record !== undefined) return ours(request, shelf, { id: remoteId, record });
    if (gone === 'stop') throw new RecordGone(`record ${remoteId} is gone from ${shelf.host}`);
    if (remoteId === shelf.id) return undefined;
  }
  return byMark(request, shelf, request.intended === true);
}

/** By the id that the mark gives; where a creation may have arrived without our knowing, by the mark itself as well. */
async function byMark<D>(request: PutRequest, shelf: Shelf<D>, far: boolean): Promise<Found<D> | undefined> {
  const record = await shelf.read(shelf.id);
  if (record !== undefined) return ours(request, shelf, { id: shelf.id, record });
  const id = far ? await shelf.search?.() : undefined;
  const other = id === undefined ? undefined : await shelf.read(id);
  return id === undefined || other === undefined ? undefined : ours(request, shelf, { id, record: other });
}

/** A record that carries another mark is somebody else's, whoever says that it is ours. */
function ours<D>({ mark }: PutRequest, shelf: Shelf<D>, found: Found<D>): Found<D> {
  const told = shelf.markOf(found.record);
  if (told !== undefined && told !== mark)
    throw new RemoteFault('conflict', `record ${found.id} on ${shelf.host} carries another mark: ${told}`);
  return found;
}

async function create<D>(request: PutRequest, shelf: Shelf<D>): Promise<PutResult> {
  const { wanted, losses } = shelf;
  const diff = Object.entries(wanted).map(([field, after]) => ({ field, after }));
  await request.planned?.({ action: 'create', diff, losses: [...losses] });
  await request.intend(wanted);
  await request.guard();
  let told: string | undefined;
  try {
    told = await shelf.create();
  } catch (error) {
    if (!(error instanceof RemoteFault) || !mayBeThere(error)) throw error;
    // It may have been made by this request or by an earlier one: its id tells.
    const found = await readBack(() => byMark(request, shelf, isUncertain(error)), error);
    if (found === undefined) throw error;
    await request.created(found.id);
    // What an earlier try sent and this one leaves out has to go; nobody else can have known the record.
    const known = { ...request, edits: 'overwrite' as const };
    const result = await update(known, shelf, found, { ...request.base, ...wanted }, true);
    return { ...result, action: 'created', diff };
  }
  let id = told ?? shelf.id;
  await request.created(id);
  if (told === undefined && shelf.search !== undefined) {
    // Nothing was said of an id: it may be another one than ours.
    const found = await byMark(request, shelf, true);
    if (found !== undefined && found.id !== id) await request.created(found.id);
    id = found?.id ?? id;
  }
  return { ...placeOf(shelf, id), action: 'created', base: wanted, diff, conflicts: [], losses: [...losses] };
}

/** A catalogue that has the id already refuses, in words of its own. */
function mayBeThere(fault: RemoteFault): boolean {
  const mayBeDone: boolean = isUncertain(fault);
  return mayBeDone || fault.kind === 'refused' || fault.kind === 'conflict';
}

async function update<D>(
  request: PutRequest,
  shelf: Shelf<D>,
  found: Found<D>,
  base: Base | undefined,
  toldBefore = false,
): Promise<PutResult> {
  const { edits } = request;
  const { wanted, losses } = shelf;
  const { id } = found;
  let { record } = found;
  let isTold = toldBefore;
  for (let stale = 0; stale < STALE_MAX; stale += 1) {
    const merged = merge(base, wanted, shelf.shown(record, base), edits);
    const { diff, conflicts } = merged;
    const result = { ...placeOf(shelf, id), conflicts, losses: [...losses] };
    if (conflicts.length > 0) return { ...result, action: 'conflict', base: base ?? {}, diff };
    if (diff.length === 0) return { ...result, action: 'unchanged', base: merged.base, diff };
    if (!isTold) await request.planned?.({ action: 'update', remoteId: id, diff, losses: [...losses] });
    isTold = true;
    await request.guard();
    try {
      await shelf.replace(id, record, merged, base);
      return { ...result, action: 'updated', base: merged.base, diff };
    } catch (error) {
      if (!(error instanceof RemoteFault)) throw error;
      const mayBeDone: boolean = isUncertain(error);
      if (!mayBeDone && error.kind !== 'conflict') throw error;
      const now = await readBack(() => shelf.read(id), error);
      if (now === undefined)
        throw new RemoteFault(
          'absent',
          `record ${id} went away from ${shelf.host} while it was being written`,
        );
      if (merge(base, wanted, shelf.shown(now, base), edits).diff.length === 0)
        return { ...result, action: 'updated', base: merged.base, diff };
      if (error.kind !== 'conflict') throw error;
      record = now;
      // Somebody's change has to be looked at by whoever wanted to see the plan.
      isTold = toldBefore;
    }
  }
  throw new RemoteFault('conflict', `record ${id} on ${shelf.host} is being edited by somebody else`);
}

function placeOf<D>(
  shelf: Shelf<D>,
  remoteId: string,
): Pick<PutResult, 'remoteId' | 'url' | 'distributionIds'> {
  const url = shelf.url?.(remoteId);
  return {
    remoteId,
    ...(url === undefined ? {} : { url }),
    distributionIds: { ...shelf.distributionIds },
  };
}
