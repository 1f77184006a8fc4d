import type { Dataset } from '../../../model/dataset.ts';
import type { LangText } from '../../../model/text.ts';
import { frequencyTo, licenseTo, topicTo } from '../coded.ts';
import type { Portal } from '../portal.ts';
import type { Fields } from './fields.ts';
import { linksOf, LINKS_MAX } from './links.ts';

/** Something of a dataset for which Data Fair has no room. */
export interface Unplaced {
  field: string;
  value?: string;
  reason: string;
}

/** What Data Fair has a field for; the rest of a dataset is told as a whole. */
const PLACED = new Set<string>(
  'kind id title description keyword theme license frequency spatial temporal creator publisher landingPage modified conformsTo distribution origin extra warning'.split(
    ' ',
  ),
);
const LINKED = new Set(['id', 'iri', 'title', 'description', 'downloadURL', 'accessURL']);

/** What of a dataset does not come through in these fields. */
export function unplaced(dataset: Dataset, fields: Fields, portal: Portal): Unplaced[] {
  return [
    ...Object.entries(dataset).flatMap(([field, value]) =>
      PLACED.has(field) || value === undefined ? [] : [{ field, reason: 'Data Fair has no field for it' }],
    ),
    ...languages('title', dataset.title, portal),
    ...languages('description', dataset.description, portal),
    ...ofTerms(dataset, portal),
    ...ofCoverage(dataset, fields),
    ...ofPeople(dataset),
    ...ofReferences(dataset, fields),
    ...ofDistributions(dataset, portal),
  ];
}

/** Texts in languages that the portal does not show. */
function languages(
  field: string,
  texts: LangText | Record<string, string[]> | undefined,
  { language }: Portal,
): Unplaced[] {
  const tags = Object.keys(texts ?? {});
  const shown = tags.includes(language) ? language : (tags.find((tag) => tag === 'und') ?? tags[0]);
  return tags.flatMap((tag) => {
    if (tag === language) return [];
    const reason =
      tag === shown ? 'Data Fair does not keep the language of a text' : 'Data Fair keeps one language';
    return tag === 'und' && tag === shown ? [] : [{ field: `${field}.${tag}`, reason }];
  });
}

function ofTerms(dataset: Dataset, portal: Portal): Unplaced[] {
  const { theme = [], license, frequency, keyword } = dataset;
  const named = (term: { raw?: string | undefined; code?: string | undefined; uri?: string | undefined }) => {
    const value = term.raw ?? term.code ?? term.uri;
    return value === undefined ? {} : { value };
  };
  return [
    ...languages('keyword', keyword, portal),
    ...theme.flatMap((one) =>
      topicTo(one, portal) === undefined
        ? [{ field: 'theme', ...named(one), reason: 'no topic of this Data Fair stands for it' }]
        : [],
    ),
    ...(license === undefined || licenseTo(license, portal.licenses) !== undefined
      ? []
      : [{ field: 'license', ...named(license), reason: 'Data Fair takes no licence without an address' }]),
    ...(frequency === undefined || frequencyTo(frequency) !== undefined
      ? []
      : [{ field: 'frequency', ...named(frequency), reason: 'Data Fair has no word for it' }]),
  ];
}

function ofCoverage({ spatial = [], temporal = [], modified }: Dataset, fields: Fields): Unplaced[] {
  const [period] = temporal;
  const written = periodIn(fields.temporal);
  const isWhole = period?.start === written.start && period?.end === written.end;
  return [
    ...(spatial.some(({ uri, bbox, geometry }) => uri ?? bbox ?? geometry)
      ? [{ field: 'spatial', reason: 'Data Fair keeps names of places, no addresses, boxes or shapes' }]
      : []),
    ...(temporal.length > 1 || !isWhole
      ? [{ field: 'temporal', reason: 'Data Fair keeps one period of whole days, with a beginning' }]
      : []),
    ...(modified !== undefined && modified !== fields.modified
      ? [{ field: 'modified', value: modified, reason: 'Data Fair keeps a day' }]
      : []),
  ];
}

function ofPeople({ creator = [], publisher }: Dataset): Unplaced[] {
  const [first] = creator;
  const isMore = creator.length > 1 || Object.keys(first ?? {}).some((key) => key !== 'name');
  return [
    ...(isMore ? [{ field: 'creator', reason: 'Data Fair keeps one name' }] : []),
    ...(publisher === undefined
      ? []
      : [
          {
            field: 'publisher',
            reason: `Data Fair shows the owner as the publisher${first === undefined ? '; its name stands as the creator' : ''}`,
          },
        ]),
  ];
}

function ofReferences({ landingPage = [], conformsTo = [] }: Dataset, fields: Fields): Unplaced[] {
  return [
    ...(landingPage.length > 1 || (landingPage[0] !== undefined && landingPage[0] !== fields.origin)
      ? [{ field: 'landingPage', reason: 'Data Fair keeps one address of another site as the origin' }]
      : []),
    ...(conformsTo.length > 1 || (conformsTo.length === 1 && fields.conformsTo === null)
      ? [{ field: 'conformsTo', reason: 'Data Fair keeps one standard, by address or title' }]
      : []),
  ];
}

function ofDistributions(dataset: Dataset, portal: Portal): Unplaced[] {
  const { distribution = [] } = dataset;
  const links = linksOf(dataset, portal.language);
  const parts = new Set(
    distribution.flatMap((one) =>
      Object.entries(one).flatMap(([key, value]) => (LINKED.has(key) || value === undefined ? [] : [key])),
    ),
  );
  const isMore = distribution.some(
    ({ downloadURL = [], accessURL = [] }) => downloadURL.length + accessURL.length > 1,
  );
  const isPage = distribution.some(
    ({ downloadURL = [], accessURL }) => downloadURL.length === 0 && accessURL,
  );
  return [
    ...[...parts].map((key) => ({
      field: `distribution.${key}`,
      reason: 'Data Fair shows a link with title and description alone',
    })),
    ...(isPage
      ? [{ field: 'distribution.accessURL', reason: 'Data Fair does not tell a page from a file' }]
      : []),
    ...(isMore ? [{ field: 'distribution.accessURL', reason: 'Data Fair keeps one address of a link' }] : []),
    ...distribution.flatMap(({ title, description }) => [
      ...languages('distribution.title', title, portal),
      ...languages('distribution.description', description, portal),
    ]),
    ...(links.size < distribution.length
      ? [
          {
            field: 'distribution',
            value: String(distribution.length - links.size),
            reason: `Data Fair shows a link for each address, at most ${LINKS_MAX}; its own exports are not linked`,
          },
        ]
      : []),
  ];
}

function periodIn(value: unknown): { start?: unknown; end?: unknown } {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
