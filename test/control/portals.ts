import assert from 'node:assert/strict';
import { startCkan } from '../../src/sandbox/ckan/ckan.ts';
import { startUdata } from '../../src/sandbox/udata/udata.ts';
import type { Dataset } from '../../src/model/dataset.ts';
import { PortalClient, at } from '../support/portal-client.ts';

export interface ShownRecord {
  id: string;
  title: string;
  description: string;
  mark: string | undefined;
  resources: { id: string; url: string }[];
}

/** An imitated portal, with what a person would do there by hand. */
export interface TestPortal {
  adapter: 'udata' | 'ckan';
  key: string;
  settings: Record<string, unknown>;
  /** The field that the description is kept in. */
  descriptionField: string;
  /** Answers the next write to a record with this, without doing it. */
  failWrite(answer: { status: number; body: string }): void;
  /** Answers so many reads with 503, after letting some through. */
  failReads(skip: number, times: number): void;
  /** How often it was written to. */
  writes(): number;
  /** A record with the address that a push of this title would like to have. */
  make(record: { title: string; urls?: string[]; mark?: string }): Promise<string>;
  edit(id: string, changes: { title?: string; description?: string }): Promise<void>;
  delete(id: string): Promise<void>;
  shown(id: string): Promise<ShownRecord>;
  /** How many records with this title strangers are shown in lists. */
  countPublic(title: string): Promise<number>;
  /** Shows a record that was hidden, in whatever way. */
  publish(id: string): Promise<void>;
  /** Hides it from strangers. */
  hide(id: string): Promise<void>;
  /** Every record that lives in the organisation. */
  all(): Promise<ShownRecord[]>;
  close(): Promise<void>;
}

export async function udataPortal(): Promise<TestPortal> {
  const sandbox = await startUdata();
  const { url, key, organization } = sandbox;
  const client = new PortalClient(url, { 'x-api-key': key });
  const recordOf = (body: unknown): ShownRecord => ({
    id: String(at(body, 'id')),
    title: String(at(body, 'title')),
    description: String(at(body, 'description')),
    mark: markIn(at(body, 'extras.navette:mark')),
    resources: (at(body, 'resources') as ShownRecord['resources']).map(({ id, url }) => ({ id, url })),
  });
  const ask = async (method: string, path: string, json?: unknown): Promise<unknown> => {
    const answer = await client.call(method, `/api/1/datasets/${path}`, json === undefined ? {} : { json });
    assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${answer.text}`);
    return answer.body;
  };
  return {
    adapter: 'udata',
    key,
    settings: { url, organization, apiKey: 'env:KEY' },
    descriptionField: 'description',
    failWrite: (action) => sandbox.faults.add({ match: { method: 'PUT' }, times: 1, action }),
    failReads: (skip, times) =>
      sandbox.faults.add({ match: { method: 'GET' }, skip, times, action: { status: 503 } }),
    writes: () => sandbox.log.entries().filter((entry) => entry.write).length,
    make: async ({ title, urls = [], mark }) =>
      recordOf(
        await ask('POST', '', {
          title,
          description: 'Fait à la main',
          organization,
          extras: mark === undefined ? {} : { 'navette:mark': mark },
          resources: urls.map((address) => ({
            title: 'À la main',
            url: address,
            filetype: 'remote',
            type: 'main',
          })),
        }),
      ).id,
    edit: async (id, changes) => {
      const now = await ask('GET', `${id}/`);
      await ask('PUT', `${id}/`, {
        tags: at(now, 'tags'),
        temporal_coverage: at(now, 'temporal_coverage'),
        title: at(now, 'title'),
        description: at(now, 'description'),
        ...changes,
      });
    },
    delete: async (id) => {
      await ask('DELETE', `${id}/`);
    },
    shown: async (id) => recordOf(await ask('GET', `${id}/`)),
    countPublic: async (title) => {
      const { body } = await new PortalClient(url, {}).call('GET', '/api/1/datasets/?page_size=1000');
      return (at(body, 'data') as unknown[]).filter((one) => at(one, 'title') === title).length;
    },
    publish: async (id) => {
      const { title, description } = recordOf(await ask('GET', `${id}/`));
      await ask('PUT', `${id}/`, { title, description, archived: null, private: false });
    },
    hide: async (id) => {
      const { title, description } = recordOf(await ask('GET', `${id}/`));
      await ask('PUT', `${id}/`, { title, description, private: true });
    },
    all: async () => {
      const body = await ask('GET', `?organization=${organization}&page_size=1000&deleted=false`);
      return (at(body, 'data') as unknown[]).map(recordOf);
    },
    close: () => sandbox.close(),
  };
}

export async function ckanPortal(): Promise<TestPortal> {
  const sandbox = await startCkan({ version: '2.11' });
  const { url, token, organization } = sandbox;
  const client = new PortalClient(url, { authorization: token });
  const act = async (action: string, json: unknown): Promise<unknown> => {
    const answer = await client.call('POST', `/api/3/action/${action}`, { json });
    assert.equal(at(answer.body, 'success'), true, `${action}: ${answer.text}`);
    return at(answer.body, 'result');
  };
  const recordOf = (body: unknown): ShownRecord => ({
    id: String(at(body, 'id')),
    title: String(at(body, 'title')),
    description: String(at(body, 'notes')),
    mark: markIn(
      (at(body, 'extras') as { key: string; value: string }[]).find(({ key }) => key === 'navette_mark')
        ?.value,
    ),
    resources: (at(body, 'resources') as ShownRecord['resources']).map(({ id, url }) => ({ id, url })),
  });
  return {
    adapter: 'ckan',
    key: token,
    settings: { url, organization, apiToken: 'env:KEY' },
    descriptionField: 'notes',
    failWrite: (action) =>
      sandbox.faults.add({ match: { path: 'package_(revise|patch)' }, times: 1, action }),
    failReads: (skip, times) =>
      sandbox.faults.add({ match: { method: 'GET' }, skip, times, action: { status: 503 } }),
    writes: () => sandbox.log.entries().filter((entry) => entry.write).length,
    make: async ({ title, urls = [], mark }) =>
      recordOf(
        await act('package_create', {
          name: title.toLowerCase().replace(/[^a-z0-9]+/g, '-'),
          title,
          notes: 'Fait à la main',
          owner_org: organization,
          extras: mark === undefined ? [] : [{ key: 'navette_mark', value: mark }],
          resources: urls.map((address) => ({ name: 'À la main', url: address })),
        }),
      ).id,
    edit: async (id, { title, description }) => {
      await act('package_patch', {
        id,
        ...(title === undefined ? {} : { title }),
        ...(description === undefined ? {} : { notes: description }),
      });
    },
    delete: async (id) => {
      await act('package_delete', { id });
    },
    shown: async (id) => recordOf(await act('package_show', { id })),
    countPublic: async (title) => {
      const json = { rows: 1_000 };
      const { body } = await new PortalClient(url, {}).call('POST', '/api/3/action/package_search', { json });
      return (at(body, 'result.results') as unknown[]).filter((one) => at(one, 'title') === title).length;
    },
    publish: async (id) => {
      await act('package_patch', { id, private: false });
    },
    hide: async (id) => {
      await act('package_patch', { id, private: true });
    },
    all: async () => {
      const found = await act('package_search', {
        fq: `organization:${organization}`,
        rows: 1_000,
        include_private: true,
      });
      return (at(found, 'results') as unknown[]).map(recordOf);
    },
    close: () => sandbox.close(),
  };
}

export const PORTALS: Record<string, () => Promise<TestPortal>> = { udata: udataPortal, ckan: ckanPortal };

export function dataset(id: string, more: Partial<Dataset> = {}): Dataset {
  return {
    kind: 'dataset',
    id,
    title: { fr: `Jeu ${id}` },
    description: { fr: `Description de ${id}` },
    distribution: [{ id: 'csv', title: { fr: 'CSV' }, downloadURL: [`https://data.example.org/${id}.csv`] }],
    ...more,
  };
}

function markIn(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
