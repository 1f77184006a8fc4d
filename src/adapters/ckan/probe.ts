import { RemoteFault } from '../../faults.ts';
import type { ProbeReport } from '../adapter.ts';
import { call } from './call.ts';
import type { CkanSession } from './call.ts';
import { organizations, requireIdentity } from './identity.ts';
import type { Identity } from './identity.ts';
import { listingFilter } from './filters.ts';
import { reading } from './requests.ts';
import { WireSearch, WireStatus } from './wire.ts';
import type { WireOrganizations } from './wire.ts';

/** Names shown of what may be a long list. */
const NAMES_SHOWN_MAX = 20;

export async function probe(session: CkanSession): Promise<ProbeReport> {
  const status = await statusOf(session);
  const identity = session.settings.apiToken === undefined ? undefined : await requireIdentity(session);
  const mine = identity === undefined ? [] : await organizations(session, 'create_dataset');
  const { count } = await call(
    session,
    WireSearch,
    reading(session.settings, 'package_search', { ...listingFilter(session.settings), rows: 0 }),
  );
  const reason = whyNotPush(session, identity, mine);
  return {
    software: ['CKAN', status.ckan_version].filter((part) => part !== undefined).join(' '),
    ...(status.site_title === undefined ? {} : { title: status.site_title }),
    ...(identity === undefined ? {} : { identity: identity.name }),
    rights: rightsOf(identity, mine),
    mayPush: reason === undefined,
    ...(reason === undefined ? {} : { reason }),
    ...(typeof count === 'number' ? { records: count } : {}),
  };
}

/** A 404 here, in CKAN's words or not, means that the address leads to no CKAN. */
async function statusOf(session: CkanSession): Promise<WireStatus> {
  const { settings } = session;
  try {
    return await call(session, WireStatus, reading(settings, 'status_show'));
  } catch (error) {
    if (!(error instanceof RemoteFault) || (error.kind !== 'absent' && error.kind !== 'malformed'))
      throw error;
    const message = `${settings.url} is not a CKAN API: ${error.message}`;
    throw new RemoteFault('malformed', message, { status: error.status, cause: error });
  }
}

function rightsOf(identity: Identity | undefined, mine: WireOrganizations): string[] {
  const names = mine
    .slice(0, NAMES_SHOWN_MAX)
    .map(({ title, display_name, name }) => `may publish in ${title ?? display_name ?? name ?? ''}`);
  const more = mine.length > NAMES_SHOWN_MAX ? [`and in ${mine.length - NAMES_SHOWN_MAX} more`] : [];
  return [
    'may read public datasets',
    ...(identity?.sysadmin === true ? ['is a sysadmin'] : []),
    ...names,
    ...more,
  ];
}

function whyNotPush(
  { settings }: CkanSession,
  identity: Identity | undefined,
  mine: WireOrganizations,
): string | undefined {
  if (identity === undefined) return 'without an API token a push is not possible';
  if (mine.length === 0) return `${identity.name} may not create datasets in any organization`;
  const names = mine
    .slice(0, NAMES_SHOWN_MAX)
    .map(({ name, id }) => name ?? id ?? '')
    .join(', ');
  const { organization } = settings;
  if (organization === undefined) return `choose the organization that shall own the datasets: ${names}`;
  if (mine.some(({ id, name }) => id === organization || name === organization)) return undefined;
  return `${identity.name} may not create datasets in ${organization}, only in: ${names}`;
}
