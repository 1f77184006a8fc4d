import type { Session } from '../../adapter.ts';
import { inTurn } from '../../in-turn.ts';
import { ask, askFor, tell } from '../ask.ts';
import type { Settings } from '../settings.ts';
import { linkedReuses } from './find.ts';
import { ADOPTED, USAGE, usageMarkOf } from './marks.ts';
import { removeReuseRequest, reuseRequest, updateReuseRequest } from './requests.ts';
import { shows, WireReuse } from './wire.ts';

/** Takes the dataset from a reuse; one of ours that shows nothing any more goes. */
export function unlink(
  session: Session<Settings>,
  reuse: WireReuse,
  datasetId: string,
  guard: () => Promise<void>,
): Promise<void> {
  const { settings } = session;
  return inTurn(settings.url, `reuse ${usageMarkOf(reuse) ?? reuse.id}`, async () => {
    const current = await askFor(session, WireReuse, reuseRequest(settings, reuse.id));
    if (current === undefined || !shows(current, datasetId)) return;
    const others = (current.datasets ?? []).filter(({ id }) => id !== datasetId);
    const isLast = others.length === 0 && (current.dataservices ?? []).length === 0;
    await guard();
    if (isLast && current.extras?.[ADOPTED] === undefined) {
      await tell(session, removeReuseRequest(settings, current.id));
      return;
    }
    await ask(
      session,
      WireReuse,
      updateReuseRequest(settings, current.id, without(current, others, others.length === 0)),
    );
  });
}

/** Everything that it shows, as people have it; a reuse that was theirs before is theirs again. */
function without(current: WireReuse, others: readonly { id: string }[], isFreed: boolean): object {
  const { title, description, type, topic, tags = [], extras = {} } = current;
  const { [USAGE]: _usage, [ADOPTED]: _adopted, ...theirs } = extras;
  return {
    title,
    description,
    type,
    topic,
    tags,
    datasets: others.map(({ id }) => ({ id, class: 'Dataset' })),
    extras: isFreed ? theirs : extras,
  };
}

/** Takes the dataset from all reuses of ours. */
export async function unlinkAll(
  session: Session<Settings>,
  reuses: ReadonlyMap<string, WireReuse>,
  datasetId: string,
  guard: () => Promise<void>,
): Promise<void> {
  for (const reuse of reuses.values()) await unlink(session, reuse, datasetId, guard);
}

/** Those of a record that is to go; none where the settings leave reuses alone, or the site has no such thing. */
export async function reusesOf(
  session: Session<Settings>,
  datasetId: string,
): Promise<ReadonlyMap<string, WireReuse>> {
  return session.settings.reuses ? linkedReuses(session, datasetId) : new Map();
}
