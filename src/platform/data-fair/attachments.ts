import type { Dataset } from '../../model/dataset.ts';
import { digestOf, type Mark } from './mark.ts';
import { linksOf } from '../../formats/data-fair/from-model/links.ts';
import type { WireAttachment } from '../../formats/data-fair/wire.ts';

/** What an attachment is known by: the address of a link, the name of a file. */
export function ownAttachment(attachment: Pick<WireAttachment, 'type' | 'url' | 'name'>): string {
  return (attachment.type === 'url' ? attachment.url : (attachment.name ?? attachment.url)) ?? '';
}

/** The links of a dataset as Data Fair shows them: one attachment for each distribution that is somewhere. */
export function attachmentsOf(dataset: Dataset, language: string): WireAttachment[] {
  return [...linksOf(dataset, language).values()].map((link) => ({ type: 'url', ...link }));
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
