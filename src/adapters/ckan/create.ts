import { RemoteFault } from '../../faults.ts';
import type { PutRequest, PutResult } from '../adapter.ts';
import { attemptTo } from './call.ts';
import type { CkanSession } from './call.ts';
import { newPackage } from './document.ts';
import { allReady } from './files.ts';
import { faultOf } from './errors.ts';
import type { Refusal } from './errors.ts';
import { locateByName } from './locate.ts';
import { idOf } from './lookup.ts';
import { planOf } from './plan.ts';
import { inTurn } from '../in-turn.ts';
import { isUncertain, readBack } from '../recover.ts';
import { repair } from './repair.ts';
import type { Draft } from './repair.ts';
import { writing } from './requests.ts';
import { resultOf, update } from './update.ts';
import { WirePackage } from './wire.ts';

/** Each refusal of a class is repaired once; this ends the loop even if a site thinks of ever new ones. */
const TRIES_MAX = 12;

/** Creates the package under the first name that is free. `created` is told before anything else is sent. */
export async function create(
  session: CkanSession,
  request: PutRequest,
  draft: Draft,
  names: readonly string[],
): Promise<PutResult> {
  let free = names;
  await request.planned?.({ action: 'create', diff: created(draft), losses: [...draft.losses] });
  await allReady(draft.files);
  await request.intend(draft.fields);
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    const [name] = free;
    if (name === undefined)
      throw new RemoteFault(
        'conflict',
        `every name for ${request.dataset.id} is taken on ${new URL(session.settings.url).host}`,
      );
    const document = newPackage(name, draft.fields, draft.rootKeys);
    // CKAN checks early whether a name is free and saves late: of two that are made at once the first would become the second.
    const made = await inTurn(session.settings.url, name, async (waited) => {
      const holder = waited ? await locateByName(session, request.mark, [name]) : undefined;
      if (holder !== undefined && 'wire' in holder) return { found: holder.wire };
      if (holder?.names.length === 0) return 'taken';
      await request.guard();
      return send(session, request, document, free);
    });
    if (made === 'taken') {
      free = free.slice(1);
      continue;
    }
    if ('found' in made) return adopt(session, request, draft, made.found);
    if ('wire' in made && draft.files.size > 0) return adopt(session, request, draft, made.wire);
    if ('wire' in made) {
      await request.created(idOf(made.wire));
      const known = { edits: request.edits, distributionIds: {} };
      const plan = planOf(made.wire, draft.fields, known);
      return { ...resultOf(session, draft, made.wire, plan, known, 'created'), diff: created(draft) };
    }
    const { refusal, where } = made;
    const taken = refusal.status === 409 && refusal.fields.some(({ path }) => path === 'name');
    if (taken) {
      // Taken by a race or by our own lost request: the mark tells.
      const holder = await locateByName(session, request.mark, [name]);
      if ('wire' in holder) return adopt(session, request, draft, holder.wire);
      free = free.slice(1);
    } else if (refusal.status !== 409 || !repair(draft, refusal, document)) throw faultOf(refusal, where);
  }
  throw new RemoteFault(
    'refused',
    `${new URL(session.settings.url).host} refused ${request.dataset.id} ${TRIES_MAX} times for ever new reasons`,
  );
}

/** An answer that never came, or a 5xx, leaves open whether the package was made: its name and mark tell. */
async function send(
  session: CkanSession,
  request: PutRequest,
  document: Record<string, unknown>,
  names: readonly string[],
): Promise<{ wire: WirePackage } | { found: WirePackage } | { refusal: Refusal; where: string }> {
  let failure: RemoteFault;
  try {
    const attempt = await attemptTo(session, WirePackage, {
      ...writing(session.settings, 'package_create', document),
      patient: true,
    });
    if (attempt.ok) return { wire: attempt.result };
    if (attempt.refusal.status < 500) return attempt;
    failure = faultOf(attempt.refusal, attempt.where);
  } catch (error) {
    if (!isUncertain(error)) throw error;
    failure = error;
  }
  const holder = await readBack(() => locateByName(session, request.mark, names.slice(0, 1)), failure);
  if ('wire' in holder) return { found: holder.wire };
  throw failure;
}

/** Found by a read-back: it may be of this request or of an earlier one, with what the dataset was then. */
async function adopt(
  session: CkanSession,
  request: PutRequest,
  draft: Draft,
  wire: WirePackage,
): Promise<PutResult> {
  await request.created(idOf(wire));
  const told = { ...request, planned: () => undefined };
  // What an earlier try sent and this one leaves out has to go; nobody else can have known the record.
  const base = { ...request.base, ...draft.fields };
  const result = await update(session, told, draft, wire, { base, edits: 'overwrite', distributionIds: {} });
  return { ...result, action: 'created', diff: created(draft) };
}

function created({ fields }: Draft): PutResult['diff'] {
  return Object.entries(fields).map(([field, after]) => ({ field, after }));
}
