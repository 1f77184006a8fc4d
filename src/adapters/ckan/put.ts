import { RemoteFault } from '../../faults.ts';
import type { PutRequest, PutResult } from '../adapter.ts';
import { pickText } from '../../model/text.ts';
import type { CkanSession } from './call.ts';
import { licenseTerm, termOf } from './coded.ts';
import { create } from './create.ts';
import { filesByKey } from './files.ts';
import { wantedOf } from './from-model.ts';
import { whereAvailable } from './identity.ts';
import { MARK_KEY } from './keys.ts';
import { locate } from './locate.ts';
import { idOf } from './lookup.ts';
import { nameCandidates } from './names.ts';
import { keepRenamed } from './repair.ts';
import type { Draft } from './repair.ts';
import { everythingShown } from './owned.ts';
import { distributionKeys } from '../distribution-keys.ts';
import type { Known } from './plan.ts';
import { update } from './update.ts';
import { WireLicenses, type WirePackage } from './wire.ts';
import { without, type Base } from '../merge.ts';

/** Language of the texts sent, where the settings say none. */
export const LANGUAGE = 'fr';

export async function put(session: CkanSession, request: PutRequest): Promise<PutResult> {
  const { settings } = session;
  const { host } = new URL(settings.url);
  if (settings.apiToken === undefined)
    throw new RemoteFault('unauthorised', `a push to ${host} needs an API token`);
  if (request.dataset.kind === 'service')
    throw new RemoteFault(
      'refused',
      `CKAN has no data services: ${request.dataset.id} cannot be pushed to ${host}`,
    );
  const draft = await draftOf(session, request);
  const title = pickText(request.dataset.title, [settings.language ?? LANGUAGE]) ?? request.dataset.id;
  const target = await locate(session, request, nameCandidates(title, request.mark));
  if ('names' in target) return create(session, request, draft, target.names);
  const known = { ...request, ...withoutOurs(request, knownOf(request, target)) };
  if (idOf(target.wire) !== request.remoteId) await request.created(idOf(target.wire));
  return update(session, request, draft, target.wire, known);
}

/**
 * What an earlier push left to know of the package that was found. One found by its mark is the one that was about to be
 * made; one that was deleted was ours alone, with everything it shows.
 */
function knownOf(
  request: PutRequest,
  target: { wire: WirePackage; base: 'known' | 'none' },
): Omit<Known, 'edits'> & { base: Base | undefined } {
  if (target.base === 'known') return { base: request.base, distributionIds: request.distributionIds };
  if (target.wire.state === 'deleted')
    return { base: everythingShown(target.wire), isFromThere: true, distributionIds: {} };
  return { base: request.remoteId === undefined ? request.base : undefined, distributionIds: {} };
}

/** Made private by us to take it out of sight: nobody edited that field. */
function withoutOurs<K extends { base: Base | undefined }>(request: PutRequest, known: K): K {
  if (known.base === undefined || request.withdrawn?.includes('private') !== true) return known;
  return { ...known, base: without(known.base, ['private']) };
}

async function draftOf(session: CkanSession, request: PutRequest): Promise<Draft> {
  const { settings } = session;
  const license = await licenseFor(session, request);
  const { dataset } = request;
  const files = filesByKey(request.files, distributionKeys(dataset.distribution ?? []));
  const { fields, losses } = wantedOf(dataset, settings.language ?? LANGUAGE, license.id, files);
  fields[`extras.${MARK_KEY}`] = request.mark;
  if (settings.organization !== undefined) fields['owner_org'] = settings.organization;
  if (settings.private !== undefined) fields['private'] = settings.private;
  else if (request.withdrawn?.includes('private') === true) fields['private'] = false;
  keepRenamed(fields, request.base);
  if (license.loss !== undefined) losses.push({ field: 'license', reason: license.loss });
  return { fields, losses, rootKeys: new Set(), repaired: new Set(), files };
}

/**
 * Portals extend CKAN's short list of licences by their country's: asked for where the short list does not do, unless
 * the last push has settled it for this licence.
 */
async function licenseFor(
  session: CkanSession,
  { dataset, base }: PutRequest,
): Promise<ReturnType<typeof licenseTerm>> {
  const usual = licenseTerm(dataset.license);
  if (usual.loss === undefined) return usual;
  const before = base?.['license_id'];
  if (typeof before === 'string' && base?.['extras.license_uri'] === termOf(dataset.license)) {
    return before === usual.id ? usual : { id: before };
  }
  const list = (await whereAvailable(session, WireLicenses, 'license_list', {})) ?? [];
  const ids = list.flatMap(({ id, status }) => (id === undefined || status === 'deleted' ? [] : [id]));
  return ids.length === 0 ? usual : licenseTerm(dataset.license, new Set(ids));
}
