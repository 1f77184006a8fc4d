import { RemoteFault } from '../../../faults.ts';
import type { PutRequest, Session } from '../../adapter.ts';
import { inTurn } from '../../in-turn.ts';
import { ask, askFor, hostOf } from '../ask.ts';
import { publisherId } from '../organization.ts';
import { sameOwned } from '../owned.ts';
import type { Settings } from '../settings.ts';
import { fieldOf, type OwnedReuse } from './fields.ts';
import { ownReuses } from './find.ts';
import { ADOPTED, USAGE, usageMark, usageMarkOf } from './marks.ts';
import { createReuseRequest, linkRequest, reuseRequest, updateReuseRequest } from './requests.ts';
import { topicOf } from './topic.ts';
import { ownedReuse, shows, WireReuse } from './wire.ts';

/** Looked up, gone, looked up again: after that somebody deletes as fast as we write. */
const ROUNDS_MAX = 3;

/** What one usage of a dataset shall look like on udata. */
export interface Bringing {
  datasetId: string;
  usage: string;
  owned: OwnedReuse;
  /** As it was seen among the reuses of the dataset. */
  linked: WireReuse | undefined;
}

/** The reuse as it stands in the end, or udata's reason against it. */
export type Brought = { reuse: WireReuse } | { refused: string };

/**
 * Makes the reuse, or brings it up to date: there is one for all datasets that a usage shows. No two pushes of one process have
 * the same one in hand.
 */
export function bring(session: Session<Settings>, request: PutRequest, bringing: Bringing): Promise<Brought> {
  const mark = usageMark(session, bringing.usage);
  return inTurn(session.settings.url, `reuse ${mark}`, async () => {
    try {
      return await tries(session, request, bringing, mark);
    } catch (error) {
      if (error instanceof RemoteFault && error.kind === 'refused') return { refused: wordsOf(error) };
      throw error;
    }
  });
}

async function tries(
  session: Session<Settings>,
  request: PutRequest,
  bringing: Bringing,
  mark: string,
): Promise<Brought> {
  const { linked, owned } = bringing;
  let known = linked ?? candidate(await ownReuses(session), mark, owned.url);
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    const got = await (known === undefined
      ? made(session, request, bringing)
      : brought(session, request, bringing, known.id));
    if (got !== undefined && !(got instanceof RemoteFault)) return { reuse: got };
    known = candidate(await ownReuses(session), mark, owned.url);
    // The address is somebody else’s, or none that udata takes: its words say which.
    if (known === undefined && got !== undefined) return { refused: wordsOf(got) };
  }
  throw new RemoteFault(
    'conflict',
    `${hostOf(session)} loses the reuse ${owned.url} as fast as it is written`,
  );
}

/** One that carries the mark; else one that nobody marked and that has the address. */
function candidate(reuses: readonly WireReuse[], mark: string, url: string): WireReuse | undefined {
  const [marked] = reuses
    .filter((one) => usageMarkOf(one) === mark)
    .toSorted((a, b) => Number(a.deleted !== undefined) - Number(b.deleted !== undefined));
  return marked ?? reuses.find((one) => usageMarkOf(one) === undefined && one.url?.trim() === url.trim());
}

function wordsOf({ message, fields }: RemoteFault): string {
  return fields.length === 0 ? message : fields.map((one) => `${one.path}: ${one.message}`).join('; ');
}

/** The fault when udata does not take the address: it has it already, of us, just now and from elsewhere, or of somebody else. */
async function made(
  session: Session<Settings>,
  request: PutRequest,
  { datasetId, usage, owned }: Bringing,
): Promise<WireReuse | RemoteFault> {
  const body = {
    ...owned,
    topic: topicOf(request.dataset),
    organization: await publisherId(session),
    datasets: [{ id: datasetId, class: 'Dataset' }],
    extras: { [USAGE]: usageMark(session, usage) },
  };
  await request.guard();
  try {
    return await ask(session, WireReuse, createReuseRequest(session.settings, body));
  } catch (error) {
    if (isOfAddress(error)) return error;
    throw error;
  }
}

function isOfAddress(error: unknown): error is RemoteFault {
  return (
    error instanceof RemoteFault &&
    error.kind === 'refused' &&
    error.fields.some(({ path }) => path === 'url')
  );
}

/** What others did to it meanwhile stays: it is read, changed where it differs, and linked. Undefined when it is gone. */
async function brought(
  session: Session<Settings>,
  request: PutRequest,
  { datasetId, usage, owned }: Bringing,
  id: string,
): Promise<WireReuse | undefined> {
  const { settings } = session;
  const current = await askFor(session, WireReuse, reuseRequest(settings, id));
  if (current === undefined) return undefined;
  const mark = usageMark(session, usage);
  const isSame =
    current.deleted === undefined &&
    usageMarkOf(current) === mark &&
    sameOwned(fieldOf(usage), ownedReuse(current), owned);
  if (isSame && shows(current, datasetId)) return current;
  await request.guard();
  // One that only lacks the dataset gets it by itself, so that nobody else’s link can be lost on the way.
  return askFor(
    session,
    WireReuse,
    isSame
      ? linkRequest(settings, id, datasetId)
      : updateReuseRequest(settings, id, updateBody(current, owned, mark, datasetId)),
  );
}

/** Older versions empty what a PUT leaves out: everything travels that people may have given. */
function updateBody(current: WireReuse, owned: OwnedReuse, mark: string, datasetId: string): object {
  const { url, ...words } = owned;
  const others = (current.datasets ?? []).filter(({ id }) => id !== datasetId);
  const isOurs = usageMarkOf(current) === mark;
  return {
    ...words,
    // An address that is sent again is refused by some versions as taken, by the reuse itself.
    ...(current.url === url ? {} : { url }),
    ...(current.topic === undefined ? {} : { topic: current.topic }),
    tags: current.tags ?? [],
    datasets: [...others, { id: datasetId }].map(({ id }) => ({ id, class: 'Dataset' })),
    extras: { ...current.extras, [USAGE]: mark, ...(isOurs ? {} : { [ADOPTED]: 'true' }) },
    ...(current.deleted === undefined ? {} : { deleted: null }),
  };
}
