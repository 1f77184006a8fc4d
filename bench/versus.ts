import { sql } from 'kysely';
import { FaultProxy } from '../test/support/fault-proxy.ts';
import { ckanPeer } from '../test/support/peers.ts';
import { fillCkan, RESOURCES } from './ckan-source.ts';
import { endedRun } from './harvest.ts';
import type { Installation } from './installation.ts';
import { circumstances, load } from './report.ts';
import { atRest } from './rest.ts';
import { clearRivals, freshRivals, startRival, type RivalName, type RivalPlaces } from './rivals.ts';
import { median, rounded } from './statistics.ts';

const ORGANIZATION = 'navette-versus';
/** As many others to begin with that are not counted: each is measured as it is when it has been at work for a while. */
const WARM_UP = 'navette-versus-warm-up';
/** Ours is compiled while it runs, and done with that after some five thousand records; Python never is. */
const OWN_WARM_UPS = 10;
/** Records that one request of ours asks for: what connectors do by themselves, and the most that a CKAN gives. */
const PAGE_SIZES = { default: undefined, largest: 1_000 };
type Paging = keyof typeof PAGE_SIZES;
/** Each of the others gets this long for all its harvests. */
const RIVAL_S = 780;

/** One harvest, first or again. `s`: from the request to the end that the harvester itself records. */
interface Timed {
  /** Absent: not ended within its time. */
  s?: number;
  perSecond: number;
  requests: number;
  peakMiB: number | undefined;
  datasets: number;
  resources: number;
  load: number;
  said?: object;
}

/** The datasets of a real CKAN, harvested by Navette and by the harvesters of others in one run, in turn. */
export async function versus(navette: Installation, records: number, say: (line: string) => void) {
  const peer = ckanPeer();
  if (peer === undefined)
    throw new RangeError(
      'no CKAN is named by NAVETTE_PEER_CKAN and NAVETTE_PEER_CKAN_TOKEN: eval "$(test/peers/run.sh up)"',
    );
  say(`filling ${peer.url}`);
  await fillCkan(peer, WARM_UP, records);
  await fillCkan(peer, ORGANIZATION, records);
  const proxy = await FaultProxy.start(peer.url);
  try {
    const places = await freshRivals();
    await navette.startWorkers({});
    const told = (who: string, timed: Timed[]): void => say(`${who}: ${JSON.stringify(timed)}`);
    const ours: Record<Paging, Timed[][]> = { default: [], largest: [] };
    // What else the machine does changes: ours are taken before, between and after the others.
    let warmed = 0;
    const own = async (): Promise<void> => {
      await atRest();
      // Like each of the others just before it is measured: what has been idle for minutes is slow for a moment.
      for (let pass = 0; pass < OWN_WARM_UPS; pass += 1) {
        await navette.clear();
        await ownHarvest(navette, proxy, { id: `versus-warm-up-${(warmed += 1)}` }, WARM_UP, true);
      }
      for (const paging of ['default', 'largest'] as const) {
        const connector = { id: `versus-${paging}-${ours[paging].length}`, pageSize: PAGE_SIZES[paging] };
        const timed = await byNavette(navette, proxy, connector, records);
        ours[paging].push(timed);
        told(`Navette, ${paging} pages`, timed);
      }
    };
    const rival = async (name: RivalName): Promise<Timed[]> => {
      await atRest();
      const timed = await byRival(name, places, proxy, records);
      told(name, timed);
      return timed;
    };
    await own();
    const ckan = await rival('ckan');
    await own();
    const udata = await rival('udata');
    await own();
    const summary = (paging: Paging) => {
      const first = middle(ours[paging].map(([pass]) => pass));
      return {
        first,
        second: middle(ours[paging].map(([, pass]) => pass)),
        timesCkanextHarvest: ratio(first, ckan[0]),
        timesUdata: ratio(first, udata[0]),
        passes: ours[paging],
      };
    };
    return {
      bench: 'versus',
      records,
      resources: records * RESOURCES,
      navette: { default: summary('default'), largest: summary('largest') },
      ckanextHarvest: { first: ckan[0], second: ckan[1] },
      udata: { first: udata[0], second: udata[1] },
      temporalMiB: await navette.temporalPeakMiB(),
      ...(await circumstances(navette)),
    };
  } finally {
    await proxy.close();
    await clearRivals();
  }
}

interface Connector {
  id: string;
  pageSize?: number | undefined;
}

async function byNavette(
  navette: Installation,
  proxy: FaultProxy,
  connector: Connector,
  records: number,
): Promise<Timed[]> {
  await navette.clear();
  const timed: Timed[] = [];
  for (const isNew of [true, false]) {
    const { s, requests, peak } = await ownHarvest(navette, proxy, connector, ORGANIZATION, isNew);
    const { rows } = await sql<{ datasets: number; resources: number }>`
      select count(*)::int as datasets, coalesce(sum(jsonb_array_length(doc -> 'distribution')), 0)::int as resources
      from datasets`.execute(navette.db);
    const held = rows[0] ?? { datasets: 0, resources: 0 };
    if (held.datasets !== records || held.resources !== records * RESOURCES)
      throw new Error(`Navette has ${held.datasets} datasets and ${held.resources} resources of ${records}`);
    const { datasets, resources } = held;
    timed.push({
      s: rounded(s),
      perSecond: rounded(records / s, 1),
      requests,
      peakMiB: peak,
      datasets,
      resources,
      load: load(),
    });
  }
  return timed;
}

async function ownHarvest(
  navette: Installation,
  proxy: FaultProxy,
  { id, pageSize }: Connector,
  organization: string,
  isNew: boolean,
): Promise<{ s: number; requests: number; peak: number | undefined }> {
  const settings = { url: proxy.url, organizations: [organization] };
  const harvest = pageSize === undefined ? {} : { pageSize };
  if (isNew)
    await navette.control.apply([{ id, adapter: 'ckan', settings, harvest }], { retireOthers: true });
  const earlier = await navette.control.runs({ connectorId: id, limit: 10 });
  proxy.reset();
  const asked = Date.now();
  await navette.control.harvest(id);
  const run = await endedRun(navette, id, new Set(earlier.map(({ id }) => id)));
  if (run.endedAt === undefined) throw new Error(`the harvest ended at no time: ${run.id}`);
  return {
    s: (run.endedAt.getTime() - asked) / 1_000,
    requests: proxy.requests.length,
    peak: (await navette.workerPeaksMiB()).harvest,
  };
}

/** Its first harvest and, when that has ended in time, the second. */
async function byRival(
  name: RivalName,
  places: RivalPlaces,
  proxy: FaultProxy,
  records: number,
): Promise<Timed[]> {
  const rival = await startRival(name, places[name]);
  const until = Date.now() + RIVAL_S * 1_000;
  const left = (): number => Math.max(1, Math.round((until - Date.now()) / 1_000));
  try {
    const warm = await rival.harvest(proxy.url, WARM_UP, left());
    if (warm.s === null || warm.datasets !== records)
      throw new Error(`${name} did not harvest ${records} datasets: ${JSON.stringify(warm)}`);
    const timed: Timed[] = [];
    while (timed.length < 2 && timed.every(({ s }) => s !== undefined)) {
      await rival.resetPeak();
      proxy.reset();
      const { s, waited, datasets, resources, said } = await rival.harvest(proxy.url, ORGANIZATION, left());
      if (s !== null && (datasets !== records || resources !== records * RESOURCES))
        throw new Error(`${name} has ${datasets} datasets and ${resources} resources of ${records}`);
      timed.push({
        ...(s === null ? {} : { s: rounded(s) }),
        perSecond: rounded(datasets / (s ?? waited), 1),
        requests: proxy.requests.length,
        peakMiB: await rival.peakMiB(),
        datasets,
        resources,
        load: load(),
        said,
      });
    }
    return timed;
  } finally {
    await rival.stop();
  }
}

function middle(passes: readonly (Timed | undefined)[]) {
  const of = (pick: (pass: Timed) => number | undefined): number =>
    rounded(median(passes.map((pass) => (pass === undefined ? Number.NaN : (pick(pass) ?? Number.NaN)))));
  return {
    s: of((pass) => pass.s),
    perSecond: of((pass) => pass.perSecond),
    requests: of((pass) => pass.requests),
    peakMiB: of((pass) => pass.peakMiB),
  };
}

function ratio(ours: { perSecond: number }, theirs: Timed | undefined): number | undefined {
  return theirs === undefined ? undefined : rounded(ours.perSecond / theirs.perSecond, 1);
}
