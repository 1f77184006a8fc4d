import { z } from 'zod';
import { type ConnectorConfig, ConnectorId } from '../../config/connector.ts';
import { type DataFairRule, scheduleOf } from '../../config/data-fair-scheduling.ts';
import { oneRecordId, onlyRecord } from '../../config/one-record.ts';
import { ControlError, type Control, type ConnectorStatus } from '../../control/control.ts';
import type { Api } from '../api.ts';
import { importDocument, type At } from './documents.ts';
import { Import, ImportBody, ImportPatch, ListQuery } from './shapes.ts';

const Params = z.object({ id: ConnectorId });

/** An import is a connector that harvests one record of a catalogue's remote. */
export function catalogImportRoutes(api: Api, control: Control, { path, owner, tags }: At): void {
  const address = `${path}/imports`;

  const document = async (
    status: ConnectorStatus,
    all: readonly ConnectorConfig[],
  ): Promise<Import | undefined> => {
    const remoteId = onlyRecord(status.config);
    if (remoteId === undefined) return undefined;
    return importDocument(status, all, await harvested(control, status.config.id, remoteId), owner);
  };
  const one = async (id: string): Promise<Import> => {
    const statuses = await control.connectors();
    const found = statuses.find(({ config }) => config.id === id);
    const shown =
      found &&
      (await document(
        found,
        statuses.map(({ config }) => config),
      ));
    if (shown !== undefined) return shown;
    throw new ControlError('unknown', `no import ${id}`);
  };

  api.get(
    address,
    {
      schema: {
        tags,
        summary: 'Single records that are imported',
        querystring: ListQuery,
        response: { 200: z.object({ count: z.number(), results: z.array(Import) }) },
      },
    },
    async ({ query: { catalogId, dataFairDatasetId, page, size } }) => {
      const statuses = await control.connectors();
      const configs = statuses.map(({ config }) => config);
      const shown = await Promise.all(statuses.map((status) => document(status, configs)));
      const results = shown
        .filter((each) => each !== undefined)
        .filter(({ catalog }) => catalogId === undefined || catalog.id === catalogId)
        .filter(
          ({ dataFairDataset }) =>
            dataFairDatasetId === undefined || dataFairDataset?.id === dataFairDatasetId,
        );
      return { count: results.length, results: results.slice((page - 1) * size, page * size) };
    },
  );

  api.get(
    `${address}/:id`,
    { schema: { tags, summary: 'One import', params: Params, response: { 200: Import } } },
    ({ params }) => one(params.id),
  );

  api.post(
    address,
    {
      schema: {
        tags,
        summary: 'Imports one record of a catalogue, now and when the schedule says',
        body: ImportBody,
        response: { 201: Import },
      },
    },
    async ({ body }, reply) => {
      refuseTarget(body.dataFairDataset?.id);
      const { config } = await control.connector(body.catalog.id);
      const { id: remoteId, title } = body.remoteResource;
      const id = oneRecordId(config.id, remoteId);
      const known = await control.connectors();
      if (known.some((status) => status.config.id === id))
        throw new ControlError('conflict', `${remoteId} of ${config.id} is imported already`);
      const { adapter, requestsPerMinute } = config;
      const connector = {
        id,
        adapter,
        title: title ?? remoteId,
        settings: ownSettings(config),
        ...(requestsPerMinute === undefined ? {} : { requestsPerMinute }),
        harvest: { ...scheduled(body.scheduling), take: 'data', include: { id: remoteId } },
      };
      await control.apply([connector], { retireOthers: false });
      if (!body.isSchedulingActive) await control.pause(id);
      else await control.harvest(id);
      return reply.code(201).send(await one(id));
    },
  );

  api.patch(
    `${address}/:id`,
    {
      schema: {
        tags,
        summary: 'Imports it now, changes its schedule, or rests it',
        params: Params,
        body: ImportPatch,
        response: { 200: Import },
      },
    },
    async ({ params: { id }, body }) => {
      await one(id);
      const { config } = await control.connector(id);
      if (body.scheduling !== undefined && config.harvest !== undefined) {
        const {
          calendar: _calendar,
          cron: _cron,
          every: _every,
          timezone: _zone,
          ...harvest
        } = config.harvest;
        const changed = { ...config, harvest: { ...harvest, ...scheduled(body.scheduling) } };
        await control.apply([changed], { retireOthers: false });
      }
      if (body.isSchedulingActive === false) await control.pause(id);
      if (body.isSchedulingActive === true) await control.resume(id);
      if (body.status === 'waiting') await control.harvest(id);
      return one(id);
    },
  );

  api.delete(
    `${address}/:id`,
    {
      schema: {
        tags,
        summary: 'Imports it no longer; the dataset stays',
        params: Params,
        response: { 204: z.undefined() },
      },
    },
    async ({ params }, reply) => {
      await one(params.id);
      await control.retire(params.id);
      return reply.code(204).send();
    },
  );
}

/** The dataset that the record became; none before the first harvest. */
async function harvested(
  control: Control,
  connectorId: string,
  remoteId: string,
): Promise<Import['dataFairDataset']> {
  try {
    const { datasetId } = await control.record(connectorId, remoteId);
    return { id: (await control.platformIds([datasetId])).get(datasetId) ?? datasetId };
  } catch (error) {
    if (error instanceof ControlError && error.code === 'unknown') return undefined;
    throw error;
  }
}

/** A secret that was stored belongs to the one connector; where the remote wants one, what is missing is said. */
function ownSettings({ settings }: ConnectorConfig): Record<string, unknown> {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== 'ledger:'));
}

function scheduled(rules: readonly DataFairRule[]): object {
  const schedule = scheduleOf(rules);
  if (typeof schedule !== 'string') return schedule ?? {};
  throw new ControlError('invalid', `scheduling: ${schedule}`, [{ path: 'scheduling', message: schedule }]);
}

function refuseTarget(id: string | undefined): void {
  if (id === undefined) return;
  const message = `${id} is a dataset that is there already: a harvest makes one of its own; leave dataFairDataset out`;
  throw new ControlError('invalid', `dataFairDataset: ${message}`, [{ path: 'dataFairDataset', message }]);
}
