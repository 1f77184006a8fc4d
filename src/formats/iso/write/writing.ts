import type { LangText } from '../../../model/text.ts';
import { bibliographicCode } from '../../../vocabularies/languages.ts';
import type { XmlElement } from '../../xml/tree.ts';
import { make } from './spaces.ts';

const CODE_LISTS = 'http://standards.iso.org/iso/19139/resources/gmxCodelists.xml';

/** What the writing of one record remembers: its language, those of its translations, and the ids that it has given. */
export class Writing {
  readonly language: string;
  readonly #prefix: string;
  readonly #locales = new Map<string, string>();
  #ids = 0;

  /** `prefix` makes ids unique among the records of a document. */
  constructor(language: string, prefix: string) {
    this.language = language;
    this.#prefix = prefix;
  }

  /** GML wants an id on each of its objects. */
  nextId(): string {
    this.#ids += 1;
    return `${this.#prefix}-${this.#ids}`;
  }

  locale(language: string): string {
    const known = this.#locales.get(language);
    if (known !== undefined) return known;
    const id = `locale-${language.replace(/[^\w-]/g, '')}`;
    this.#locales.set(language, id);
    return id;
  }

  /** What declares the languages of the translations written so far. */
  locales(): XmlElement[] {
    return [...this.#locales].map(([language, id]) =>
      make(
        'gmd:locale',
        make(
          'gmd:PT_Locale',
          { id },
          make('gmd:languageCode', languageElement(language)),
          make('gmd:characterEncoding', codeElement('gmd:MD_CharacterSetCode', 'utf8')),
        ),
      ),
    );
  }

  /** A property that holds a text in its languages; undefined where there is none. With `href` it is anchored. */
  text(name: string, text: LangText | undefined, href?: string): XmlElement | undefined {
    if (text === undefined && href === undefined) return undefined;
    const { [this.language]: own, ...others } = text ?? {};
    const translations = Object.entries(others).filter(([language]) => language !== this.language);
    const plain =
      href === undefined
        ? own === undefined
          ? undefined
          : make('gco:CharacterString', own)
        : make('gmx:Anchor', { 'xlink:href': href }, own ?? '');
    if (translations.length === 0) return make(name, plain);
    return make(
      name,
      { 'xsi:type': 'gmd:PT_FreeText_PropertyType' },
      plain,
      make(
        'gmd:PT_FreeText',
        translations.map(([language, value]) =>
          make(
            'gmd:textGroup',
            make('gmd:LocalisedCharacterString', { locale: `#${this.locale(language)}` }, value),
          ),
        ),
      ),
    );
  }
}

/** A property that holds a plain text. */
export function plainText(name: string, text: string | undefined, href?: string): XmlElement | undefined {
  if (text === undefined) return undefined;
  return make(
    name,
    href === undefined ? make('gco:CharacterString', text) : make('gmx:Anchor', { 'xlink:href': href }, text),
  );
}

/** A mandatory property of which nothing is known. */
export function nil(name: string, reason: 'missing' | 'unknown' = 'missing'): XmlElement {
  return make(name, { 'gco:nilReason': reason });
}

/** A property that holds a term of one of the standard's code lists. */
export function code(name: string, list: string, value: string): XmlElement {
  return make(name, codeElement(list, value));
}

function codeElement(list: string, value: string): XmlElement {
  const codeList = `${CODE_LISTS}#${list.slice(list.indexOf(':') + 1)}`;
  return make(list, { codeList, codeListValue: value }, value);
}

/** Three letters, as INSPIRE wants; a region is kept, although it is no such code. */
export function languageElement(tag: string): XmlElement {
  const value = bibliographicCode(tag) ?? tag;
  return make(
    'gmd:LanguageCode',
    { codeList: 'http://www.loc.gov/standards/iso639-2/', codeListValue: value },
    value,
  );
}

/** A property that holds a date or a moment, as precise as it is known. */
export function dateProperty(name: string, date: string): XmlElement {
  return make(name, date.includes('T') ? make('gco:DateTime', withSeconds(date)) : make('gco:Date', date));
}

function withSeconds(moment: string): string {
  return moment.replace(/(T\d\d:\d\d)(?!:)/, '$1:00');
}

/** xs:decimal knows no exponent. */
export function decimal(value: number): string {
  const text = String(value);
  return /e/i.test(text) ? value.toFixed(20).replace(/0+$/, '').replace(/\.$/, '') : text;
}
