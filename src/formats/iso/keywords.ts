import type { Coded } from '../../model/coded.ts';
import { cleanName } from '../../model/clean.ts';
import type { Location } from '../../model/coverage.ts';
import type { LangKeywords } from '../../model/text.ts';
import { matchHvdCategory } from '../../vocabularies/hvd.ts';
import { matchTheme } from '../../vocabularies/themes.ts';
import { isBlank } from '../values/extra.ts';
import { some, unique } from '../values/record.ts';
import { langKeywords, langText } from '../values/texts.ts';
import type { Told } from '../values/texts.ts';
import { attributeOf, firstOf } from '../xml/tree.ts';
import type { XmlElement } from '../xml/tree.ts';
import { citedOf } from './citation.ts';
import { leftovers } from './leftovers.ts';
import { codeOf, codesOf, hrefOf, objectOf, objectsOf, propertiesOf, toldIn } from './reading.ts';
import type { Reading } from './reading.ts';

export interface Subjects {
  keyword?: LangKeywords | undefined;
  theme?: Coded[] | undefined;
  hvdCategory?: Coded[] | undefined;
  applicableLegislation?: string[] | undefined;
  /** Place keywords that a gazetteer has. */
  places: Location[];
  extra: [string, unknown][];
}

interface Keyword {
  told: Told[];
  href?: string | undefined;
}

const INSPIRE_THEMES = /inspire.*(?:them|tem|thèm)|gemet.*inspire/i;
const DATA_THEMES = /authority\/data-theme|data[- ]themes?\b/i;
const LEGISLATION = /data\.europa\.eu\/eli\//i;
/** The categories of high-value datasets have two addresses. */
const CATEGORY = /\/(?:authority\/)?bna\/(c_[0-9a-f]+)/i;
const HIGH_VALUE = /high[- ]?value|hvd|hoogwaardige|forte valeur|hochwertige/i;

/** Keywords, the themes among them, and topic categories. */
export function subjectsOf(identification: XmlElement | undefined, reading: Reading): Subjects {
  const told: Told[] = [];
  const theme: Coded[] = [];
  const legislation: string[] = [];
  const hvdCategory: Coded[] = [];
  const places: Location[] = [];
  const lists = new Lists();
  const uris: Record<string, string> = {};
  for (const group of objectsOf(identification, 'descriptiveKeywords', 'keywords')) {
    const citation = objectOf(group, 'thesaurusName');
    const thesaurus = thesaurusOf(group, reading);
    const source = `${thesaurus.title ?? ''} ${thesaurus.url ?? ''}`;
    const type = codeOf(firstOf(group, 'type'));
    const isPlace = type === 'place';
    lists.cite(thesaurus, citation);
    for (const keyword of keywordsIn(group, reading)) {
      const word = keyword.told[0]?.value;
      if (word === undefined) continue;
      if (LEGISLATION.test(keyword.href ?? '')) legislation.push(keyword.href ?? '');
      // An address is no word.
      if (LEGISLATION.test(word) && word === keyword.href) continue;
      lists.put(word, thesaurus, type);
      const category = categoryOf(keyword, source, reading);
      if (category !== undefined) {
        hvdCategory.push(category);
        continue;
      }
      const isTheme =
        INSPIRE_THEMES.test(source) ||
        DATA_THEMES.test(source) ||
        /inspire\.ec\.europa\.eu\/theme\/|authority\/data-theme\//i.test(keyword.href ?? '');
      const known = isTheme ? themeOf(keyword, reading) : undefined;
      if (known !== undefined) {
        theme.push(known);
        if (keyword.href !== undefined && known.uri !== keyword.href) uris[word] = keyword.href;
        continue;
      }
      told.push(...keyword.told);
      if (keyword.href === undefined) continue;
      if (isPlace && /^https?:/i.test(keyword.href)) {
        const label = langText(keyword.told, { field: 'spatial', warn: reading.warn, name: true });
        places.push({ uri: keyword.href, ...(label === undefined ? {} : { label }) });
      } else uris[word] = keyword.href;
    }
  }
  const topics = codesOf(identification, 'topicCategory').flatMap((text) => text.split(/\s*[,;]\s*/));
  theme.push(...topics.filter((topic) => topic !== '').map((topic) => ({ ...matchTheme(topic) })));
  return {
    keyword: langKeywords(parted(told), reading.language),
    theme: some(unique(theme)),
    hvdCategory: some(unique(hvdCategory)),
    applicableLegislation: some(unique(legislation)),
    places,
    extra: [...lists.extra(), ['keywordUri', uris]],
  };
}

/** Told in a citation, or by its title beside the reference to one, as American agencies keep them apart. */
function thesaurusOf(group: XmlElement, reading: Reading): Cited {
  const cited = citedOf(objectOf(group, 'thesaurusName'), reading);
  const property = firstOf(group, 'thesaurusName');
  const title = cited.title ?? (property === undefined ? undefined : attributeOf(property, 'title'));
  return { ...cited, ...(title === undefined ? {} : { title }) };
}

/** The lists that keywords are taken from, and the kinds of keyword that the model does not tell apart. */
class Lists {
  readonly #words = new Map<string, string[]>();
  readonly #sources = new Map<string, Record<string, unknown>>();
  readonly #types = new Map<string, string[]>();

  /** What is told of a list beside its name. */
  cite({ title, url }: Cited, citation: XmlElement | undefined): void {
    const name = title ?? url;
    if (name === undefined || this.#sources.has(name)) return;
    const told = leftovers(citation, TITLE);
    this.#sources.set(name, {
      ...(url === undefined || url === name ? {} : { url }),
      ...Object.fromEntries(told),
    });
  }

  put(word: string, { title, url }: Cited, type: string | undefined): void {
    add(this.#words, title ?? url, word);
    if (type !== 'theme') add(this.#types, type, word);
  }

  extra(): [string, unknown][] {
    return [
      ['thesaurus', Object.fromEntries(this.#words)],
      ['thesaurusSource', Object.fromEntries([...this.#sources].filter(([, told]) => !isBlank(told)))],
      ['keywordType', Object.fromEntries(this.#types)],
    ];
  }
}

type Cited = ReturnType<typeof citedOf>;
const TITLE: ReadonlySet<string> = new Set(['title']);

function add(lists: Map<string, string[]>, name: string | undefined, word: string): void {
  if (name === undefined) return;
  const words = lists.get(name);
  if (words === undefined) lists.set(name, [word]);
  else words.push(word);
}

function keywordsIn(group: XmlElement, reading: Reading): Keyword[] {
  return propertiesOf(group, 'keyword').map((property) => ({
    told: toldIn(property, reading),
    href: hrefOf(property),
  }));
}

/** The category of high-value datasets that a keyword is; undefined for another word. */
function categoryOf(keyword: Keyword, source: string, reading: Reading): Coded | undefined {
  const code = CATEGORY.exec(keyword.href ?? '')?.[1];
  if (code === undefined && !HIGH_VALUE.test(source)) return undefined;
  const words = [
    ...(code === undefined ? [] : [`http://data.europa.eu/bna/${code}`]),
    ...keyword.told.map(({ value }) => value),
  ];
  const found = words.map(matchHvdCategory).find(({ method }) => method !== 'none');
  if (found !== undefined) return { ...found, raw: keyword.told[0]?.value ?? found.raw ?? '' };
  return code === undefined ? undefined : labelled(keyword, reading);
}

/** By its address, else by its word in any of its languages. */
function themeOf(keyword: Keyword, reading: Reading): Coded | undefined {
  const words = [keyword.href, ...keyword.told.map(({ value }) => value)].filter(
    (word) => word !== undefined,
  );
  const found = words.map(matchTheme).find(({ method }) => method !== 'none');
  // What the list calls it in several languages is more than its code says.
  const label = keyword.told.length < 2 ? undefined : labelled(keyword, reading).label;
  if (found !== undefined)
    return {
      ...found,
      ...(label === undefined ? {} : { label }),
      raw: keyword.told[0]?.value ?? found.raw ?? '',
    };
  // A word that the list has in no language known here is kept as a keyword.
  return keyword.href === undefined ? undefined : labelled(keyword, reading);
}

function labelled(keyword: Keyword, reading: Reading): Coded {
  const label = langText(keyword.told, { field: 'theme', warn: reading.warn, name: true });
  const raw = keyword.told[0]?.value ?? keyword.href;
  return {
    ...(keyword.href === undefined ? {} : { uri: keyword.href }),
    ...(label === undefined ? {} : { label }),
    ...(raw === undefined ? {} : { raw }),
    method: keyword.href === undefined ? 'none' : 'uri',
    confidence: keyword.href === undefined ? 0 : 1,
  };
}

/** A single field with all keywords in it: parted at semicolons, or at commas when there are more than two. */
function parted(told: Told[]): Told[] {
  const [only] = told;
  if (only === undefined || told.length > 1) return told;
  const text = cleanName(only.value);
  const sign = text.includes(';') ? ';' : text.split(',').length > 3 ? ',' : undefined;
  return sign === undefined ? told : text.split(sign).map((value) => ({ ...only, value }));
}
