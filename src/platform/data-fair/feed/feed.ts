import type { DataFairSettings } from '../../../config/data-fair.ts';
import type { Db, Tx } from '../../../ledger/ledger.ts';
import {
  hasChanged,
  knownByPlatform,
  markGone,
  metBySweep,
  noteChanged,
  remember,
  unmetBySweep,
  unsettled,
  type KnownDataset,
} from '../../../ledger/platform-datasets.ts';
import type { FeedChanges, FeedPage, PlatformFeed } from '../../feed.ts';
import { keepingAlive } from '../alive.ts';
import type { ApplicationReader } from '../applications/reader.ts';
import type { DataFairClient } from '../client.ts';
import { entryOf, isOwned, knownOf } from '../entry.ts';
import type { PortalReader } from '../portal-reader.ts';
import { STAMP_QUERY } from '../requests.ts';
import type { Shelf } from '../shelf.ts';
import { isSettled, stampOf } from '../stamp.ts';
import { WireStamp } from '../wire.ts';
import { affected } from './affected.ts';
import { census, surplusOf } from './census.ts';
import { CLOCKS, cursorIn, cursorText, laterMark, sinceMark, type Clock, type Cursor } from './cursor.ts';
import { recent } from './recent.ts';
import { applicationChanges } from './linked.ts';
import { digestsOf } from './settings.ts';
import { sweep } from './sweep.ts';

export interface FeedParts {
  client: DataFairClient;
  shelf: Shelf;
  portals: PortalReader;
  applications: ApplicationReader;
  db: Db;
  settings: DataFairSettings;
  now?: () => Date;
}

const SWEEP_EVERY_MS = 86_400_000;
/** Documents that are in memory at once; what is left is told by the next look. */
const TOLD_MAX = 1_000;
const NOTED_AT_ONCE = 5_000;
const UNMET_AT_ONCE = 500;

/** Polling: three clocks and the applications often, everything once a day, and hints in between. */
export function dataFairFeed(parts: FeedParts): PlatformFeed<Tx> {
  return {
    name: 'data-fair',
    everyMs: parts.settings.pollSeconds * 1_000,
    changes: (cursor, within) => keepingAlive(within, () => changes(parts, cursorIn(cursor), within)),
    look: (platformIds, within) =>
      keepingAlive(within, async () => {
        const known = await knownByPlatform(within, platformIds);
        return told(parts, within, platformIds, known);
      }),
  };
}

async function changes(parts: FeedParts, cursor: Cursor | undefined, within: Tx): Promise<FeedPage> {
  const { portals, now = () => new Date() } = parts;
  portals.forget();
  const portal = await portals.portal();
  const settings = digestsOf(portal);
  const startedAt = now();
  const counted = await census(parts.client);
  const isDue =
    cursor?.sweptAt === undefined || startedAt.getTime() - Date.parse(cursor.sweptAt) >= SWEEP_EVERY_MS;
  const polled = isDue ? undefined : await poll(parts, cursor);
  const looked = polled ?? (await sweepAll(parts, within, startedAt));
  const ids = new Set(looked.stamps.map(({ id }) => id));
  const known = await knownOfAll(within, [...ids]);
  const moved = looked.stamps
    .filter((stamp) => known.get(stamp.id)?.stamp !== stampOf(stamp))
    .map(({ id }) => id);
  const restyled =
    cursor?.settings === undefined ? [] : await affected(parts.client, cursor.settings, settings);
  const used = await applicationChanges(parts, cursor?.applications, {
    at: startedAt,
    everything: polled === undefined,
    page: portal.applicationPage,
  });
  await noteAll(within, [...new Set([...moved, ...restyled, ...used.affected])]);
  const waiting = await unsettled(within, TOLD_MAX);
  const found = await told(parts, within, waiting, await knownOfAll(within, waiting));
  const isBehind = await hasChanged(within);
  const surplus = isBehind ? undefined : await surplusOf(counted, within);
  const isOdd = polled !== undefined && isOther(cursor?.surplus, surplus);
  const next: Cursor = {
    marks: marksAfter(cursor, looked.stamps),
    settings,
    applications: used.applications,
    sweptAt: polled === undefined ? startedAt.toISOString() : isOdd ? undefined : cursor?.sweptAt,
    surplus: polled === undefined || cursor?.surplus === undefined ? surplus : cursor.surplus,
  };
  return {
    changed: found.changed,
    gone: [...new Set([...looked.gone, ...found.gone])],
    cursor: cursorText(next),
    more: isBehind || isOdd,
  };
}

/** Something happened that no date tells of: everything is gone through at once. */
function isOther(before: Cursor['surplus'], now: Cursor['surplus']): boolean {
  if (before === undefined || now === undefined) return false;
  return before.all !== now.all || before.public !== now.public;
}

async function noteAll(within: Tx, platformIds: readonly string[]): Promise<void> {
  for (let from = 0; from < platformIds.length; from += NOTED_AT_ONCE)
    await noteChanged(within, platformIds.slice(from, from + NOTED_AT_ONCE));
}

interface Looked {
  stamps: WireStamp[];
  /** Our ids of what is no longer there. */
  gone: string[];
}

/** Undefined when so much changed that everything has to be gone through. */
async function poll({ client }: FeedParts, cursor: Cursor): Promise<Looked | undefined> {
  const stamps: WireStamp[] = [];
  for (const clock of CLOCKS) {
    const found = await recent(client, clock, sinceMark(cursor, clock) ?? '1');
    if (!found.all) return undefined;
    stamps.push(...found.stamps);
  }
  return { stamps, gone: [] };
}

/** Everything there is, and what of the known is not among it. */
async function sweepAll({ client, shelf }: FeedParts, within: Tx, at: Date): Promise<Looked> {
  const { found } = await sweep(client, WireStamp, STAMP_QUERY);
  const seen = at.getTime();
  const ids = found.map(({ id }) => id);
  for (let from = 0; from < ids.length; from += UNMET_AT_ONCE)
    await metBySweep(within, ids.slice(from, from + UNMET_AT_ONCE), seen);
  const gone: string[] = [];
  for (
    let after = '', batch: KnownDataset[] | undefined;
    batch === undefined || batch.length === UNMET_AT_ONCE;
  ) {
    batch = await unmetBySweep(within, seen, after, UNMET_AT_ONCE);
    after = batch.at(-1)?.id ?? after;
    // Not met is not gone: lists shift while they are read, and may be longer than what is shown.
    const there = await shelf.read(
      batch.map(({ id }) => id),
      within,
    );
    gone.push(...batch.filter(({ id }) => !isOwned(there.get(id), client.account)).map(({ id }) => id));
  }
  await markGone(within, gone);
  return { stamps: found, gone };
}

/** Reads these and remembers them; those that are at rest are told. */
async function told(
  { shelf, portals, applications }: FeedParts,
  within: Tx,
  platformIds: readonly string[],
  known: ReadonlyMap<string, KnownDataset>,
): Promise<FeedChanges> {
  const portal = await portals.portal();
  const read = await shelf.readPlatform([...new Set(platformIds)]);
  const wires = new Map([...read].filter(([, wire]) => isOwned(wire, portal.account)));
  const missing = platformIds.flatMap((id) => (wires.has(id) ? [] : [known.get(id)?.id ?? id]));
  // One that is just being made anew is missing for a moment only.
  const replaced = await shelf.read(missing, within);
  const gone = missing.filter((id) => !isOwned(replaced.get(id), portal.account));
  await remember(
    within,
    [...wires.values()].map((wire) => knownOf(wire, portal)),
  );
  await markGone(within, gone);
  const settled = [...wires.values()].filter(isSettled);
  const using = await applications.of(settled);
  const changed = settled.map((wire) => entryOf(wire, portal, using));
  return { changed, gone };
}

async function knownOfAll(within: Tx, platformIds: readonly string[]): Promise<Map<string, KnownDataset>> {
  const known = new Map<string, KnownDataset>();
  for (let from = 0; from < platformIds.length; from += UNMET_AT_ONCE * 10) {
    const batch = await knownByPlatform(within, platformIds.slice(from, from + UNMET_AT_ONCE * 10));
    for (const [id, one] of batch) known.set(id, one);
  }
  return known;
}

function marksAfter(cursor: Cursor | undefined, stamps: readonly WireStamp[]): Cursor['marks'] {
  const marks: Partial<Record<Clock, string>> = {};
  for (const clock of CLOCKS) {
    const mark = laterMark(cursor?.marks[clock], stamps, clock);
    if (mark !== undefined) marks[clock] = mark;
  }
  return marks;
}
