import { rulesOf } from '../../config/data-fair-scheduling.ts';
import type { ConnectorConfig } from '../../config/connector.ts';
import { catalogOf, onlyRecord } from '../../config/one-record.ts';
import type { ConnectorStatus } from '../../control/control.ts';
import type { Publication as Standing } from '../../ledger/publications.ts';
import { isReference } from '../../config/secrets.ts';
import type { Catalog, Import, Owner, Publication } from './shapes.ts';

export interface At {
  path: string;
  owner: Owner;
  tags: string[];
}

/** What every connector can do here follows from what it does. Those of catalogues, not of single imports. */
export function catalogDocument(
  { id, title, adapter, settings, push }: ConnectorConfig,
  owner: Owner,
): Catalog {
  return {
    _id: id,
    title: title ?? id,
    plugin: adapter,
    capabilities: [
      'import',
      'search',
      'pagination',
      ...(push === undefined ? [] : ['createFolderInRoot', 'replaceFolder']),
    ],
    owner,
    config: Object.fromEntries(
      Object.entries(settings).map(([name, value]) => [name, isReference(value) ? '********' : value]),
    ),
  };
}

const ABSENT =
  'the connector does not take this dataset as it is: it is not there, not public, or another condition of push.select keeps it out';

export function publicationDocument(
  standing: Standing,
  title: string | undefined,
  owner: Owner,
): Publication {
  const { connectorId, datasetId, platformId, state, remoteId, remoteUrl, fault } = standing;
  const named = standing.title ?? platformId;
  const msg = fault?.message ?? (state === 'absent' ? ABSENT : undefined);
  return {
    _id: `${connectorId}:${datasetId}`,
    catalog: { id: connectorId, title: title ?? connectorId },
    dataFairDataset: { id: platformId, title: named },
    owner,
    status: state === 'absent' ? 'error' : state,
    action: standing.leaving ? 'delete' : remoteId === undefined ? 'createFolderInRoot' : 'replaceFolder',
    logs:
      msg === undefined
        ? []
        : [{ type: 'error', msg, date: standing.changedAt ?? standing.pushedAt ?? new Date() }],
    ...(remoteId === undefined
      ? {}
      : {
          remoteFolder: {
            id: remoteId,
            title: named,
            ...(remoteUrl === undefined ? {} : { url: remoteUrl }),
          },
        }),
    ...(standing.pushedAt === undefined ? {} : { lastPublicationDate: standing.pushedAt }),
  };
}

/** A connector that harvests one record is an import of its remote; any other is none. */
export function importDocument(
  { config, harvest, paused }: ConnectorStatus,
  all: readonly ConnectorConfig[],
  dataFairDataset: Import['dataFairDataset'],
  owner: Owner,
): Import | undefined {
  const remoteId = onlyRecord(config);
  if (remoteId === undefined || harvest === undefined) return undefined;
  const { lastRun, next } = harvest;
  const catalog = catalogOf(config, all);
  const { calendar, timezone = 'UTC' } = config.harvest ?? {};
  const message = lastRun?.state === 'failed' ? (lastRun.fault?.message ?? 'the harvest failed') : undefined;
  return {
    _id: config.id,
    catalog: { id: catalog.id, title: catalog.title ?? catalog.id },
    remoteResource: { id: remoteId, title: config.title ?? remoteId },
    owner,
    status: statusOf(lastRun?.state, harvest.files),
    scheduling: rulesOf([calendar ?? []].flat(), timezone),
    isSchedulingActive: !paused,
    shouldUpdateMetadata: true,
    shouldUpdateSchema: true,
    logs:
      message === undefined ? [] : [{ type: 'error', msg: message, date: lastRun?.endedAt ?? new Date() }],
    ...(dataFairDataset === undefined ? {} : { dataFairDataset }),
    ...(lastRun?.endedAt === undefined ? {} : { lastImportDate: lastRun.endedAt }),
    ...(next[0] === undefined ? {} : { nextImportDate: next[0] }),
  };
}

/** It has ended when its files are here, too. */
function statusOf(
  state: string | undefined,
  files: NonNullable<ConnectorStatus['harvest']>['files'],
): Import['status'] {
  if (state === undefined) return 'waiting';
  if (state === 'running') return 'running';
  if (state !== 'complete' && state !== 'partial') return 'error';
  if (files === undefined) return 'done';
  if (files.due + files.working + files.deferred + files.nextRun > 0) return 'running';
  return files.failed + files.refused + files.held > 0 ? 'error' : 'done';
}
