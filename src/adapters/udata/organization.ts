import { RemoteFault } from '../../faults.ts';
import type { Session } from '../adapter.ts';
import { perSession } from '../per-session.ts';
import { ask, askFor, hostOf } from './ask.ts';
import { isObjectId, organizationRequest } from './requests.ts';
import type { Settings } from './settings.ts';
import { WireOrganization } from './wire.ts';

/** The organisation's id: udata takes a slug in an address and nowhere else. Undefined when the settings name none. */
export async function organizationId(session: Session<Settings>): Promise<string | undefined> {
  const { organization } = session.settings;
  if (organization === undefined || isObjectId(organization)) return organization;
  return idOfSlug(session);
}

const idOfSlug = perSession(async (session: Session<Settings>): Promise<string> => {
  const { organization = '' } = session.settings;
  const found = await askFor(
    session,
    WireOrganization,
    organizationRequest(session.settings, organization, false),
  );
  if (found === undefined || found.deleted !== undefined) {
    throw new RemoteFault('unauthorised', `${hostOf(session)} has no organisation «${organization}»`);
  }
  return found.id;
});

/** The same where there has to be one. */
export async function publisherId(session: Session<Settings>): Promise<string> {
  const id = await organizationId(session);
  if (id !== undefined) return id;
  throw new RemoteFault(
    'unauthorised',
    `The settings name no organisation of ${hostOf(session)} to publish in`,
  );
}

export function needKey(session: Session<Settings>): void {
  if (session.settings.apiKey !== undefined) return;
  throw new RemoteFault('unauthorised', `The settings hold no API key for ${hostOf(session)}`);
}

export function readOrganization(
  session: Session<Settings>,
  organization: string,
): Promise<WireOrganization> {
  return ask(session, WireOrganization, organizationRequest(session.settings, organization, true));
}
