import { startUdata } from '../../src/sandbox/udata/udata.ts';
import { PortalClient } from '../support/portal-client.ts';
import { overlapsIn, type Site } from './site.ts';
import { udataPeople } from './udata-people.ts';

export async function udataSite({ latencyMs }: { latencyMs: number }): Promise<Site> {
  const portal = await startUdata({ latencyMs });
  const { url, key, organization } = portal;
  return {
    ...udataPeople(new PortalClient(url, { 'x-api-key': key }), organization),
    kind: 'udata',
    url,
    key,
    organization,
    unknownLicenses: new Set(),
    overlaps: () => overlapsIn(portal.log.entries()),
    close: () => portal.close(),
  };
}
