import { startDataFair } from '../../src/sandbox/data-fair/data-fair.ts';
import type { RemoteUnderTest } from '../contracts/remote.ts';
import { PortalClient, at } from '../support/portal-client.ts';

type Json = Record<string, unknown>;

const SEEDED = 5;
/** The contract asks more than any client would. */
const PER_MINUTE = 1_000_000;

/** The imitated installation, as a key of one of its organisations sees it. */
export async function dataFairSandbox(): Promise<RemoteUnderTest> {
  const sandbox = await startDataFair({
    switches: { anonymousPerMinute: PER_MINUTE, userPerMinute: PER_MINUTE },
  });
  const client = new PortalClient(`${sandbox.publicUrl}/api/v1`, { 'x-apikey': sandbox.key });
  const read = async (id: string): Promise<Json> => {
    const { body } = await client.call('GET', `/datasets/${encodeURIComponent(id)}`);
    return body as Json;
  };
  const patch = async (id: string, json: Json): Promise<void> => {
    await client.call('PATCH', `/datasets/${encodeURIComponent(id)}`, { json });
  };
  for (let count = 0; count < SEEDED; count += 1) {
    const json = { isMetaOnly: true, title: `Déjà là ${count}` };
    await client.call('PUT', `/datasets/deja-la-${count}`, { json });
    await client.call('PUT', `/datasets/deja-la-${count}/permissions`, {
      json: [{ classes: ['list', 'read'] }],
    });
  }
  const titled = async (one: PortalClient, title: string): Promise<number> => {
    const { body } = await one.call('GET', '/datasets?size=10000&select=title&raw=true');
    return (at(body, 'results') as Json[]).filter((found) => found['title'] === title).length;
  };
  return {
    url: sandbox.url,
    settings: (address, language) => ({ url: `${address}/data-fair`, apiKey: sandbox.key, language }),
    wrongKey: (address) => ({ url: `${address}/data-fair`, apiKey: 'bm9ib2R5' }),
    anonymous: (address) => ({ url: `${address}/data-fair` }),
    canary: sandbox.key,
    isWrite: ({ method }) => method !== 'GET',
    isCreate: ({ method, path }) => method === 'PUT' && /\/datasets\/[^/]+$/.test(path),
    isPage: ({ method, path }) => method === 'GET' && /v1\/datasets\?/.test(path) && path.includes('skip='),
    breakFirst: (body) => inPage(body, ([, ...rest]) => [{ hello: 'world' }, ...rest]),
    bendFirst: (body) =>
      inPage(body, ([first, ...rest]) => [
        { ...(first as Json), title: { not: 'a title' }, keywords: 7, attachments: 'none' },
        ...rest,
      ]),
    refusal: (status) => (status >= 500 ? '' : 'Non.'),
    dropFirst: (body) => inPage(body, ([, ...rest]) => rest),
    countTitled: (title) => titled(client, title),
    countPublic: (title) => titled(new PortalClient(`${sandbox.publicUrl}/api/v1`, {}), title),
    title: async (id) => String((await read(id))['title']),
    resources: async (id) => {
      const { attachments = [], extras } = await read(id);
      const links = ((extras as Json)['navetteLinks'] ?? []) as { id: string; url: string }[];
      return (attachments as { title: string; url: string }[]).map(({ title, url }) => ({
        id: links.find((link) => link.url === url)?.id ?? url,
        title,
        url,
      }));
    },
    extra: async (id, key) => ((await read(id))['extras'] as Json)[key],
    retitle: (id, title) => patch(id, { title }),
    addResource: async (id, { title, url }) => {
      const { attachments = [] } = await read(id);
      await patch(id, { attachments: [...(attachments as Json[]), { type: 'url', title, url }] });
    },
    addExtra: async (id, key, value) => {
      const { extras } = await read(id);
      await patch(id, { extras: { ...(extras as Json), [key]: value } });
    },
    removeByHand: async (id) => {
      await client.call('DELETE', `/datasets/${encodeURIComponent(id)}`);
    },
    close: () => sandbox.close(),
  };
}

function inPage(body: string, change: (results: unknown[]) => unknown[]): string {
  const page = JSON.parse(body) as { results: unknown[] };
  return JSON.stringify({ ...page, results: change(page.results) });
}
