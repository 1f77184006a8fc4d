import assert from 'node:assert/strict';
import type { PortalClient } from '../support/portal-client.ts';
import { type People, type Shown, SOMEBODY, theirFile, theirText, type Touch } from './site.ts';

interface Wire {
  id: string;
  title: string;
  description: string;
  tags: string[];
  license: string | null;
  deleted: string | null;
  temporal_coverage: { start: string; end: string | null } | null;
  resources: { id: string; url: string; title: string; extras: Record<string, string> }[];
  extras: Record<string, string>;
}

const MARK = 'navette:mark';

/** Members of an organisation of a udata, by the API that the site's own forms use. */
export function udataPeople(client: PortalClient, organization: string): People {
  const wires = async (): Promise<Wire[]> => {
    const path = `/api/1/datasets/?organization=${organization}&page_size=500&deleted=false`;
    const { body } = await client.call('GET', path);
    return (body as { data: Wire[] }).data.filter(({ deleted }) => deleted === null);
  };
  const write = async (method: string, path: string, json?: object): Promise<void> => {
    const { status, text } = await client.call(method, `${path}?${SOMEBODY}`, { json });
    // It may have gone in the meantime.
    assert.ok(status < 400 || status === 404 || status === 410, `somebody's ${method} ${path}: ${text}`);
  };
  return {
    records: async () => (await wires()).filter(({ extras }) => extras[MARK] !== undefined).map(shown),
    async touch(act, { id }, n): Promise<Touch> {
      const path = `/api/1/datasets/${id}/`;
      const wire = (await wires()).find((one) => one.id === id);
      if (wire === undefined) return { recordId: id, fields: {} };
      const { tags, temporal_coverage } = wire;
      /** A form sends these two along as they were when it was opened. */
      const put = async (change: object, fields: Record<string, string>): Promise<Touch> => {
        await write('PUT', path, { tags, temporal_coverage, ...change });
        const { tags: tagsNow, temporal } = shown({ ...wire, ...change });
        return { recordId: id, fields: { tags: tagsNow.join(), temporal, ...fields } };
      };
      switch (act) {
        case 'title':
          return put({ title: theirText(n) }, { title: theirText(n) });
        case 'description':
          return put({ description: theirText(n) }, { description: theirText(n) });
        case 'license':
          return put({ license: 'cc-by-sa' }, { license: 'cc-by-sa' });
        case 'tag':
          return put({ tags: [...tags, `ami-${n}`] }, {});
        case 'extra':
          await write('PUT', `/api/2/datasets/${id}/extras/`, { [`ami-${n}`]: 'oui' });
          return { recordId: id, fields: {}, foreign: { kind: 'extra', name: `ami-${n}` } };
        case 'foreign file':
          await write('POST', `${path}resources/`, {
            title: theirText(n),
            url: theirFile(n),
            type: 'other',
            filetype: 'remote',
          });
          return { recordId: id, fields: {}, foreign: { kind: 'file', name: theirFile(n) } };
        case 'file': {
          const file = wire.resources.find(({ extras }) => extras['navette:id'] !== undefined);
          if (file === undefined) return { recordId: id, fields: {} };
          await write('PUT', `${path}resources/${file.id}/`, { title: theirText(n) });
          return { recordId: id, fields: { [`file:${file.extras['navette:id']}`]: theirText(n) } };
        }
        default:
          await write('DELETE', path);
          return { recordId: id, fields: {}, gone: true };
      }
    },
  };
}

function shown(wire: Wire): Shown {
  const { start, end } = wire.temporal_coverage ?? {};
  const foreign = Object.entries(wire.extras).filter(([key]) => !key.startsWith('navette:'));
  return {
    id: wire.id,
    mark: wire.extras[MARK] ?? '',
    title: wire.title,
    description: wire.description,
    tags: [...wire.tags].sort(),
    license: wire.license === null || wire.license === 'notspecified' ? '' : wire.license,
    temporal: start === undefined ? '' : `${start.slice(0, 10)}/${end?.slice(0, 10) ?? ''}`,
    files: wire.resources.map(({ url, title, extras }) => ({ key: extras['navette:id'] ?? '', url, title })),
    extras: Object.fromEntries(foreign),
  };
}
