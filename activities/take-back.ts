import type { Pushed, Target, Telling } from './push.ts';
import { WriteClock } from './write-clock.ts';
import type { FieldDiff } from '../src/adapters/merge.ts';
import type { Removal, Withdrawal } from '../src/adapters/adapter.ts';
import { RemoteFault } from '../src/faults.ts';
import { withdrawnAs, type Link } from '../src/ledger/links.ts';

/**
 * The dataset is gone, or no longer this connector's: so must its record be, by the connector's policy. One whose create
 * may have arrived is looked for first.
 */
export async function takeBack(target: Target, telling: Telling): Promise<Pushed> {
  const { opened, link } = target;
  if (link === undefined) return { outcome: 'unchanged' };
  const removal = opened.connector.config.push?.removal ?? 'delete';
  const isSure = !target.forced && target.doubtful !== true;
  if (isSure && link.fingerprint === withdrawnAs(removal)) return { outcome: 'unchanged' };
  const remoteId = link.remoteId ?? (await opened.adapter.find?.(opened.session, link.mark));
  if (remoteId === undefined) return { outcome: 'unchanged', link: 'gone' };
  if (removal === 'delete') return erase(target, telling, remoteId);
  return withdraw(target, telling, { link, remoteId, how: removal });
}

async function erase({ opened }: Target, telling: Telling, remoteId: string): Promise<Pushed> {
  if (opened.adapter.remove === undefined)
    throw new RemoteFault('refused', `${opened.adapter.title} cannot take records away`);
  await telling.planned?.({ action: 'remove', remoteId, removal: 'delete', diff: [], losses: [] });
  await telling.removing();
  const clock = new WriteClock(opened.session);
  await opened.adapter.remove(clock.session, remoteId, () => telling.guard());
  return { outcome: 'removed', ...clock.verified(), link: 'gone' };
}

/** Out of sight, and kept in mind: when the dataset comes back, the same record does. */
async function withdraw(
  { opened }: Target,
  telling: Telling,
  { link, remoteId, how }: { link: Link; remoteId: string; how: Withdrawal },
): Promise<Pushed> {
  const { adapter } = opened;
  const clock = new WriteClock(opened.session);
  const { session } = clock;
  const possible: readonly Removal[] = adapter.removals?.(session.settings) ?? ['delete'];
  if (adapter.withdraw === undefined || !possible.includes(how))
    throw new RemoteFault(
      'refused',
      `push.removal: ${how} is not possible on ${adapter.title} with these settings; possible: ${possible.join(', ')}`,
    );
  let diff: FieldDiff[] = [];
  const ended = await adapter.withdraw(session, {
    remoteId,
    mark: link.mark,
    how,
    withdrawn: link.withdrawn,
    async planned(changes) {
      diff = changes;
      await telling.planned?.({ action: 'remove', remoteId, removal: how, diff, losses: [] });
      await telling.withdrawing([...new Set([...link.withdrawn, how])]);
    },
    guard: () => telling.guard(),
  });
  if (ended === 'gone') return { outcome: diff.length === 0 ? 'unchanged' : 'removed', link: 'gone' };
  // What somebody else had hidden already is not ours to show again.
  const ours = ended === 'withdrawn' || link.withdrawn.includes(how);
  const kept = {
    datasetId: link.datasetId,
    mark: link.mark,
    remoteId,
    remoteUrl: link.remoteUrl,
    fingerprint: withdrawnAs(how),
    base: link.base ?? {},
    distributionIds: link.distributionIds,
    withdrawn: ours ? [how] : [],
  };
  if (ended === 'unchanged') return { outcome: 'unchanged', remoteId, link: kept };
  return { outcome: 'removed', remoteId, ...clock.verified(), link: kept, diff };
}
