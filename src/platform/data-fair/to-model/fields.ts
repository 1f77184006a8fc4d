import type { Dataset } from '../../../model/dataset.ts';
import { cleanName, cleanText } from '../../../model/clean.ts';
import { IsoDate } from '../../../model/coverage.ts';
import { isLink } from '../../../model/link.ts';
import { frequencyFrom, licenseFrom, themeFrom } from '../coded.ts';
import type { Portal } from '../portal.ts';
import type { WireDataset } from '../wire.ts';
import { periodOf, placesOf } from './coverage.ts';

/** Data Fair's fields that a person edits there, and we write. */
export const FIELDS = [
  'title',
  'summary',
  'description',
  'keywords',
  'topics',
  'license',
  'frequency',
  'spatial',
  'temporal',
  'creator',
  'origin',
  'image',
  'modified',
  'conformsTo',
  'customMetadata',
] as const;
export type FieldName = (typeof FIELDS)[number];

/** What one field of Data Fair is in the model; a property that is undefined is one that it empties. */
type Reading = { [K in keyof Dataset]?: Dataset[K] | undefined };

/** Each field read alone, so that an edit there replaces what it speaks of and nothing else. */
export const READERS: Record<
  FieldName,
  (wire: WireDataset, portal: Portal, before: Dataset | undefined) => Reading
> = {
  title: (wire, { language }) => ({ title: { [language]: cleanName(wire.title ?? '') || wire.id } }),
  summary: (wire, _portal, before) => extraWith(before, 'summary', nonEmpty(wire.summary)),
  description: (wire, { language }) => ({ description: worded(language, wire.description) }),
  keywords(wire, { language }) {
    const words = wire.keywords.map(cleanName).filter((word) => word !== '');
    return { keyword: words.length === 0 ? undefined : { [language]: [...new Set(words)] } };
  },
  topics: (wire, { topicOf }) => ({ theme: some(wire.topics.map((topic) => themeFrom(topic, topicOf))) }),
  license: (wire) => ({ license: licenseFrom(wire.license) }),
  frequency: (wire) => ({ frequency: frequencyFrom(wire.frequency) }),
  spatial: (wire, { language }) => ({ spatial: some(placesOf(wire.spatial, language)) }),
  temporal: (wire) => ({ temporal: some(periodOf(wire.temporal)) }),
  creator(wire, { language }) {
    const name = worded(language, wire.creator);
    return { creator: name === undefined ? undefined : [{ name }] };
  },
  origin: (wire) => ({ landingPage: some([wire.origin ?? ''].filter(isLink)) }),
  image: (wire, _portal, before) => extraWith(before, 'image', nonEmpty(wire.image)),
  modified: (wire) => ({ modified: dateOf(wire.modified) }),
  conformsTo: ({ conformsTo: { url, title, version: description } = {} }) => {
    const reference = {
      ...(url === undefined ? {} : { url }),
      ...(title === undefined ? {} : { title }),
      ...(description === undefined ? {} : { description }),
    };
    return { conformsTo: Object.keys(reference).length === 0 ? undefined : [reference] };
  },
  customMetadata: (wire, _portal, before) => extraWith(before, 'customMetadata', wire.customMetadata),
};

export function dateOf(text: string | undefined): string | undefined {
  const read = IsoDate.safeParse(text);
  return read.success ? read.data : undefined;
}

export function worded(language: string, text: string | undefined): Record<string, string> | undefined {
  const clean = cleanText(text ?? '');
  return clean === '' ? undefined : { [language]: clean };
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}

function some<T>(members: T[]): T[] | undefined {
  return members.length === 0 ? undefined : members;
}

function extraWith(before: Dataset | undefined, key: string, value: unknown): Reading {
  const { [key]: _old, ...rest } = before?.extra ?? {};
  const extra = isEmpty(value) ? rest : { ...rest, [key]: value };
  return { extra: Object.keys(extra).length === 0 ? undefined : extra };
}

function isEmpty(value: unknown): boolean {
  return (
    value === undefined || (typeof value === 'object' && value !== null && Object.keys(value).length === 0)
  );
}
