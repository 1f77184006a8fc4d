import { z } from 'zod';
import type { ListFilter, Session } from '../adapter.ts';
import { ask } from './ask.ts';
import { licenseOf } from './coded.ts';
import { isObjectId, licensesRequest } from './requests.ts';
import type { Settings } from './settings.ts';
import { WireLicense } from './wire.ts';

/**
 * What of a connector's filter udata can carry out with the same result. Its resources have no licence of their own, and what
 * a licence id means depends on the id alone, so one matching id of the site's list says it all; several cannot be asked for
 * at once. An organisation is a publisher under its id; by name, a contact could be meant as well.
 */
export async function narrow(
  session: Session<Settings>,
  filter: ListFilter | undefined,
): Promise<{ organization?: string; license?: string }> {
  const { license, publisherIds = [] } = filter ?? {};
  const [publisher] = publisherIds;
  const narrowed: { organization?: string; license?: string } = {};
  if (publisherIds.length === 1 && publisher !== undefined && isObjectId(publisher))
    narrowed.organization = publisher;
  if (license === undefined || session.settings.filter?.license !== undefined) return narrowed;
  const list = await ask(session, z.array(WireLicense), licensesRequest(session.settings));
  const ids = list
    .map(({ id }) => id)
    .filter((id) => {
      const meant = licenseOf(id);
      return meant !== undefined && license(meant);
    });
  const [only] = ids;
  return ids.length === 1 && only !== undefined ? { ...narrowed, license: only } : narrowed;
}
