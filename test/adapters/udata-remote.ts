import { startUdata } from '../../src/sandbox/udata/udata.ts';
import type { RemoteUnderTest, ShownResource } from '../contracts/remote.ts';
import { type Peer, udataGuest } from '../support/peers.ts';
import { PortalClient, at } from '../support/portal-client.ts';

type Json = Record<string, unknown>;

/** The imitated site. */
export async function udataSandbox(): Promise<RemoteUnderTest> {
  const sandbox = await startUdata();
  return udataRemote(sandbox.url, sandbox.key, sandbox.organization, () => sandbox.close());
}

/** A running site, in an organisation made for this run. */
export async function udataReal(peer: Peer): Promise<RemoteUnderTest> {
  const { key, organization, leave } = await udataGuest(peer);
  return udataRemote(peer.url, key, organization, leave);
}

function udataRemote(
  url: string,
  key: string,
  organization: string,
  close: () => Promise<void>,
): RemoteUnderTest {
  const client = new PortalClient(url, { 'x-api-key': key });
  const path = (id: string): string => `/api/1/datasets/${id}/`;
  const read = async (id: string): Promise<unknown> => (await client.call('GET', path(id))).body;
  const tagged = async (id: string): Promise<Json> => {
    const body = await read(id);
    // What is left out of a PUT is wiped here.
    return { tags: at(body, 'tags'), temporal_coverage: at(body, 'temporal_coverage') };
  };
  return {
    url,
    settings: (address, language) => ({ url: address, apiKey: key, organization, language }),
    wrongKey: (address) => ({ url: address, apiKey: 'udata_nobody', organization }),
    anonymous: (address) => ({ url: address, organization }),
    canary: key,
    isWrite: ({ method }) => method !== 'GET' && method !== 'HEAD',
    isCreate: (request) => request.method === 'POST' && request.path === '/api/1/datasets/',
    isPage: (request) =>
      request.method === 'GET' &&
      request.path.startsWith('/api/1/datasets/?') &&
      !request.path.includes('page_size=1&'),
    breakFirst: (body) => inPage(body, (list) => [{ hello: 'world' }, ...list.slice(1)]),
    bendFirst: (body) =>
      inPage(body, (list) => [
        { ...(list[0] as Json), title: { not: 'a title' }, resources: 7 },
        ...list.slice(1),
      ]),
    refusal: () => JSON.stringify({ message: 'Non', errors: { title: ['Non'] } }),
    dropFirst: (body) => inPage(body, (list) => list.slice(1)),
    countTitled: async (title) => {
      const query = `organization=${organization}&deleted=false&page_size=1000`;
      const { body } = await client.call('GET', `/api/1/datasets/?${query}`, {
        headers: { 'x-fields': 'data{title}' },
      });
      return (at(body, 'data') as { title: string }[]).filter((one) => one.title === title).length;
    },
    countPublic: async (title) => {
      const { body } = await new PortalClient(url, {}).call(
        'GET',
        `/api/1/datasets/?organization=${organization}&page_size=1000`,
        { headers: { 'x-fields': 'data{title}' } },
      );
      return (at(body, 'data') as { title: string }[]).filter((one) => one.title === title).length;
    },
    title: async (id) => String(at(await read(id), 'title')),
    // Pages about a dataset are shown as resources here.
    resources: async (id) =>
      (at(await read(id), 'resources') as (ShownResource & { type: string })[]).filter(
        ({ type }) => type !== 'documentation',
      ),
    extra: async (id, name) => at(await read(id), `extras.${name}`),
    retitle: async (id, title) => {
      await client.call('PUT', path(id), { json: { ...(await tagged(id)), title } });
    },
    addResource: async (id, resource) => {
      const json = { ...resource, filetype: 'remote', type: 'other' };
      await client.call('POST', `${path(id)}resources/`, { json });
    },
    addExtra: async (id, name, value) => {
      await client.call('PUT', `/api/2/datasets/${id}/extras/`, { json: { [name]: value } });
    },
    removeByHand: async (id) => {
      await client.call('DELETE', path(id));
    },
    close,
  };
}

function inPage(body: string, change: (list: unknown[]) => unknown[]): string {
  const page = JSON.parse(body) as { data: unknown[] };
  return JSON.stringify({ ...page, data: change(page.data) });
}
