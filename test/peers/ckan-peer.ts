import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { Peer } from '../support/peers.ts';
import { PortalClient } from '../support/portal-client.ts';
import { backFromCkan, shownByCkan } from './ckan-expected.ts';
import { ORGANIZATION, type RealPeer, type RemoteRecord } from './peer.ts';

interface CkanPackage {
  id: string;
  title: string;
  notes: string | null;
  url: string | null;
  version: string | null;
  license_id: string | null;
  maintainer: string | null;
  maintainer_email: string | null;
  author: string | null;
  author_email: string | null;
  private: boolean;
  type: string;
  state: string;
  organization: { name: string };
  metadata_modified: string;
  tags: { name: string }[];
  extras: { key: string; value: string }[];
  resources: Record<string, unknown>[];
}

/** What CKAN itself says of a resource, or keeps empty where nobody set it. */
const RESOURCE_OWN = new Set(
  (
    'id package_id position state created metadata_modified last_modified url_type ' +
    'cache_last_updated cache_url mimetype_inner resource_type datastore_active'
  ).split(' '),
);

/** The token of the environment is a sysadmin's; what is pushed is pushed by an editor of the organisation. */
export async function openCkan({ url, key }: Peer): Promise<RealPeer> {
  const admin = new PortalClient(url, { authorization: key });
  const act = (action: string, json: object) => called(admin, action, json);
  await act('organization_create', { name: ORGANIZATION, title: 'Essais de Navette' }).catch(tolerate);
  const account = { name: ORGANIZATION, email: `${ORGANIZATION}@example.org`, password: randomUUID() };
  await act('user_create', account).catch(tolerate);
  await act('organization_member_create', { id: ORGANIZATION, username: ORGANIZATION, role: 'editor' });
  const name = `essais ${new Date().toISOString()}`;
  const { token } = (await act('api_token_create', { user: ORGANIZATION, name })) as { token: string };
  const seen = new Set<string>();
  const stranger = new PortalClient(url, {});
  const listed = async (client: PortalClient, more: object) => {
    const search = { fq: `organization:${ORGANIZATION}`, rows: 1_000, ...more };
    const { results } = (await called(client, 'package_search', search)) as { results: { id: string }[] };
    for (const { id } of results) seen.add(id);
    return results;
  };
  const show = async (id: string) => (await called(stranger, 'package_show', { id })) as CkanPackage;
  return {
    kind: 'ckan',
    url,
    secretField: 'apiToken',
    secret: token,
    pushSettings: { url, organization: ORGANIZATION },
    harvestSettings: { url, organizations: [ORGANIZATION], language: 'fr' },
    async records() {
      const records: RemoteRecord[] = [];
      for (const { id } of await listed(stranger, {})) records.push(recordOf(await show(id)));
      return records;
    },
    async isGone(id) {
      const { state } = (await act('package_show', { id })) as CkanPackage;
      const { status } = await stranger.call('GET', `/api/3/action/package_show?id=${id}`);
      return state === 'deleted' && [403, 404].includes(status);
    },
    creates: (_method, path) => path.includes('/package_create'),
    async addResource(id) {
      const resource = {
        package_id: id,
        name: 'Ajout d’un autre',
        url: `https://data.region.example.org/autre/${randomUUID()}.ods`,
        format: 'ODS',
        description: 'À ne pas toucher',
      };
      return ((await act('resource_create', resource)) as { id: string }).id;
    },
    async resource(id, resourceId) {
      const found = (await show(id)).resources.find((resource) => resource['id'] === resourceId);
      // Its place moves with ours; what its editor said does not.
      const { position: _place, metadata_modified: _touched, ...said } = found ?? {};
      return found && said;
    },
    expected: shownByCkan,
    expectedBack: backFromCkan,
    readOnly: ['id', 'origin'],
    async empty() {
      await listed(admin, { include_private: true, include_drafts: true });
      for (const id of seen) await act('dataset_purge', { id }).catch(tolerate);
      seen.clear();
    },
    async close() {
      await act('api_token_revoke', { token });
    },
  };
}

function recordOf(wire: CkanPackage): RemoteRecord {
  const extras = Object.fromEntries(wire.extras.map(({ key, value }) => [key, value]));
  const keyOf = (resource: Record<string, unknown>) => String(resource['navette_id'] ?? resource['id']);
  return {
    id: wire.id,
    mark: extras['navette_mark'],
    changedAt: wire.metadata_modified,
    resourceIds: new Map(wire.resources.map((resource) => [keyOf(resource), String(resource['id'])])),
    shown: {
      title: wire.title,
      notes: wire.notes || null,
      url: wire.url || null,
      version: wire.version || null,
      license_id: wire.license_id || null,
      maintainer: [wire.maintainer || null, wire.maintainer_email || null],
      author: [wire.author || null, wire.author_email || null],
      private: wire.private,
      type: wire.type,
      state: wire.state,
      organization: wire.organization.name,
      tags: wire.tags.map(({ name }) => name).sort(),
      extras,
      resources: wire.resources.map((resource) =>
        Object.fromEntries(
          Object.entries(resource).filter(
            ([key, value]) => !RESOURCE_OWN.has(key) && value !== null && value !== '',
          ),
        ),
      ),
    },
  };
}

async function called(client: PortalClient, action: string, json: object): Promise<unknown> {
  const { status, text, body } = await client.call('POST', `/api/3/action/${action}`, { json });
  assert.equal(status, 200, `${action}: ${status} ${text.slice(0, 500)}`);
  return (body as { result: unknown }).result;
}

/** What an earlier run made is there already, or gone already. */
function tolerate(): undefined {
  return undefined;
}
