import { RemoteFault } from '../../faults.ts';
import type { PutPlan, PutRequest, PutResult } from '../adapter.ts';
import type { FieldDiff } from '../merge.ts';
import { call } from './call.ts';
import type { CkanSession } from './call.ts';
import { changedParts } from './document.ts';
import { send, toSend } from './files.ts';
import type { Sending } from './files.ts';
import { faultOf } from './errors.ts';
import { idOf, showKnown } from './lookup.ts';
import { planOf, settle, STATE } from './plan.ts';
import type { Known, Plan } from './plan.ts';
import { readBack } from '../recover.ts';
import { repair } from './repair.ts';
import type { Draft } from './repair.ts';
import { packageUrl, writing } from './requests.ts';
import { WirePackage } from './wire.ts';
import { write } from './write.ts';

/** Somebody who saves again and again is let pass, and we come back later. */
const STALE_MAX = 3;
/** Repairs end by themselves; this ends the loop even if a site thinks of ever new refusals. */
const TRIES_MAX = 12;

/** Brings a package of ours up to date: nothing is sent when it shows what is wanted already. */
export async function update(
  session: CkanSession,
  request: PutRequest,
  draft: Draft,
  found: WirePackage,
  known: Known,
): Promise<PutResult> {
  let wire = found;
  let isTold = false;
  const done: FieldDiff[] = [];
  const sent = new Set<string>();
  let stale = 0;
  for (let tries = 0; tries < TRIES_MAX + draft.files.size; tries += 1) {
    const merged = planOf(wire, draft.fields, known);
    const reviving = wire.state === 'deleted' ? [{ field: STATE, before: 'deleted', after: 'active' }] : [];
    const plan = { ...merged, diff: [...done, ...reviving, ...merged.diff] };
    if (plan.conflicts.length > 0) return conflicting(session, draft, wire, plan, known);
    if (plan.diff.length === 0) return resultOf(session, draft, wire, plan, known, 'unchanged');
    if (!isTold) await request.planned?.(toldOf(draft, wire, plan, known));
    isTold = true;
    const sending = toSend(draft.files, merged, sent);
    for (const { file } of sending) await file.ready();
    if (reviving.length > 0) {
      // Once it is active, nothing on it tells any more that all of it was ours, and the index may not know it for a while.
      if (known.isFromThere === true) {
        await request.intend(known.base ?? {});
        await request.created(idOf(wire));
      }
      wire = await revive(session, request, wire);
      done.push(...reviving);
      continue;
    }
    const [first] = sending;
    if (first !== undefined) {
      wire = await sendOne(session, request, draft, wire, merged, known, first);
      sent.add(first.key);
      done.push(...merged.diff.filter(({ field }) => field.startsWith(`resources.${first.key}.`)));
      continue;
    }
    if (merged.diff.length === 0) return resultOf(session, draft, wire, plan, known, 'updated');
    const parts = changedParts(wire, merged, draft.rootKeys);
    await request.guard();
    const outcome = await write(session, wire, parts);
    if (outcome.state === 'written') return resultOf(session, draft, outcome.wire, plan, known, 'updated');
    if (outcome.state === 'uncertain') {
      const there = await readBack(() => again(session, wire), outcome.failure);
      if (planOf(there, draft.fields, known).diff.length > 0) throw outcome.failure;
      return resultOf(session, draft, there, plan, known, 'updated');
    }
    if (outcome.state === 'stale') {
      stale += 1;
      if (stale >= STALE_MAX)
        throw new RemoteFault(
          'conflict',
          `${packageUrl(session.settings, idOf(wire))} is being edited by somebody else`,
        );
      wire = await again(session, wire);
      // Somebody's change has to be looked at by whoever wanted to see the plan.
      isTold = false;
    } else if (outcome.refusal.status !== 409 || !repair(draft, outcome.refusal, parts))
      throw faultOf(outcome.refusal, outcome.where);
  }
  throw new RemoteFault(
    'refused',
    `${new URL(session.settings.url).host} refused ${request.dataset.id} ${TRIES_MAX} times for ever new reasons`,
  );
}

/** One file, and the package as it is then. */
async function sendOne(
  session: CkanSession,
  request: PutRequest,
  draft: Draft,
  wire: WirePackage,
  plan: Plan,
  known: Known,
  sending: Sending,
): Promise<WirePackage> {
  session.signal.throwIfAborted();
  await request.guard();
  session.signal.throwIfAborted();
  await send(session, wire, plan, sending, async () => {
    const there = planOf(await again(session, wire), draft.fields, known);
    return toSend(new Map([[sending.key, sending.file]]), there, new Set()).length === 0;
  });
  return again(session, wire);
}

async function revive(session: CkanSession, request: PutRequest, wire: WirePackage): Promise<WirePackage> {
  await request.guard();
  return call(
    session,
    WirePackage,
    writing(session.settings, 'package_patch', { id: idOf(wire), state: 'active' }),
  );
}

async function again(session: CkanSession, wire: WirePackage): Promise<WirePackage> {
  const now = await showKnown(session, idOf(wire));
  if (now !== undefined) return now;
  throw new RemoteFault(
    'absent',
    `${packageUrl(session.settings, wire.name ?? idOf(wire))} went away while it was being written`,
  );
}

/** What the site makes of a value is known only where it is not about to change. */
function toldOf(draft: Draft, wire: WirePackage, plan: Plan, known: Known): PutPlan {
  const changing = new Set(plan.diff.map(({ field }) => field));
  const lasting = settle(wire, draft.fields, plan, known).losses.filter(({ field }) => !changing.has(field));
  return { action: 'update', remoteId: idOf(wire), diff: plan.diff, losses: [...draft.losses, ...lasting] };
}

/** What a write, or none, has come to. */
export function resultOf(
  session: CkanSession,
  draft: Draft,
  wire: WirePackage,
  plan: Plan,
  known: Known,
  action: 'created' | 'updated' | 'unchanged',
): PutResult {
  const { base, distributionIds, losses } = settle(wire, draft.fields, plan, known);
  return {
    ...placeOf(session, wire),
    action,
    base,
    distributionIds,
    diff: action === 'unchanged' ? [] : plan.diff,
    conflicts: [],
    losses: [...draft.losses, ...losses],
  };
}

/** Nothing was written: what is remembered stays, so that the conflict shows until somebody decides. */
function conflicting(
  session: CkanSession,
  draft: Draft,
  wire: WirePackage,
  plan: Plan,
  known: Known,
): PutResult {
  return {
    ...placeOf(session, wire),
    action: 'conflict',
    base: known.base ?? {},
    distributionIds: { ...known.distributionIds },
    diff: plan.diff,
    conflicts: plan.conflicts,
    losses: draft.losses,
  };
}

function placeOf({ settings }: CkanSession, wire: WirePackage): { remoteId: string; url: string } {
  return { remoteId: idOf(wire), url: packageUrl(settings, wire.name ?? idOf(wire)) };
}
