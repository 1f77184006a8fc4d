import { z } from 'zod';
import { FIELDS } from '../../formats/data-fair/to-model/fields.ts';
import type { WireAttachment, WireDataset } from '../../formats/data-fair/wire.ts';
import { sameJson } from '../../model/fingerprint.ts';
import type { Base } from '../merge.ts';
import { LINKS, markIn } from './mark.ts';

const LINK = 'link:';

export function linkField(key: string): string {
  return LINK + key;
}

export function linkKey(field: string): string | undefined {
  return field.startsWith(LINK) ? field.slice(LINK.length) : undefined;
}

/** Which attachment is which distribution of ours. */
export type Matched = ReadonlyMap<string, WireAttachment>;

const KeptLinks = z.array(z.object({ id: z.string(), url: z.string() })).catch([]);

/** Attachments have no ids: ours are kept beside our mark, with their addresses. */
export function matchLinks(wire: WireDataset, wanted: Base, mark: string): Matched {
  const kept = markIn(wire.extras) === mark ? KeptLinks.parse(wire.extras?.[LINKS]) : [];
  const byUrl = new Map(wire.attachments.flatMap((one) => (isLink(one) ? [[one.url, one] as const] : [])));
  const matched = new Map<string, WireAttachment>();
  for (const { id, url } of kept) {
    const found = byUrl.get(url);
    if (found === undefined || matched.has(id)) continue;
    matched.set(id, found);
    byUrl.delete(url);
  }
  for (const [field, link] of Object.entries(wanted)) {
    const key = linkKey(field);
    const found = key === undefined || matched.has(key) ? undefined : byUrl.get(urlOf(link) ?? '');
    if (key !== undefined && found !== undefined) matched.set(key, found);
  }
  return matched;
}

export function isLink(attachment: WireAttachment): boolean {
  return attachment.type === 'url' && attachment.url !== undefined;
}

export function urlOf(link: unknown): string | undefined {
  return z.object({ url: z.string() }).safeParse(link).data?.url;
}

/** What Data Fair shows of what we own. */
export function ownedOf(wire: WireDataset, matched: Matched, site: string | undefined): Base {
  const owned: Base = {};
  for (const field of FIELDS) owned[field] = wire[field];
  for (const [key, { title, description, url }] of matched)
    owned[linkField(key)] = { title, ...(description === undefined ? {} : { description }), url };
  owned['mark'] = markIn(wire.extras);
  owned['publicationSite'] = site !== undefined && wire.publicationSites.includes(site) ? site : undefined;
  owned['visibility'] = isPublic(wire) ? 'public' : 'private';
  return Object.fromEntries(Object.entries(owned).filter(([, value]) => value !== undefined));
}

/** «Protected» is for some: for strangers that is private. */
export function isPublic({ visibility, public: open }: WireDataset): boolean {
  return visibility === undefined ? open === true : visibility === 'public';
}

/** Whether two values of a field are one to Data Fair. */
export function sameOwned(field: string, a: unknown, b: unknown): boolean {
  return a === b || sameJson(canonical(field, a), canonical(field, b));
}

function canonical(field: string, value: unknown): unknown {
  if (value === undefined || value === null || value === '') return null;
  if (field === 'topics' && Array.isArray(value))
    return value.length === 0 ? null : value.map(topicId).toSorted();
  if (Array.isArray(value)) return value.length === 0 ? null : [...new Set(value.map(String))].toSorted();
  if (typeof value === 'string') return plain(value);
  if (typeof value !== 'object') return value;
  const members = Object.entries(value).filter(([, member]) => member !== undefined && member !== '');
  if (members.length === 0) return null;
  return Object.fromEntries(
    members.map(([key, member]) => [key, typeof member === 'string' ? plain(member) : member]),
  );
}

function plain(text: string): string {
  return text.replaceAll(/\r\n?/g, '\n').trim();
}

function topicId(topic: unknown): string {
  return z.object({ id: z.string() }).safeParse(topic).data?.id ?? '';
}
