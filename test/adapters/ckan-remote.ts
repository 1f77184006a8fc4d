import { startCkan } from '../../src/sandbox/ckan/ckan.ts';
import type { RemoteUnderTest, ShownResource } from '../contracts/remote.ts';
import { type Peer, ckanGuest } from '../support/peers.ts';
import { PortalClient, at } from '../support/portal-client.ts';

type Json = Record<string, unknown>;

const SEEDED = 25;

/** The imitated site, of either version. */
export async function ckanSandbox(version: '2.11' | '2.12'): Promise<RemoteUnderTest> {
  const sandbox = await startCkan({ version, seed: SEEDED });
  return ckanRemote(sandbox.url, sandbox.token, sandbox.organization, () => sandbox.close());
}

/** A running site, as an editor of an organisation made for this run. */
export async function ckanReal(peer: Peer): Promise<RemoteUnderTest> {
  const { key, organization, leave } = await ckanGuest(peer);
  return ckanRemote(peer.url, key, organization, leave);
}

function ckanRemote(
  url: string,
  token: string,
  organization: string,
  close: () => Promise<void>,
): RemoteUnderTest {
  const client = new PortalClient(url, { authorization: token });
  const act = async (action: string, json: unknown): Promise<unknown> =>
    at((await client.call('POST', `/api/3/action/${action}`, { json })).body, 'result');
  const read = (id: string): Promise<unknown> => act('package_show', { id });
  const search = ({ path, body }: { path: string; body: string }): boolean =>
    path.includes('package_search') && !/rows["=:\s]*0\b/.test(path + body);
  return {
    url,
    settings: (address, language) => ({
      url: address,
      apiToken: token,
      organization,
      organizations: [organization],
      language,
    }),
    wrongKey: (address) => ({ url: address, apiToken: 'nobody', organization }),
    anonymous: (address) => ({ url: address, organization }),
    canary: token,
    isWrite: ({ path }) => /_(create|update|patch|revise|delete|purge)\b/.test(path),
    isCreate: ({ path }) => path.includes('package_create'),
    isPage: search,
    breakFirst: (body) => inPage(body, (list) => [{ hello: 'world' }, ...list.slice(1)]),
    bendFirst: (body) =>
      inPage(body, (list) => [
        { ...(list[0] as Json), title: { not: 'a title' }, resources: 7 },
        ...list.slice(1),
      ]),
    refusal: (status) => JSON.stringify({ help: '', success: false, error: errorOf(status) }),
    dropFirst: (body) => inPage(body, (list) => list.slice(1)),
    countTitled: async (title) => {
      const found = await act('package_search', {
        fq: `organization:${organization}`,
        rows: 1_000,
        include_private: true,
      });
      return (at(found, 'results') as { title: string }[]).filter((one) => one.title === title).length;
    },
    countPublic: async (title) => {
      const json = { fq: `organization:${organization}`, rows: 1_000 };
      const { body } = await new PortalClient(url, {}).call('POST', '/api/3/action/package_search', { json });
      return (at(body, 'result.results') as { title: string }[]).filter((one) => one.title === title).length;
    },
    title: async (id) => String(at(await read(id), 'title')),
    resources: async (id) =>
      (at(await read(id), 'resources') as Json[]).map((one): ShownResource => ({
        id: String(one['id']),
        title: String(one['name']),
        url: String(one['url']),
      })),
    extra: async (id, key) =>
      (at(await read(id), 'extras') as { key: string; value: string }[]).find((one) => one.key === key)
        ?.value,
    retitle: async (id, title) => {
      await act('package_patch', { id, title });
    },
    addResource: async (id, { title, url: address }) => {
      await act('resource_create', { package_id: id, name: title, url: address });
    },
    addExtra: async (id, key, value) => {
      const extras = at(await read(id), 'extras') as unknown[];
      await act('package_patch', { id, extras: [...extras, { key, value }] });
    },
    removeByHand: async (id) => {
      await act('package_delete', { id });
    },
    close,
  };
}

function inPage(body: string, change: (list: unknown[]) => unknown[]): string {
  const answer = JSON.parse(body) as { result: { results: unknown[] } };
  return JSON.stringify({ ...answer, result: { ...answer.result, results: change(answer.result.results) } });
}

function errorOf(status: number): Json {
  if (status === 403) return { __type: 'Authorization Error', message: 'Access denied' };
  if (status === 404) return { __type: 'Not Found Error', message: 'Non trouvé' };
  if (status === 500) return { __type: 'Internal Server Error', message: 'Internal Server Error' };
  return { __type: 'Validation Error', title: ['Non'] };
}
