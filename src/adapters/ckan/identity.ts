import type { z } from 'zod';
import { RemoteFault } from '../../faults.ts';
import { attemptTo } from './call.ts';
import type { CkanSession } from './call.ts';
import { faultOf, type Refusal } from './errors.ts';
import { reading } from './requests.ts';
import { WireOrganizations, WireUser } from './wire.ts';

export interface Identity {
  name: string;
  sysadmin: boolean;
}

/**
 * Who the site takes us for; undefined when anonymous. CKAN has no 401: a wrong token reads like none, so this is
 * asked instead. Since 2.10 `user_show` without an id is ourselves; before, membership is the only trace.
 */
async function identityOf(session: CkanSession): Promise<Identity | undefined> {
  if (session.settings.apiToken === undefined) return undefined;
  const user = await attemptTo(session, WireUser, reading(session.settings, 'user_show'));
  if (!user.ok) notBroken(user);
  if (user.ok && user.result.name !== undefined)
    return { name: user.result.name, sysadmin: user.result.sysadmin === true };
  const names = (await organizations(session, 'read')).map(({ id, name }) => name ?? id ?? '');
  return names.length === 0 ? undefined : { name: `a member of ${names.sort().join(', ')}`, sysadmin: false };
}

/** The identity behind a configured token, or the fault that it has none. */
export async function requireIdentity(session: CkanSession): Promise<Identity> {
  const identity = await identityOf(session);
  if (identity !== undefined) return identity;
  const { host } = new URL(session.settings.url);
  throw new RemoteFault(
    'unauthorised',
    `${host} does not know the API token: it is wrong, expired or revoked`,
  );
}

/** Organizations in which we have a permission; none for an anonymous caller. */
export async function organizations(session: CkanSession, permission: string): Promise<WireOrganizations> {
  const attempt = await attemptTo(
    session,
    WireOrganizations,
    reading(session.settings, 'organization_list_for_user', { permission }),
  );
  if (attempt.ok) return attempt.result;
  notBroken(attempt);
  return [];
}

/** A site that broke on the question has not said that it does not know us. */
function notBroken({ refusal, where }: { refusal: Refusal; where: string }): void {
  if (refusal.status >= 500) throw faultOf(refusal, where);
}

/** Whether an optional action answers, and what: sites switch actions off, and imitations lack most. */
export async function whereAvailable<S extends z.ZodType>(
  session: CkanSession,
  schema: S,
  action: string,
  query: Record<string, string | number>,
): Promise<z.output<S> | undefined> {
  try {
    const attempt = await attemptTo(session, schema, reading(session.settings, action, query));
    return attempt.ok ? attempt.result : undefined;
  } catch (error) {
    if (
      error instanceof RemoteFault &&
      (error.kind === 'malformed' || error.kind === 'broken' || error.kind === 'tooLarge')
    )
      return undefined;
    throw error;
  }
}
