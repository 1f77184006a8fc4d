import { pickText } from '../../model/text.ts';
import type { Dataset } from '../../model/dataset.ts';
import type { Distribution } from '../../model/distribution.ts';
import { digestOf, type Mark } from './mark.ts';
import { DERIVED_IDS } from './derived.ts';
import type { WireAttachment } from './wire.ts';

/** As many links as a page of Data Fair bears. */
const LINKS_MAX = 200;

/** What an attachment is known by: the address of a link, the name of a file. */
export function ownAttachment(attachment: Pick<WireAttachment, 'type' | 'url' | 'name'>): string {
  return (attachment.type === 'url' ? attachment.url : (attachment.name ?? attachment.url)) ?? '';
}

/** The links of a dataset as Data Fair shows them: one attachment for each distribution that is somewhere. */
export function linksOf({ distribution = [] }: Dataset, language: string): WireAttachment[] {
  const links = new Map<string, WireAttachment>();
  for (const one of distribution) {
    const link = linkOf(one, language);
    if (link?.url !== undefined && !links.has(link.url)) links.set(link.url, link);
  }
  return [...links.values()].slice(0, LINKS_MAX);
}

/**
 * Attachments as they are to be: ours up to date, with the words that people gave them since and their choice for catalogues,
 * and everybody else's in their places.
 */
export function mergedAttachments(
  now: readonly WireAttachment[],
  wanted: readonly WireAttachment[],
  mark: Pick<Mark, 'attachments'> | undefined,
): { attachments: WireAttachment[]; ours: Record<string, string> } {
  const before = mark?.attachments ?? {};
  const fresh = new Map(wanted.map((one) => [ownAttachment(one), one]));
  const attachments: WireAttachment[] = [];
  const ours: Record<string, string> = {};
  for (const present of now) {
    const key = ownAttachment(present);
    const want = fresh.get(key);
    fresh.delete(key);
    if (want === undefined) {
      if (!Object.hasOwn(before, key)) attachments.push(present);
      continue;
    }
    // A link that somebody else put there already is not made ours.
    if (!Object.hasOwn(before, key)) {
      attachments.push(present);
      continue;
    }
    const isEdited = before[key] !== wordsOf(present);
    attachments.push(isEdited ? { ...want, ...present } : { ...present, ...want, ...flagOf(present) });
    ours[key] = isEdited ? (before[key] ?? '') : wordsOf(want);
  }
  for (const [key, want] of fresh) {
    attachments.push(want);
    ours[key] = wordsOf(want);
  }
  return { attachments, ours };
}

export function wordsOf({ title, description }: WireAttachment): string {
  return digestOf({ title, description });
}

function flagOf({ includeInCatalogPublications }: WireAttachment): Partial<WireAttachment> {
  return includeInCatalogPublications === undefined ? {} : { includeInCatalogPublications };
}

function linkOf(
  { id, title, description, downloadURL = [], accessURL = [] }: Distribution,
  language: string,
): WireAttachment | undefined {
  const [url] = [...downloadURL, ...accessURL];
  if (url === undefined || (id !== undefined && DERIVED_IDS.test(id))) return undefined;
  const words = pickText(description, [language]);
  return {
    type: 'url',
    url,
    title: pickText(title, [language]) ?? nameIn(url),
    ...(words === undefined ? {} : { description: words }),
  };
}

/** The last part of an address, as people read it. */
function nameIn(url: string): string {
  const last = URL.canParse(url)
    ? new URL(url).pathname.split('/').findLast((part) => part !== '')
    : undefined;
  return last ?? url;
}
