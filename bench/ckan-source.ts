import { z } from 'zod';
import type { Peer } from '../test/support/peers.ts';
import { PortalClient } from '../test/support/portal-client.ts';

/** Writes of packages at once: each keeps a process of the portal busy. */
const AT_ONCE = 2;
/** What a CKAN gives in one answer. */
const ROWS = 1_000;
export const RESOURCES = 3;

/** Makes a real CKAN hold that many datasets of an organisation; what is there already is left as it is. */
export async function fillCkan(peer: Peer, organization: string, count: number): Promise<void> {
  const client = new PortalClient(peer.url, { authorization: peer.key });
  const known = await client.call('GET', `/api/3/action/organization_show?id=${organization}`);
  if (known.status === 404) await act(client, 'organization_create', { name: organization });
  const missing = new Set(Array.from({ length: count }, (_, index) => index));
  const Found = z.object({ results: z.array(z.object({ name: z.string() })) });
  const search = { fq: `organization:${organization}`, rows: ROWS };
  for (const { name } of Found.parse(await act(client, 'package_search', search)).results)
    if (!missing.delete(Number(name.slice(organization.length + 1))))
      throw new RangeError(`${peer.url} has a dataset ${name} that is none of the benchmark's`);
  const waiting = missing.values();
  const write = async (): Promise<void> => {
    for (const index of waiting) await act(client, 'package_create', ckanPackage(organization, index));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, write));
}

/** With what every harvester here takes: one of them refuses points, another drops resources without a type. */
function ckanPackage(organization: string, index: number): object {
  const west = index / 1_000;
  const corners = [
    [west, 47],
    [west + 1, 47],
    [west + 1, 48],
    [west, 48],
    [west, 47],
  ];
  return {
    name: `${organization}-${index}`,
    title: `Comptages de circulation, secteur ${index}`,
    notes: `Passages relevés par les capteurs du secteur ${index}, heure par heure. `.repeat(8).trim(),
    owner_org: organization,
    license_id: 'cc-by',
    maintainer: 'Service des mobilités',
    maintainer_email: 'mobilites@example.org',
    tags: [{ name: 'transport' }, { name: 'open data' }],
    extras: [
      { key: 'frequency', value: 'monthly' },
      { key: 'spatial', value: JSON.stringify({ type: 'Polygon', coordinates: [corners] }) },
    ],
    resources: Array.from({ length: RESOURCES }, (_, place) => ({
      name: `Année ${2023 + place}`,
      url: `https://data.region.example.org/comptages/${index}/${2023 + place}.csv`,
      format: 'CSV',
      mimetype: 'text/csv',
      resource_type: 'file',
    })),
  };
}

async function act(client: PortalClient, action: string, json: object): Promise<unknown> {
  const { status, text, body } = await client.call('POST', `/api/3/action/${action}`, { json });
  if (status !== 200) throw new Error(`${action}: ${status} ${text.slice(0, 500)}`);
  return z.object({ result: z.unknown() }).parse(body).result;
}
