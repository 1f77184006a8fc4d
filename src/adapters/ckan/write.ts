import { z } from 'zod';
import type { RemoteFault } from '../../faults.ts';
import { attemptTo } from './call.ts';
import type { Attempt, CkanSession } from './call.ts';
import { faultOf } from './errors.ts';
import type { Refusal } from './errors.ts';
import { idOf } from './lookup.ts';
import { isUncertain } from '../recover.ts';
import { writing } from './requests.ts';
import { WirePackage } from './wire.ts';
import type { Json } from './wire.ts';

export type Written =
  | { state: 'written'; wire: WirePackage }
  /** Somebody else wrote since we read. */
  | { state: 'stale' }
  | { state: 'uncertain'; failure: RemoteFault }
  | { state: 'refused'; refusal: Refusal; where: string };

const WireRevised = z.looseObject({ package: WirePackage }).transform(({ package: wire }) => wire);

/** Writes parts of a package, provided that it is still as we read it. */
export async function write(session: CkanSession, wire: WirePackage, parts: Json): Promise<Written> {
  try {
    const revised = await revise(session, wire, parts);
    const attempt = isUnknownAction(revised) ? await patch(session, wire, parts) : revised;
    if (attempt.ok) return { state: 'written', wire: attempt.result };
    const { refusal, where } = attempt;
    if (refusal.status >= 500) return { state: 'uncertain', failure: faultOf(refusal, where) };
    const stale =
      refusal.status === 409 &&
      refusal.fields.some(({ path }) => path === 'match' || path.startsWith('match'));
    return stale ? { state: 'stale' } : { state: 'refused', refusal, where };
  } catch (error) {
    if (isUncertain(error)) return { state: 'uncertain', failure: error };
    throw error;
  }
}

/** CKAN merges a list into the old one by position; removed first, the new one stands as sent. */
function revise(session: CkanSession, wire: WirePackage, parts: Json): Promise<Attempt<WirePackage>> {
  const lists = Object.entries(parts).filter(([, value]) => Array.isArray(value));
  const match = {
    id: idOf(wire),
    ...(wire.metadata_modified === undefined ? {} : { metadata_modified: wire.metadata_modified }),
  };
  const filter = lists.map(([key]) => `-${key}`);
  const body = { match, ...(filter.length === 0 ? {} : { filter }), update: parts };
  return attemptTo(session, WireRevised, writing(session.settings, 'package_revise', body));
}

/** Before 2.9 there is no `package_revise`: what others write at the same moment may be lost. */
function patch(session: CkanSession, wire: WirePackage, parts: Json): Promise<Attempt<WirePackage>> {
  return attemptTo(
    session,
    WirePackage,
    writing(session.settings, 'package_patch', { id: idOf(wire), ...parts }),
  );
}

/** A bare string with status 400, and no field, is CKAN's answer for an action that it does not have. */
function isUnknownAction(attempt: Attempt<WirePackage>): boolean {
  return (
    !attempt.ok &&
    attempt.refusal.status === 400 &&
    attempt.refusal.type === undefined &&
    attempt.refusal.fields.length === 0
  );
}
