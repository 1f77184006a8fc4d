import assert from 'node:assert/strict';
import type { FaultProxy, ProxiedRequest } from '../support/fault-proxy.ts';
import {
  ckanGuest,
  ckanPackages,
  ckanPeer,
  udataGuest,
  udataPeer,
  type Guest,
  type Peer,
} from '../support/peers.ts';
import { PortalClient } from '../support/portal-client.ts';
import { ckanPeople } from './ckan-people.ts';
import type { Grounds } from './grounds.ts';
import { overlapsIn, type People, type Site } from './site.ts';
import { LICENSES } from './story.ts';
import { udataPeople } from './udata-people.ts';

/** A real udata and a real CKAN: each story has an organisation of its own there, which is emptied when it is told. */
export function peerGrounds(): Grounds {
  const udata = udataPeer();
  const ckan = ckanPeer();
  if (udata === undefined || ckan === undefined) {
    throw new Error(
      'no real portals are named: start them with eval "$(test/peers/run.sh up)", or set NAVETTE_PEER_UDATA, ' +
        'NAVETTE_PEER_UDATA_KEY, NAVETTE_PEER_CKAN and NAVETTE_PEER_CKAN_TOKEN',
    );
  }
  return {
    open: (kind) => (kind === 'udata' ? udataSite(udata) : ckanSite(ckan)),
    // A push is ten times slower there than on a sandbox, and so is what has to be waited for.
    calmMs: 12_000,
    drainMs: 240_000,
    drainAfterKillsMs: 240_000,
  };
}

async function udataSite(peer: Peer): Promise<Site> {
  const client = new PortalClient(peer.url, { 'x-api-key': peer.key });
  const { body } = await client.call('GET', '/api/1/datasets/licenses/');
  const known = (body as { id: string }[]).map(({ id }) => id);
  const guest = await udataGuest(peer);
  return {
    ...siteOf('udata', peer, guest, udataPeople(client, guest.organization), udataRecordOf),
    unknownLicenses: new Set(LICENSES.filter((id) => !known.includes(id))),
  };
}

async function ckanSite(peer: Peer): Promise<Site> {
  const client = new PortalClient(peer.url, { authorization: peer.key });
  const guest = await ckanGuest(peer);
  const listed = (): Promise<string[]> => ckanPackages(peer, guest.organization);
  const people = ckanPeople(client, { listed, query: '' });
  return siteOf('ckan', peer, guest, people, ckanRecordOf);
}

function siteOf(
  kind: Site['kind'],
  { url }: Peer,
  { key, organization, leave }: Guest,
  people: People,
  recordOf: (request: ProxiedRequest) => string | undefined,
): Site {
  return {
    ...people,
    kind,
    url,
    key,
    organization,
    unknownLicenses: new Set(),
    overlaps: (through) => overlapsIn(writesThrough(through, recordOf)),
    close: leave,
  };
}

/** A real portal keeps no log that we could read: the proxy saw when it passed a request on, and when that was answered. */
function writesThrough(proxy: FaultProxy, recordOf: (request: ProxiedRequest) => string | undefined) {
  return proxy.requests.flatMap((request) => {
    const { method, path, passedOn } = request;
    const datasetId = recordOf(request);
    if (method === 'GET' || passedOn === undefined || datasetId === undefined) return [];
    return [{ path, write: true, datasetId, startedAt: passedOn.at, endedAt: passedOn.endedAt ?? 0 }];
  });
}

function udataRecordOf({ path }: ProxiedRequest): string | undefined {
  return /\/datasets\/([0-9a-f]{24})\//.exec(path)?.[1];
}

/** Every action that is a POST is not a write, but those that only read name no record in these members. */
function ckanRecordOf({ path, body }: ProxiedRequest): string | undefined {
  if (!/\/(package|resource|dataset)_(create|update|patch|revise|delete|purge|reorder)/.test(path))
    return undefined;
  const json: unknown = body.startsWith('{') ? JSON.parse(body) : {};
  assert.ok(typeof json === 'object' && json !== null);
  const { match, package_id, id } = json as { match?: { id?: string }; package_id?: string; id?: string };
  return match?.id ?? package_id ?? id;
}
