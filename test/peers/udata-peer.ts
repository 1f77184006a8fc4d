import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { Peer } from '../support/peers.ts';
import { PortalClient, type PortalAnswer } from '../support/portal-client.ts';
import { ORGANIZATION, type RealPeer } from './peer.ts';
import { backFromUdata, shownByUdata } from './udata-expected.ts';
import { recordOf, type UdataRecord } from './udata-record.ts';

/** More than a test leaves behind. */
const RECORDS_MAX = 1_000;

export async function openUdata({ url, key }: Peer): Promise<RealPeer> {
  const client = new PortalClient(url, { 'x-api-key': key });
  const organization = await organizationOf(client);
  const licenses = ok(await client.call('GET', '/api/1/datasets/licenses/')).body as { id: string }[];
  const site = { organization, licenses: new Set(licenses.map(({ id }) => id)) };
  const listing = `/api/1/datasets/?organization=${organization.id}&page_size=${RECORDS_MAX}`;
  const listed = async (anonymous: boolean) =>
    (ok(await client.call('GET', listing, { anonymous })).body as { data: UdataRecord[] }).data;
  const settings = { url, organization: organization.slug };
  return {
    kind: 'udata',
    url,
    secretField: 'apiKey',
    secret: key,
    pushSettings: settings,
    harvestSettings: settings,
    records: async () => (await listed(true)).map(recordOf),
    isGone: async (id) =>
      (await client.call('GET', `/api/1/datasets/${id}/`, { anonymous: true })).status === 410,
    creates: (method, path) => method === 'POST' && /\/api\/1\/datasets\/(\?|$)/.test(path),
    async addResource(id) {
      const json = {
        title: 'Ajout d’un autre',
        url: `https://data.region.example.org/autre/${randomUUID()}.ods`,
        filetype: 'remote',
        type: 'main',
        format: 'ods',
        description: 'À ne pas toucher',
      };
      const { body } = ok(await client.call('POST', `/api/1/datasets/${id}/resources/`, { json }));
      return (body as { id: string }).id;
    },
    async resource(id, resourceId) {
      const { body } = ok(await client.call('GET', `/api/1/datasets/${id}/`, { anonymous: true }));
      return (body as UdataRecord).resources.find((resource) => resource.id === resourceId);
    },
    expected: (dataset, mark) => shownByUdata(dataset, mark, site),
    expectedBack: (dataset, record) => backFromUdata(dataset, record, site),
    readOnly: ['id', 'origin', 'distribution.id'],
    async empty() {
      for (const { id, deleted } of await listed(false))
        if (deleted === null) ok(await client.call('DELETE', `/api/1/datasets/${id}/`));
    },
    close: async () => undefined,
  };
}

async function organizationOf(
  client: PortalClient,
): Promise<{ id: string; slug: string; name: string; page: string }> {
  const path = `/api/1/organizations/${ORGANIZATION}/`;
  const found = await client.call('GET', path);
  const json = { name: ORGANIZATION, description: 'Essais de Navette' };
  const { body } =
    found.status === 200 ? found : ok(await client.call('POST', '/api/1/organizations/', { json }));
  return body as { id: string; slug: string; name: string; page: string };
}

function ok(answer: PortalAnswer): PortalAnswer {
  assert.ok(answer.status >= 200 && answer.status < 300, `${answer.status}: ${answer.text.slice(0, 500)}`);
  return answer;
}
