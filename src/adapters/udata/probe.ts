import { RemoteFault } from '../../faults.ts';
import type { ProbeReport, Session } from '../adapter.ts';
import { ask, hostOf } from './ask.ts';
import { nameOf, whoAmI } from './identity.ts';
import { organizationId, readOrganization } from './organization.ts';
import { listRequest, siteRequest } from './requests.ts';
import type { Settings } from './settings.ts';
import { WirePage, WireSite } from './wire.ts';
import { present } from './words.ts';

export async function probe(session: Session<Settings>): Promise<ProbeReport> {
  const { settings } = session;
  const site = await ask(session, WireSite, siteRequest(settings));
  if (site.version === undefined && site.title === undefined) {
    throw new RemoteFault('malformed', `${hostOf(session)} does not answer like a udata site`);
  }
  const me = await whoAmI(session);
  const publishing = await publishingRight(session);
  const organization = await organizationId(session);
  const records = await ask(
    session,
    WirePage,
    listRequest(settings, { kind: 'dataset', page: 1, pageSize: 1, organization, newestFirst: false }),
  );
  const sysadmin = me?.roles?.includes('admin') === true ? ['is administrator of the site'] : [];
  return {
    software: `udata ${site.version ?? 'of unknown version'}`,
    ...present({
      title: site.title,
      identity: me === undefined ? undefined : nameOf(me),
      reason: publishing.reason,
      records: records.total,
    }),
    rights: ['may read public records', ...sysadmin, ...publishing.rights],
    mayPush: publishing.reason === undefined,
  };
}

/** A member sees `permissions.private`: it is udata's word for «may publish here, drafts too». */
async function publishingRight(session: Session<Settings>): Promise<{ rights: string[]; reason?: string }> {
  const { apiKey, organization } = session.settings;
  if (apiKey === undefined) return { rights: [], reason: 'the settings hold no API key' };
  if (organization === undefined)
    return { rights: [], reason: 'the settings name no organisation to publish in' };
  const found = await readOrganization(session, organization).catch((error: unknown) => {
    if (error instanceof RemoteFault && error.kind === 'absent') return undefined;
    throw error;
  });
  if (found === undefined || found.deleted !== undefined) {
    throw new RemoteFault('unauthorised', `${hostOf(session)} has no organisation «${organization}»`);
  }
  const name = found.name ?? organization;
  const may = found.permissions?.private ?? found.permissions?.edit ?? false;
  if (may) return { rights: [`may publish in ${name}`] };
  return {
    rights: [],
    reason: `the API key gives no right to publish in ${name}: its account has to be a member with the role editor`,
  };
}
