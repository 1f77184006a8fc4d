import type { ConnectorConfig, Selection } from '../config/connector.ts';
import type { Connector } from '../ledger/connectors.ts';
import { announce, FORCED_PRIORITY } from '../ledger/outbox.ts';
import { knownByPlatform, placesOf } from '../ledger/platform-datasets.ts';
import { forgetRecord, publicationCounts, publications, type Publication } from '../ledger/publications.ts';
import { reconfigure } from '../ledger/reconfigure.ts';
import type { PlatformEntry } from '../platform/platform.ts';
import { selects } from '../platform/selection.ts';
import { bindRecord } from './adopt.ts';
import { retire } from './apply.ts';
import { ControlError } from './control.ts';
import { inHand } from './in-hand.ts';
import type { Parts } from './parts.ts';
import type { PublicationControl } from './publication-control.ts';

export function publicationControl(
  parts: Parts,
  existing: (id: string) => Promise<Connector>,
  pushing: (id: string) => Promise<Connector>,
): PublicationControl {
  const { db } = parts;
  const standing = async (connectorId: string, datasetId: string): Promise<Publication | undefined> => {
    const found = await publications(db, { connectorId, datasetIds: [datasetId] }, { limit: 1, offset: 0 });
    return found.publications[0];
  };
  const publication = async (connectorId: string, datasetId: string): Promise<Publication> => {
    const found = await standing(connectorId, datasetId);
    if (found !== undefined) return found;
    throw new ControlError('unknown', `${connectorId} has no publication of ${datasetId}`);
  };
  return {
    async publications({ connectorId, platformId, limit, offset }) {
      const datasetIds = platformId === undefined ? undefined : [await datasetIdOf(parts, platformId)];
      return publications(db, { connectorId, datasetIds }, { limit, offset });
    },
    publication,
    publicationCounts: () => publicationCounts(db),
    async publish(connectorId, platformId, { remoteId } = {}) {
      const found = await pushing(connectorId);
      const datasetId = await datasetIdOf(parts, platformId);
      const entry = (await parts.platform.entries([datasetId])).get(datasetId);
      if (entry === undefined || entry.state === 'deleted')
        throw new ControlError('unknown', `no dataset ${platformId}`);
      await inHand(parts, connectorId, datasetId, async () => {
        const now = await standing(connectorId, datasetId);
        if (now !== undefined && !now.leaving)
          throw new ControlError('conflict', `${platformId} is published by ${connectorId} already`);
        const before = await choose(parts, connectorId, entry, remoteId === undefined);
        if (remoteId === undefined) return;
        try {
          await bindRecord(parts, found, entry, remoteId);
        } catch (error) {
          await restore(parts, connectorId, datasetId, before);
          throw error;
        }
      });
      return publication(connectorId, datasetId);
    },
    async publishAgain(connectorId, datasetId) {
      await publication(connectorId, datasetId);
      await announce(db, [{ connectorId, datasetId }], FORCED_PRIORITY);
      parts.nudger.nudge(connectorId);
    },
    async unpublish(connectorId, datasetId, { keepRecord }) {
      await publication(connectorId, datasetId);
      const leave = async (): Promise<void> =>
        db.transaction().execute(async (tx) => {
          await reconfigure(tx, connectorId, (config) => withSelection(config, without(datasetId)));
          if (keepRecord) await forgetRecord(tx, connectorId, datasetId);
          else await announce(tx, [{ connectorId, datasetId }]);
        });
      // A push under way would bring back what is forgotten.
      await (keepRecord ? inHand(parts, connectorId, datasetId, leave) : leave());
      parts.nudger.nudge(connectorId);
    },
    async platformIds(datasetIds) {
      const places = await placesOf(db, datasetIds);
      return new Map([...places].map(([id, { platformId }]) => [id, platformId]));
    },
    async retire(connectorId) {
      await existing(connectorId);
      await retire(parts, connectorId);
    },
  };
}

/** A dataset that was not remembered yet was made in the platform, and has its id. */
async function datasetIdOf({ db }: Parts, platformId: string): Promise<string> {
  return (await knownByPlatform(db, [platformId])).get(platformId)?.id ?? platformId;
}

/** Adds it to what the connector selects; what was selected before. Announced with it, unless that is for later. */
async function choose(
  { db }: Parts,
  connectorId: string,
  entry: PlatformEntry,
  announced: boolean,
): Promise<Selection | undefined> {
  return db.transaction().execute(async (tx) => {
    const changed = await reconfigure(tx, connectorId, (config) => withSelection(config, adding(entry.id)));
    const select = changed?.after.push?.select;
    if (select === undefined) throw new ControlError('unknown', `no connector ${connectorId} that pushes`);
    if (!selects(select, entry)) throw new ControlError('invalid', reason(connectorId, select, entry));
    if (announced) await announce(tx, [{ connectorId, datasetId: entry.id }]);
    return changed?.before.push?.select;
  });
}

/** As it was with this dataset; what was chosen meanwhile stays chosen. */
async function restore(
  { db }: Parts,
  connectorId: string,
  datasetId: string,
  before: Selection | undefined,
): Promise<void> {
  const wasChosen = before?.ids?.includes(datasetId) === true && before.exclude?.includes(datasetId) !== true;
  if (wasChosen) return;
  await db
    .transaction()
    .execute((tx) => reconfigure(tx, connectorId, (config) => withSelection(config, without(datasetId))));
}

function withSelection(config: ConnectorConfig, change: (select: Selection) => Selection): ConnectorConfig {
  if (config.push === undefined) return config;
  return { ...config, push: { ...config.push, select: change(config.push.select) } };
}

function adding(id: string): (select: Selection) => Selection {
  return ({ ids, exclude, ...select }) => ({
    ...select,
    ...(ids === undefined ? {} : { ids: [...ids.filter((one) => one !== id), id] }),
    ...someOf(
      'exclude',
      exclude?.filter((one) => one !== id),
    ),
  });
}

/** Where datasets are chosen by other conditions, this one is excepted. */
function without(id: string): (select: Selection) => Selection {
  return ({ ids, exclude, ...select }) =>
    ids === undefined
      ? { ...select, exclude: [...(exclude ?? []).filter((one) => one !== id), id] }
      : { ...select, ids: ids.filter((one) => one !== id), ...someOf('exclude', exclude) };
}

function someOf(key: 'exclude', ids: readonly string[] | undefined): Partial<Selection> {
  return ids === undefined || ids.length === 0 ? {} : { [key]: [...ids] };
}

function reason(connectorId: string, select: Selection, entry: PlatformEntry): string {
  const why = !select.visibility.includes(entry.visibility)
    ? `it is ${entry.visibility}, and push.select.visibility of the connector is ${select.visibility.join(', ')}`
    : entry.harvestedBy !== undefined && !select.harvested
      ? 'a harvest brought it, and push.select.harvested of the connector is false'
      : entry.state === 'active'
        ? 'push.select of the connector does not take it'
        : `it is ${entry.state}`;
  return `${connectorId} does not publish ${entry.id}: ${why}`;
}
