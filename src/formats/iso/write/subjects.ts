import type { Coded } from '../../../model/coded.ts';
import type { Dataset } from '../../../model/dataset.ts';
import type { LangText } from '../../../model/text.ts';
import { inspireTheme, isoTopic } from '../../../vocabularies/themes.ts';
import type { XmlElement } from '../../xml/tree.ts';
import { make } from './spaces.ts';
import { code, dateProperty, nil, plainText } from './writing.ts';
import type { Writing } from './writing.ts';

/** A list that keywords are taken from, and the day that it was published. */
interface Thesaurus {
  title: string;
  published?: string;
}

const GEMET: Thesaurus = { title: 'GEMET - INSPIRE themes, version 1.0', published: '2008-06-01' };
const EU_THEMES: Thesaurus = { title: 'Data theme (EU authority table)' };
const HVD: Thesaurus = { title: 'High-value dataset categories' };
const ELI = /data\.europa\.eu\/eli\//i;

/** Keywords as they are, themes and categories by their lists and addresses. */
export function keywords(dataset: Dataset, writing: Writing): XmlElement[] {
  const themes = dataset.theme ?? [];
  const inspire = themes.flatMap(({ raw }) => {
    const found = raw === undefined ? undefined : inspireTheme(raw);
    return found === undefined ? [] : [found];
  });
  const others = themes.filter(
    ({ raw, uri }) =>
      uri !== undefined && (raw === undefined || (inspireTheme(raw) ?? isoTopic(raw)) === undefined),
  );
  const legislation = (dataset.applicableLegislation ?? []).filter((one) => ELI.test(one));
  return [
    ...group(
      inspire.map(({ label, uri }) => writing.text('gmd:keyword', inOne(label, writing), uri)),
      'theme',
      GEMET,
    ),
    ...group(
      others.map((theme) => anchored(theme, writing)),
      'theme',
      EU_THEMES,
    ),
    ...group(
      (dataset.hvdCategory ?? []).map((one) => anchored(one, writing)),
      'theme',
      HVD,
    ),
    ...group(
      legislation.map((address) => plainText('gmd:keyword', address, address)),
      'theme',
    ),
    ...Object.entries(dataset.keyword ?? {}).flatMap(([language, words]) =>
      group(words.map((word) => writing.text('gmd:keyword', { [language]: word }))),
    ),
  ];
}

/** Categories of ISO 19115, where a theme was one in its source. */
export function topics({ theme }: Dataset): XmlElement[] {
  return (theme ?? []).flatMap(({ raw }) => {
    const found = raw === undefined || inspireTheme(raw) !== undefined ? undefined : isoTopic(raw);
    return found?.code === undefined
      ? []
      : [make('gmd:topicCategory', make('gmd:MD_TopicCategoryCode', found.code))];
  });
}

function group(
  words: readonly (XmlElement | undefined)[],
  type?: string,
  thesaurus?: Thesaurus,
): XmlElement[] {
  const there = words.filter((word) => word !== undefined);
  if (there.length === 0) return [];
  return [
    make(
      'gmd:descriptiveKeywords',
      make(
        'gmd:MD_Keywords',
        there,
        type === undefined ? undefined : code('gmd:type', 'gmd:MD_KeywordTypeCode', type),
        thesaurus === undefined ? undefined : make('gmd:thesaurusName', cited(thesaurus)),
      ),
    ),
  ];
}

function cited({ title, published }: Thesaurus): XmlElement {
  const date =
    published === undefined
      ? nil('gmd:date', 'unknown')
      : make(
          'gmd:date',
          make(
            'gmd:CI_Date',
            dateProperty('gmd:date', published),
            code('gmd:dateType', 'gmd:CI_DateTypeCode', 'publication'),
          ),
        );
  return make('gmd:CI_Citation', plainText('gmd:title', title), date);
}

/** A term by its address, with a word in the record's language: an anchor has one text. */
function anchored({ uri, label, raw, code: term }: Coded, writing: Writing): XmlElement | undefined {
  const word = { [writing.language]: raw ?? term ?? uri ?? '' };
  return writing.text('gmd:keyword', label === undefined ? word : { ...word, ...inOne(label, writing) }, uri);
}

/** In the record's language where there is such a word, else in whatever there is. */
function inOne(label: LangText | undefined, { language }: Writing): LangText {
  const word = label?.[language] ?? label?.['en'] ?? Object.values(label ?? {})[0];
  return word === undefined ? {} : { [language]: word };
}
