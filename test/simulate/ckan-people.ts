import assert from 'node:assert/strict';
import type { PortalClient } from '../support/portal-client.ts';
import { type People, type Shown, theirFile, theirText, type Touch } from './site.ts';

interface Wire {
  id: string;
  title: string;
  notes: string | null;
  license_id: string | null;
  state: string;
  tags: { name: string }[];
  extras: { key: string; value: string }[];
  resources: { id: string; url: string; name: string | null; navette_id?: string }[];
}

const MARK = 'navette_mark';
/** Everything that somebody adds to extras is called so: ours are all other keys. */
const THEIRS = 'ami-';

/** Administrators of a CKAN, by its actions. `listed` gives the ids of all packages we may have made. */
export function ckanPeople(
  client: PortalClient,
  { listed, query }: { listed: () => Promise<string[]>; query: string },
): People {
  const act = async (name: string, json: object): Promise<{ status: number; result: unknown }> => {
    const { status, body, text } = await client.call('POST', `/api/3/action/${name}${query}`, { json });
    // It may have gone in the meantime.
    assert.ok(status < 400 || status === 404, `somebody's ${name}: ${text}`);
    return { status, result: (body as { result: unknown }).result };
  };
  const wires = async (): Promise<Wire[]> => {
    const shows = await Promise.all((await listed()).map((id) => act('package_show', { id })));
    return shows.flatMap(({ status, result: one }) =>
      status === 200 && (one as Wire).state === 'active' ? [one as Wire] : [],
    );
  };
  return {
    records: async () => (await wires()).map(shown).filter(({ mark }) => mark !== ''),
    async touch(kind, { id, files }, n): Promise<Touch> {
      const recordId = id;
      const patch = async (change: object, fields: Record<string, string>): Promise<Touch> => {
        const { status } = await act('package_patch', { id, ...change });
        return { recordId, fields: status === 200 ? fields : {} };
      };
      const extend = async (list: string, entry: object): Promise<boolean> =>
        (await act('package_revise', { match: { id }, [`update__${list}__extend`]: [entry] })).status === 200;
      switch (kind) {
        case 'title':
          return patch({ title: theirText(n) }, { title: theirText(n) });
        case 'description':
          return patch({ notes: theirText(n) }, { description: theirText(n) });
        case 'license':
          return patch({ license_id: 'cc-by-sa' }, { license: 'cc-by-sa' });
        case 'tag':
        case 'extra': {
          const name = `${THEIRS}${n}`;
          const added =
            kind === 'tag'
              ? await extend('tags', { name })
              : await extend('extras', { key: name, value: 'oui' });
          return { recordId, fields: {}, ...(added ? { foreign: { kind, name } } : {}) };
        }
        case 'foreign file': {
          const name = theirFile(n);
          const { status } = await act('resource_create', { package_id: id, url: name, name: theirText(n) });
          return { recordId, fields: {}, ...(status === 200 ? { foreign: { kind: 'file', name } } : {}) };
        }
        case 'file': {
          const wire = (await wires()).find((one) => one.id === id);
          const file = wire?.resources.find(({ navette_id }) => navette_id !== undefined);
          if (file === undefined || files.length === 0) return { recordId, fields: {} };
          await act('resource_patch', { id: file.id, name: theirText(n) });
          return { recordId, fields: { [`file:${file.navette_id}`]: theirText(n) } };
        }
        case 'purge':
          await act('dataset_purge', { id });
          return { recordId, fields: {}, gone: true };
        default:
          await act('package_delete', { id });
          return { recordId, fields: {}, gone: true };
      }
    },
  };
}

function shown(wire: Wire): Shown {
  const extras = new Map(wire.extras.map(({ key, value }) => [key, value]));
  const start = extras.get('temporal_start');
  return {
    id: wire.id,
    mark: extras.get(MARK) ?? '',
    title: wire.title,
    description: wire.notes ?? '',
    tags: wire.tags.map(({ name }) => name).sort(),
    license: wire.license_id === null || wire.license_id === 'notspecified' ? '' : wire.license_id,
    temporal: start === undefined ? '' : `${start}/${extras.get('temporal_end') ?? ''}`,
    files: wire.resources.map(({ url, name, navette_id = '' }) => ({
      key: navette_id,
      url,
      title: name ?? '',
    })),
    extras: Object.fromEntries([...extras].filter(([key]) => key.startsWith(THEIRS))),
  };
}
