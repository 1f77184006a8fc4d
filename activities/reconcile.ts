import type { Ports } from './ports.ts';
import { verifyActivities } from './verify.ts';
import { fingerprintFor, settingsFingerprintOf } from './settings-fingerprint.ts';
import type { PushConfig } from '../src/config/connector.ts';
import { connector, type Connector } from '../src/ledger/connectors.ts';
import { leftAs, links, linksAfter, withdrawnAs } from '../src/ledger/links.ts';
import { announce, undone } from '../src/ledger/outbox.ts';
import { selects } from '../src/platform/selection.ts';
import type { ReconcileActivities, ReconcileCounts, ReconcilePlace } from '../workflows/contract.ts';

/** Datasets compared in one activity: their documents are in memory at once. */
const PAGE = 500;

const NOTHING: ReconcileCounts = { checked: 0, stale: 0, orphaned: 0 };

export function reconcileActivities(ports: Ports): ReconcileActivities {
  return {
    ...verifyActivities(ports),
    async reconcilePage({ connectorId, place }) {
      const found = await connector(ports.db, connectorId);
      const push = found?.config.push;
      if (found === undefined || push === undefined) return { counts: NOTHING };
      const page =
        place.side === 'platform'
          ? await platformPage(ports, found, push, place)
          : await linksPage(ports, found, push, place);
      if (page.counts.stale + page.counts.orphaned > 0) ports.nudgeDue();
      return page;
    },
  };
}

type Compared = Awaited<ReturnType<ReconcileActivities['reconcilePage']>>;

/** What should be on the remote, against what was last pushed there. */
async function platformPage(
  ports: Ports,
  found: Connector,
  push: PushConfig,
  place: ReconcilePlace,
): Promise<Compared> {
  const { id } = found.config;
  const { entries, next } = await ports.platform.page(place.after, PAGE, { state: 'active' });
  const wanted = entries.filter((entry) => selects(push.select, entry));
  const known = await links(
    ports.db,
    id,
    wanted.map((entry) => entry.id),
  );
  const settings = settingsFingerprintOf(found.config);
  const stale = wanted
    .filter((entry) => {
      const [done, mine] = [known.get(entry.id)?.fingerprint, fingerprintFor(entry, settings)];
      return done !== mine && done !== leftAs(mine);
    })
    .map((entry) => entry.id);
  const counts = { ...NOTHING, checked: entries.length, stale: await announceNew(ports, id, stale) };
  return { counts, next: next === undefined ? { side: 'links' } : { side: 'platform', after: next } };
}

/** What is on the remote, against what should be there. */
async function linksPage(
  ports: Ports,
  found: Connector,
  push: PushConfig,
  place: ReconcilePlace,
): Promise<Compared> {
  const { id } = found.config;
  const linked = await linksAfter(ports.db, id, place.after, PAGE);
  const [entries, known] = await Promise.all([ports.platform.entries(linked), links(ports.db, id, linked)]);
  const orphaned = linked.filter((datasetId) => {
    if (known.get(datasetId)?.fingerprint === withdrawnAs(push.removal)) return false;
    const entry = entries.get(datasetId);
    return entry === undefined || !selects(push.select, entry);
  });
  const counts = { ...NOTHING, checked: linked.length, orphaned: await announceNew(ports, id, orphaned) };
  const last = linked.at(-1);
  return {
    counts,
    ...(linked.length < PAGE || last === undefined ? {} : { next: { side: 'links', after: last } }),
  };
}

/** Announces those that do not wait already: what the remote refused is not pushed at it again every night. */
async function announceNew(
  ports: Ports,
  connectorId: string,
  datasetIds: readonly string[],
): Promise<number> {
  const waiting = await undone(ports.db, connectorId, datasetIds);
  const fresh = datasetIds.filter((datasetId) => !waiting.has(datasetId));
  await announce(
    ports.db,
    fresh.map((datasetId) => ({ connectorId, datasetId })),
  );
  return fresh.length;
}
