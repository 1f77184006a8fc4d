import type { Loss, PutFile } from '../adapter.ts';
import type { Base } from '../merge.ts';
import type { Refusal } from './errors.ts';
import { KEY_FIELD } from './keys.ts';
import { isBlank } from './fields.ts';
import { isJson } from './wire.ts';
import type { Json } from './wire.ts';

/** What is on its way to CKAN, as far as CKAN has let it through. */
export interface Draft {
  fields: Base;
  losses: Loss[];
  /** Extras that this site wants at the root. */
  rootKeys: Set<string>;
  /** Classes of refusals that were answered by a repair: each is tried once. */
  repaired: Set<string>;
  /** By our keys. */
  files: ReadonlyMap<string, PutFile>;
}

/** Root fields that a package can do without. */
const OPTIONAL = new Set(['url', 'version', 'license_id', 'notes']);
const EMAILS: Record<string, string> = { maintainer_email: 'contact_email', author_email: 'creator_email' };

/**
 * Mends the draft after a refusal, judging by the fields that CKAN names and never by its words, which are translated.
 * Tells whether anything was mended: then the write is worth another try.
 */
export function repair(draft: Draft, refusal: Refusal, sent: Json): boolean {
  let mended = false;
  const once = (kind: string, work: () => boolean): void => {
    if (draft.repaired.has(kind)) return;
    draft.repaired.add(kind);
    mended = work() || mended;
  };
  for (const { path, message } of refusal.fields) {
    const [head = '', index, ...rest] = path.split(/[.[\]]+/).filter((part) => part !== '');
    if (head === 'tags') once('tags', () => mendTags(draft, refusal));
    else if (EMAILS[head] !== undefined) once(head, () => dropEmail(draft, head, message));
    else if (head === 'extras') once(path, () => moveExtra(draft, listed(sent, 'extras', index)));
    else if (head === 'resources')
      once(path, () => dropFromResource(draft, listed(sent, 'resources', index), rest[0], message));
    else if (draft.rootKeys.has(head)) once(`root ${head}`, () => prefixExtra(draft, head));
    else if (OPTIONAL.has(head)) once(head, () => drop(draft, head, message));
  }
  return mended;
}

/** CKAN flattens errors in tags to sentences, which quote the tag: those go, or else all that are not plain ASCII. */
function mendTags(draft: Draft, refusal: Refusal): boolean {
  const tags = Array.isArray(draft.fields['tags'])
    ? draft.fields['tags'].filter((tag) => typeof tag === 'string')
    : [];
  const said = refusal.fields
    .filter(({ path }) => path.startsWith('tags'))
    .map(({ message }) => message)
    .join(' ');
  const named = tags.filter((tag) => said.includes(tag));
  const bad = new Set(named.length > 0 ? named : tags.filter((tag) => !/^[A-Za-z0-9 _.-]+$/.test(tag)));
  const kept = bad.size === 0 ? [] : tags.filter((tag) => !bad.has(tag));
  for (const tag of tags)
    if (!kept.includes(tag))
      draft.losses.push({ field: 'keyword', value: tag, reason: 'the site refuses this tag: left out' });
  if (kept.length > 0) draft.fields['tags'] = kept;
  else delete draft.fields['tags'];
  return tags.length > kept.length;
}

function dropEmail(draft: Draft, field: string, message: string): boolean {
  const extra = `extras.${EMAILS[field]}`;
  const had = drop(draft, field, message);
  delete draft.fields[extra];
  return had;
}

/** A key that the site's schema has: it belongs to the root. */
function moveExtra(draft: Draft, extra: Json | undefined): boolean {
  const key = extra?.['key'];
  if (typeof key !== 'string' || draft.fields[`extras.${key}`] === undefined || draft.rootKeys.has(key))
    return false;
  draft.rootKeys.add(key);
  return true;
}

/** The root does not take our value either: it is kept under a name of our own. */
function prefixExtra(draft: Draft, key: string): boolean {
  draft.rootKeys.delete(key);
  draft.fields[`extras.navette_${key}`] = draft.fields[`extras.${key}`];
  delete draft.fields[`extras.${key}`];
  draft.losses.push({
    field: key,
    reason: `the site’s own field takes other values: kept as navette_${key}`,
  });
  return true;
}

/** Keys that an earlier push had to rename keep their name. */
export function keepRenamed(fields: Base, base: Base | undefined): void {
  for (const name of Object.keys(base ?? {})) {
    const key = /^extras\.navette_(.+)$/.exec(name)?.[1];
    if (key === undefined || isBlank(fields[`extras.${key}`])) continue;
    fields[name] = fields[`extras.${key}`];
    delete fields[`extras.${key}`];
  }
}

function dropFromResource(
  draft: Draft,
  resource: Json | undefined,
  field: string | undefined,
  message: string,
): boolean {
  const key = resource?.[KEY_FIELD];
  if (typeof key !== 'string' || field === undefined || field === 'url' || field === KEY_FIELD) return false;
  return drop(draft, `resources.${key}.${field}`, message);
}

function drop(draft: Draft, field: string, message: string): boolean {
  const value = draft.fields[field];
  if (value === undefined) return false;
  delete draft.fields[field];
  draft.losses.push({
    field,
    value: typeof value === 'string' ? value : (JSON.stringify(value) ?? ''),
    reason: `the site refuses it: ${message}`,
  });
  return true;
}

function listed(sent: Json, list: string, index: string | undefined): Json | undefined {
  const members = sent[list];
  const member: unknown = Array.isArray(members) ? members[Number(index)] : undefined;
  return isJson(member) ? member : undefined;
}
