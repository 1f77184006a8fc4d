import { sameJson } from '../../model/fingerprint.ts';
import type { Loss, PutRequest } from '../adapter.ts';
import { everOurs, fieldsOf, merge, without } from '../merge.ts';
import type { Base, Merge } from '../merge.ts';
import { isBlank, objectsOf } from './fields.ts';
import { KEY_FIELD } from './keys.ts';
import { ownedName, sameShown, shownOf } from './owned.ts';
import { matchResources, resourceIds, resourceKeys } from './resources.ts';
import type { Json, WirePackage } from './wire.ts';

/** Kept beside the owned fields: what the site made of values that it does not keep as sent. */
const RENDERINGS = 'navette_renderings';
/** Where a package belongs is never cleared: without a setting it stays where it is. */
const STICKY = ['owner_org', 'private'];
/** What a plan tells of beside the fields: that a deleted package is brought back. */
export const STATE = 'state';

export interface Plan extends Merge {
  /** Remote resources by our key, those included that we no longer want. */
  resources: ReadonlyMap<string, Json>;
}

/** What an earlier push left to know; no base where a package was found again by its mark. */
export type Known = Pick<PutRequest, 'distributionIds' | 'edits'> & {
  base?: Base | undefined;
  /** The base is what a deleted package shows, and nobody else remembers it. */
  isFromThere?: true;
};

/** What to write so that the package shows what is wanted, field by field, and what is not ours stays. */
export function planOf(wire: WirePackage, wanted: Base, known: Known): Plan {
  const resources = matchResources(wanted, known.base, known.distributionIds, wire.resources ?? []);
  const base = baseOf(known.base, wanted, resources);
  const tags = new Set([wanted['tags'], ...everOurs(base, 'tags')].flatMap(namesIn));
  const names = new Set([...Object.keys(wanted), ...fieldsOf(base)]);
  const view = seenAsSent(owned(wire, wanted, shownOf(wire, names, resources, tags)), known.base);
  const merged = merge(base, wanted, view, known.edits, sameShown);
  return { ...withoutGone(merged, resources), resources };
}

/** What to remember after a write, or after nothing had to be written: the base and where the site differs from it. */
export function settle(
  wire: WirePackage,
  wanted: Base,
  plan: Plan,
  known: Known,
): { base: Base; distributionIds: Record<string, string>; losses: Loss[] } {
  const distributionIds = resourceIds(plan.merged, known.distributionIds, wire.resources ?? []);
  const resources = matchResources(wanted, plan.base, distributionIds, wire.resources ?? []);
  const tags = new Set(namesIn(wanted['tags']));
  const shown = owned(wire, wanted, shownOf(wire, Object.keys(plan.base), resources, tags));
  const renderings: Json[] = [];
  const losses: Loss[] = [];
  for (const [field, sent] of Object.entries(plan.base)) {
    // A field that a person changed there is no rendering of ours.
    if (!sameJson(plan.merged[field], sent) || sameShown(field, sent, shown[field])) continue;
    renderings.push({ field, sent, shown: shown[field] ?? null });
    const seen = isBlank(shown[field])
      ? 'does not keep it'
      : `keeps it as ${JSON.stringify(shown[field])?.slice(0, 200)}`;
    if (!field.endsWith(`.${KEY_FIELD}`))
      losses.push({ field, value: textual(sent), reason: `the site ${seen}` });
  }
  const base = renderings.length === 0 ? plan.base : { ...plan.base, [RENDERINGS]: renderings };
  return { base, distributionIds, losses };
}

/**
 * The base to merge with. Resources that carry our key although nothing remembers them (a write whose answer was
 * lost) count as ours, so that they can go.
 */
function baseOf(
  base: Base | undefined,
  wanted: Base,
  resources: ReadonlyMap<string, Json>,
): Base | undefined {
  const unasked = STICKY.filter((field) => wanted[field] === undefined);
  const known = without(base ?? {}, [RENDERINGS, STATE, ...unasked]);
  const remembered = resourceKeys({ ...known, ...wanted });
  const orphans = [...resources].filter(([key]) => !remembered.has(key));
  for (const [key, resource] of orphans) known[`resources.${key}.url`] = resource['url'];
  return base === undefined && orphans.length === 0 ? undefined : known;
}

/** The settings name the organization by id or by name; CKAN shows both. */
function owned(wire: WirePackage, wanted: Base, shown: Base): Base {
  const { owner_org: setting } = wanted;
  const names = [wire.owner_org, wire.organization?.id, wire.organization?.name];
  return typeof setting === 'string' && names.includes(setting) ? { ...shown, owner_org: setting } : shown;
}

/** Values that the site still shows as it did right after our write are seen as what we sent. */
function seenAsSent(shown: Base, base: Base | undefined): Base {
  const view = { ...shown };
  for (const { field, sent, shown: before } of objectsOf(base?.[RENDERINGS])) {
    if (typeof field === 'string' && sameJson(shown[field] ?? null, before)) view[field] = sent;
  }
  return view;
}

/** A resource that shall not be there (removed by us, or there by a person and left so) has no fields to write. */
function withoutGone(merged: Merge, resources: ReadonlyMap<string, Json>): Merge {
  const gone = (field: string): boolean => {
    const name = ownedName(field);
    return (
      name.part === 'resource' &&
      isBlank(merged.merged[`resources.${name.key}.url`]) &&
      !resources.has(name.key)
    );
  };
  return { ...merged, diff: merged.diff.filter(({ field }) => !gone(field)) };
}

function namesIn(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((name) => typeof name === 'string') : [];
}

function textual(value: unknown): string {
  return (typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).slice(0, 200);
}
