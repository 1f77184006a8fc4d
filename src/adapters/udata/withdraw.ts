import { RemoteFault } from '../../faults.ts';
import type { Removal, Session, Withdrawal, WithdrawRequest } from '../adapter.ts';
import type { FieldDiff } from '../merge.ts';
import { askFor, hostOf } from './ask.ts';
import { markOf } from './marks.ts';
import { needKey } from './organization.ts';
import { datasetRequest, updateRequest } from './requests.ts';
import { foreignRecord } from './rights.ts';
import { fieldOf } from './reuses/fields.ts';
import { reusesOf, unlinkAll } from './reuses/unlink.ts';
import { ownedReuse } from './reuses/wire.ts';
import type { Settings } from './settings.ts';
import { WireDataset } from './wire.ts';

/** Records that are drafts anyway cannot be hidden by making them drafts. */
export function removals(settings: Settings): readonly Removal[] {
  return settings.private === true ? ['delete', 'archive'] : ['delete', 'archive', 'private'];
}

/** Archived: out of lists and searches, still read at its address. Private: a draft, seen by its organisation alone. */
export async function withdraw(
  session: Session<Settings>,
  request: WithdrawRequest,
): Promise<'withdrawn' | 'unchanged' | 'gone'> {
  needKey(session);
  const { remoteId } = request;
  const current = await askFor(session, WireDataset, datasetRequest(session.settings, remoteId, true));
  if (current === undefined || current.deleted !== undefined) return 'gone';
  const mark = markOf(current.extras);
  if (mark !== undefined && mark !== request.mark)
    throw new RemoteFault('conflict', `${hostOf(session)}: ${remoteId} carries another mark: ${mark}`);
  const reuses = await reusesOf(session, remoteId);
  const diff = changes(current, request);
  const leaving = [...reuses].map(([usage, reuse]) => ({
    field: fieldOf(usage),
    before: ownedReuse(reuse),
    after: null,
  }));
  if (diff.length + leaving.length === 0) return 'unchanged';
  await request.planned([...diff, ...leaving]);
  await unlinkAll(session, reuses, remoteId, () => request.guard());
  if (diff.length === 0) return 'withdrawn';
  await request.guard();
  const shown = await write(session, current, diff);
  if (shown === undefined) return 'gone';
  if (changes(shown, request).length === 0) return 'withdrawn';
  throw new RemoteFault('broken', `${hostOf(session)} took a change of ${remoteId} and does not show it`);
}

/** A date would differ at each look: what counts is whether there is one. */
function changes(record: WireDataset, { how, withdrawn }: WithdrawRequest): FieldDiff[] {
  const shown: Record<Withdrawal, boolean> = {
    archive: record.archived !== undefined,
    private: record.private === true,
  };
  const wanted: Record<Withdrawal, boolean> = {
    archive: how === 'archive' || (shown.archive && !withdrawn.includes('archive')),
    private: how === 'private' || (shown.private && !withdrawn.includes('private')),
  };
  return (['archive', 'private'] as const).flatMap((way) =>
    shown[way] === wanted[way] ? [] : [{ field: FIELDS[way], before: shown[way], after: wanted[way] }],
  );
}

const FIELDS = { archive: 'archived', private: 'private' } as const;

/** With what a PUT without it would wipe. */
async function write(
  session: Session<Settings>,
  current: WireDataset,
  diff: readonly FieldDiff[],
): Promise<WireDataset | undefined> {
  const body: Record<string, unknown> = {
    title: current.title,
    description: current.description,
    tags: current.tags ?? [],
    temporal_coverage: current.temporal_coverage ?? null,
  };
  for (const { field, after } of diff)
    body[field] = field === 'archived' ? (after === true ? session.now().toISOString() : null) : after;
  try {
    return await askFor(session, WireDataset, updateRequest(session.settings, current.id, body));
  } catch (error) {
    if (error instanceof RemoteFault && error.status === 403)
      throw await foreignRecord(session, current.id, error);
    throw error;
  }
}
