import type { Session } from '../../adapter.ts';
import { askFor } from '../ask.ts';
import { publisherId } from '../organization.ts';
import type { Settings } from '../settings.ts';
import { WirePage } from '../wire.ts';
import { usageOf } from './marks.ts';
import { reusesRequest } from './requests.ts';
import { shows, WireReuse } from './wire.ts';

const PAGE_SIZE = 100;
/** No organisation is known to have more than 2,000 reuses, and no dataset either. */
const PAGES_MAX = 20;

/** Our reuses that show the dataset, by the usage that each is. */
export async function linkedReuses(
  session: Session<Settings>,
  datasetId: string,
): Promise<Map<string, WireReuse>> {
  const organization = await publisherId(session);
  const found = new Map<string, WireReuse>();
  for (const reuse of await reuses(session, { dataset: datasetId })) {
    const usage = usageOf(session, reuse);
    if (usage === undefined || reuse.organization?.id !== organization || !shows(reuse, datasetId)) continue;
    if (!found.has(usage)) found.set(usage, reuse);
  }
  return found;
}

/** All that our organisation has, latest first, deleted ones included. */
export async function ownReuses(session: Session<Settings>): Promise<WireReuse[]> {
  const organization = await publisherId(session);
  const all = await reuses(session, { organization });
  return all.filter((reuse) => reuse.organization?.id === organization);
}

async function reuses(
  session: Session<Settings>,
  filter: { dataset: string } | { organization: string },
): Promise<WireReuse[]> {
  const found: WireReuse[] = [];
  for (let page = 1; page <= PAGES_MAX; page += 1) {
    session.signal.throwIfAborted();
    const request = reusesRequest(session.settings, filter, page, PAGE_SIZE);
    // A page past the end is a 404, which a deletion between two pages can bring about; so is a site without reuses.
    const answer = await askFor(session, WirePage, request);
    for (const raw of answer?.data ?? []) {
      const reuse = WireReuse.safeParse(raw);
      if (reuse.success) found.push(reuse.data);
    }
    if (answer?.next_page === undefined || answer.data.length === 0) break;
  }
  return found;
}
