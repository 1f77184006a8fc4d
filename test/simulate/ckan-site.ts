import { startCkan } from '../../src/sandbox/ckan/ckan.ts';
import { PortalClient } from '../support/portal-client.ts';
import { ckanPeople } from './ckan-people.ts';
import { overlapsIn, type Site, SOMEBODY } from './site.ts';

export async function ckanSite(options: { latencyMs: number; searchLagMs: number }): Promise<Site> {
  const portal = await startCkan({ latencyMs: options.latencyMs });
  portal.switches.searchLagMs = options.searchLagMs;
  const { url, organization } = portal;
  const client = new PortalClient(url, { authorization: portal.sysadminToken });
  const listed = async (): Promise<string[]> => {
    const { body } = await client.call('POST', '/api/3/action/package_list', { json: {} });
    return (body as { result: string[] }).result;
  };
  return {
    ...ckanPeople(client, { listed, query: `?${SOMEBODY}` }),
    kind: 'ckan',
    url,
    key: portal.token,
    organization,
    unknownLicenses: new Set(),
    overlaps: () => overlapsIn(portal.log.entries()),
    close: () => portal.close(),
  };
}
