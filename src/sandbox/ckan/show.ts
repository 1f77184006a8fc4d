import type { JsonObject } from '../json.ts';
import type { Extra, Organization, Package, State } from './state.ts';
import { LICENSES } from './vocabulary.ts';

export function organizationRef({ id, name, title, description, created }: Organization): JsonObject {
  const kind = { type: 'organization', is_organization: true, approval_status: 'approved', state: 'active' };
  return { id, name, title, description, image_url: '', created, ...kind };
}

export function showPackage(state: State, stored: Package): JsonObject {
  const organization = state.organizations.get(stored.owner_org ?? '');
  const licence = LICENSES.find(([id]) => id === stored.license_id);
  const shown: JsonObject = {
    ...stored,
    isopen: licence?.[3] ?? false,
    license_title: licence?.[1] ?? stored.license_id,
    num_resources: stored.resources.length,
    num_tags: stored.tags.length,
    organization: organization === undefined ? null : organizationRef(organization),
    relationships_as_object: [],
    relationships_as_subject: [],
  };
  if (licence !== undefined && licence[2] !== '') shown['license_url'] = licence[2];
  return shown;
}

/** As read from the database for a change: the newer version keeps extras by the length of their keys. */
export function showForUpdate(state: State, stored: Package): JsonObject {
  const shown = showPackage(state, stored);
  if (state.switches.version === '2.11') return shown;
  const order = (a: Extra, b: Extra): number => a.key.length - b.key.length || (a.key < b.key ? -1 : 1);
  return { ...shown, extras: [...stored.extras].sort(order) };
}

const texts = new WeakMap<Package, { version: number; text: string }>();

/** The same as text, written once for each version of a package. */
export function packageText(state: State, stored: Package): string {
  const { version } = state.organizations;
  const known = texts.get(stored);
  if (known?.version === version) return known.text;
  const text = JSON.stringify(showPackage(state, stored));
  texts.set(stored, { version, text });
  return text;
}
