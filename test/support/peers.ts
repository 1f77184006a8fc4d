import { PortalClient, at } from './portal-client.ts';

/** A real portal to compare with, named by the environment; undefined where none is. */
export interface Peer {
  url: string;
  key: string;
}

export function udataPeer(): Peer | undefined {
  return peerOf(process.env['NAVETTE_PEER_UDATA'], process.env['NAVETTE_PEER_UDATA_KEY']);
}

export function ckanPeer(): Peer | undefined {
  return peerOf(process.env['NAVETTE_PEER_CKAN'], process.env['NAVETTE_PEER_CKAN_TOKEN']);
}

/** The address of a pycsw that takes transactions. */
export function pycswPeer(): string | undefined {
  const url = process.env['NAVETTE_PEER_PYCSW'];
  return url === undefined || url === '' ? undefined : url.replace(/\/$/, '');
}

function peerOf(url: string | undefined, key: string | undefined): Peer | undefined {
  if (url === undefined || url === '' || key === undefined || key === '') return undefined;
  return { url: url.replace(/\/$/, ''), key };
}

/** Somewhere to publish on a real portal for one run, and how to leave it as it was. */
export interface Guest {
  key: string;
  organization: string;
  leave: () => Promise<void>;
}

export async function udataGuest({ url, key }: Peer): Promise<Guest> {
  const client = new PortalClient(url, { 'x-api-key': key });
  const json = { name: `Essai ${Date.now()}`, description: 'Essai' };
  const { body } = await client.call('POST', '/api/1/organizations/', { json });
  const organization = String(at(body, 'id'));
  const leave = async (): Promise<void> => {
    const query = `organization=${organization}&deleted=false&page_size=1000`;
    const { body: page } = await client.call('GET', `/api/1/datasets/?${query}`, {
      headers: { 'x-fields': 'data{id}' },
    });
    for (const { id } of at(page, 'data') as { id: string }[])
      await client.call('DELETE', `/api/1/datasets/${id}/`);
    await client.call('DELETE', `/api/1/organizations/${organization}/`);
  };
  return { key, organization, leave };
}

/** The token of the environment is a sysadmin's, for whom many rules do not hold: it makes an editor. */
export async function ckanGuest({ url, key }: Peer): Promise<Guest> {
  const admin = new PortalClient(url, { authorization: key });
  const name = `essai-${Date.now()}-${Math.random().toString(36).slice(2, 6)}`;
  const act = async (action: string, json: unknown): Promise<unknown> =>
    at((await admin.call('POST', `/api/3/action/${action}`, { json })).body, 'result');
  await act('user_create', { name, email: `${name}@example.org`, password: crypto.randomUUID() });
  await act('organization_create', {
    name,
    title: 'Essai',
    users: [{ name, capacity: 'editor' }],
  });
  const made = await act('api_token_create', { user: name, name: 'essai' });
  const leave = async (): Promise<void> => {
    for (const id of await ckanPackages({ url, key }, name)) await act('dataset_purge', { id });
    // It stays, empty, when deleted datasets are still in it: nothing tells which they are.
    await act('organization_purge', { id: name });
    await act('user_delete', { id: name });
  };
  return { key: String(at(made, 'token')), organization: name, leave };
}

/**
 * Ids of an organisation's packages. CKAN lists a package that was deleted and came back among the members no more, and what
 * nobody may find is in no search: both are asked.
 */
export async function ckanPackages({ url, key }: Peer, organization: string): Promise<string[]> {
  const admin = new PortalClient(url, { authorization: key });
  const ask = async (action: string, json: object): Promise<unknown> =>
    at((await admin.call('POST', `/api/3/action/${action}`, { json })).body, 'result');
  const members = await ask('member_list', { id: organization, object_type: 'package' });
  const found = await ask('package_search', {
    fq: `organization:${organization}`,
    rows: 1_000,
    include_private: true,
    include_drafts: true,
  });
  const ids = [
    ...(members as string[][]).map(([id]) => id),
    ...(at(found, 'results') as { id: string }[]).map(({ id }) => id),
  ];
  return [...new Set(ids.filter((id) => id !== undefined))];
}
