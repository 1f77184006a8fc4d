import { RemoteFault } from '../../faults.ts';
import { attemptTo, call } from './call.ts';
import type { CkanSession } from './call.ts';
import { faultOf } from './errors.ts';
import { requireIdentity } from './identity.ts';
import { MARK_KEY } from './keys.ts';
import { phrase, reading } from './requests.ts';
import { WirePackage, WireSearch } from './wire.ts';

/** The index breaks marks into words, so that others can match too; more of them than this is no index. */
const CANDIDATES_MAX = 50;

/** Three answers that must not be confused: the package, «there is none», «not for you». */
export type Shown = { state: 'found'; wire: WirePackage } | { state: 'absent' } | { state: 'hidden' };

/** One package by id or name, from the database. Editors also see deleted ones: `wire.state` tells. */
export async function show(session: CkanSession, idOrName: string): Promise<Shown> {
  const attempt = await attemptTo(
    session,
    WirePackage,
    reading(session.settings, 'package_show', { id: idOrName }),
  );
  if (attempt.ok) return { state: 'found', wire: attempt.result };
  if (attempt.refusal.status === 404) return { state: 'absent' };
  if (attempt.refusal.status === 403) return { state: 'hidden' };
  throw faultOf(attempt.refusal, attempt.where);
}

/**
 * Like `show` for an id that was there before. CKAN answers anonymous callers 403 for deleted and private packages
 * alike, and takes a revoked token for anonymous: with a token, absence is believed only once it is known to work.
 */
export async function showKnown(session: CkanSession, id: string): Promise<WirePackage | undefined> {
  const shown = await show(session, id);
  if (shown.state === 'found') return shown.wire;
  if (session.settings.apiToken !== undefined) await requireIdentity(session);
  return undefined;
}

/** The packages that carry this mark, deleted ones aside. The search index may lag: an empty answer proves nothing. */
export async function searchMark(session: CkanSession, mark: string): Promise<WirePackage[]> {
  const query = {
    fq: `extras_${MARK_KEY}:${phrase(mark)}`,
    rows: CANDIDATES_MAX,
    sort: 'metadata_created asc',
    ...(session.settings.apiToken === undefined ? {} : { include_private: true, include_drafts: true }),
  };
  const { results } = await call(session, WireSearch, reading(session.settings, 'package_search', query));
  return results.flatMap((result) => {
    const parsed = WirePackage.safeParse(result);
    return parsed.success && markOf(parsed.data) === mark ? [parsed.data] : [];
  });
}

export function markOf(wire: WirePackage): string | undefined {
  const mark = wire.extras?.get(MARK_KEY) ?? wire[MARK_KEY];
  return typeof mark === 'string' && mark !== '' ? mark : undefined;
}

export function idOf(wire: WirePackage): string {
  const id = wire.id ?? wire.name;
  if (id === undefined) throw new RemoteFault('malformed', 'CKAN answered with a package without id');
  return id;
}
