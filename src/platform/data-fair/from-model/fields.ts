import type { Dataset } from '../../../model/dataset.ts';
import type { Location } from '../../../model/coverage.ts';
import { isLink } from '../../../model/link.ts';
import { pickText } from '../../../model/text.ts';
import { frequencyTo, licenseTo, topicTo } from '../coded.ts';
import type { Portal } from '../portal.ts';
import type { FieldName } from '../to-model/fields.ts';
import type { WireTopic } from '../wire.ts';

/** Data Fair's fields as they are written; null takes one away. */
export type Fields = Record<FieldName, unknown> & { title: string; topics: WireTopic[]; keywords: string[] };

/** Everything that Data Fair has a field for: what the dataset does not say is cleared. */
export function fieldsOf(dataset: Dataset, portal: Portal): Fields {
  const { language } = portal;
  const text = (value: Dataset['title'] | undefined) => pickText(value, [language]) ?? null;
  return {
    // Data Fair takes no dataset without a title.
    title: text(dataset.title)?.trim() || dataset.id,
    summary: textIn(dataset.extra?.['summary']),
    description: text(dataset.description),
    keywords: keywordsOf(dataset, language),
    topics: topicsOf(dataset, portal),
    license: licenseTo(dataset.license, portal.licenses) ?? null,
    frequency: frequencyTo(dataset.frequency) ?? null,
    spatial: placeNames(dataset.spatial, language),
    temporal: periodOf(dataset),
    creator: creatorOf(dataset, language),
    origin: originOf(dataset, portal),
    image: imageOf(dataset),
    modified: /^\d{4}-\d{2}-\d{2}/.exec(dataset.modified ?? '')?.[0] ?? null,
    conformsTo: standardOf(dataset),
    customMetadata: metadataOf(dataset.extra?.['customMetadata']),
  };
}

function keywordsOf({ keyword = {} }: Dataset, language: string): string[] {
  const words = keyword[language] ?? keyword['und'] ?? Object.values(keyword)[0] ?? [];
  return [...new Set(words)];
}

function topicsOf({ theme = [] }: Dataset, portal: Portal): WireTopic[] {
  const topics = theme.map((one) => topicTo(one, portal)).filter((topic) => topic !== undefined);
  return [...new Map(topics.map((topic) => [topic.id, topic])).values()];
}

function placeNames(places: readonly Location[] | undefined, language: string): string | null {
  const names = (places ?? [])
    .map(({ label }) => pickText(label, [language]))
    .filter((name) => name !== undefined);
  return names.length === 0 ? null : names.join(' ; ');
}

/** Data Fair has room for one period of whole days. */
function periodOf({ temporal }: Dataset): { start?: string; end?: string } | null {
  const [{ start, end } = {}] = temporal ?? [];
  const period = { ...dayIn('start', start, '-01-01'), ...dayIn('end', end, '-12-31') };
  return Object.keys(period).length === 0 ? null : period;
}

/** A year alone is its first or its last day; a month has no last day that could be written without a calendar. */
function dayIn(
  key: 'start' | 'end',
  date: string | undefined,
  rest: string,
): { start?: string; end?: string } {
  const day = /^\d{4}-\d{2}-\d{2}/.exec(date ?? '')?.[0];
  if (day !== undefined) return { [key]: day };
  if (/^\d{4}$/.test(date ?? '')) return { [key]: `${date}${rest}` };
  const [, year, month] = /^(\d{4})-(\d{2})$/.exec(date ?? '') ?? [];
  if (year === undefined || month === undefined) return {};
  const last = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  return { [key]: key === 'start' ? `${date}-01` : `${date}-${last}` };
}

function creatorOf({ creator = [], publisher }: Dataset, language: string): string | null {
  for (const agent of [...creator, publisher]) {
    const name = pickText(agent?.name, [language]);
    if (name !== undefined) return name;
  }
  return null;
}

/** Where it comes from, unless that is Data Fair's own page. */
function originOf({ landingPage = [], origin, source = [] }: Dataset, { base, page }: Portal): string | null {
  const own = [base, ...(page === undefined ? [] : [page.slice(0, page.indexOf('{'))])];
  const candidates = [...landingPage, origin?.url ?? '', ...source];
  return candidates.find((url) => isLink(url) && !own.some((prefix) => url.startsWith(prefix))) ?? null;
}

function imageOf({ extra }: Dataset): string | null {
  const image = textIn(extra?.['image']);
  return image !== null && (isLink(image) || image.startsWith('/')) ? image : null;
}

function standardOf({ conformsTo }: Dataset): Record<string, string> | null {
  const [{ url, title, description } = {}] = conformsTo ?? [];
  if (url === undefined && title === undefined) return null;
  return {
    ...(url === undefined ? {} : { url }),
    ...(title === undefined ? {} : { title }),
    ...(description === undefined ? {} : { version: description }),
  };
}

function metadataOf(value: unknown): Record<string, string> | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const texts = Object.entries(value).flatMap(([key, text]) =>
    typeof text === 'string' ? [[key, text] as const] : [],
  );
  return texts.length === 0 ? null : Object.fromEntries(texts);
}

function textIn(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
