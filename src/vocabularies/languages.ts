import { foldUri, fold } from './fold.ts';
import { memoise } from './memo.ts';

/** BCP 47, EU authority code (ISO 639-2/T in capitals), ISO 639-2/B where it differs, names: own, English, French, others. */
type Row = readonly [tag: string, eu: string, bibliographic: string, ...names: string[]];

/** The 24 of the EU first. */
const LANGUAGES: readonly Row[] = [
  ['bg', 'BUL', '', 'български', 'Bulgarian', 'bulgare'],
  ['cs', 'CES', 'cze', 'čeština', 'Czech', 'tchèque', 'česky'],
  ['da', 'DAN', '', 'dansk', 'Danish', 'danois'],
  ['de', 'DEU', 'ger', 'Deutsch', 'German', 'allemand', 'tedesco', 'alemán'],
  ['el', 'ELL', 'gre', 'ελληνικά', 'Greek', 'grec', 'Modern Greek'],
  ['en', 'ENG', '', 'English', 'English', 'anglais', 'Englisch', 'inglés', 'inglese', 'Engels'],
  [
    'es',
    'SPA',
    '',
    'español',
    'Spanish',
    'espagnol',
    'castellano',
    'Castilian',
    'Spanish; Castilian',
    'Spanisch',
  ],
  ['et', 'EST', '', 'eesti', 'Estonian', 'estonien'],
  ['fi', 'FIN', '', 'suomi', 'Finnish', 'finnois', 'finlandais'],
  [
    'fr',
    'FRA',
    'fre',
    'français',
    'French',
    'française',
    'Französisch',
    'francés',
    'francese',
    'Frans',
    'langue française',
  ],
  ['ga', 'GLE', '', 'Gaeilge', 'Irish', 'irlandais'],
  ['hr', 'HRV', 'scr', 'hrvatski', 'Croatian', 'croate'],
  ['hu', 'HUN', '', 'magyar', 'Hungarian', 'hongrois'],
  ['it', 'ITA', '', 'italiano', 'Italian', 'italien', 'Italienisch'],
  ['lt', 'LIT', '', 'lietuvių', 'Lithuanian', 'lituanien'],
  ['lv', 'LAV', '', 'latviešu', 'Latvian', 'letton'],
  ['mt', 'MLT', '', 'Malti', 'Maltese', 'maltais'],
  [
    'nl',
    'NLD',
    'dut',
    'Nederlands',
    'Dutch',
    'néerlandais',
    'Flemish',
    'flamand',
    'Vlaams',
    'Nederlands; Vlaams',
    'Dutch; Flemish',
  ],
  ['pl', 'POL', '', 'polski', 'Polish', 'polonais'],
  ['pt', 'POR', '', 'português', 'Portuguese', 'portugais'],
  ['ro', 'RON', 'rum', 'română', 'Romanian', 'roumain', 'mol'],
  ['sk', 'SLK', 'slo', 'slovenčina', 'Slovak', 'slovaque'],
  ['sl', 'SLV', '', 'slovenščina', 'Slovenian', 'slovène', 'Slovene'],
  ['sv', 'SWE', '', 'svenska', 'Swedish', 'suédois'],
  ['ar', 'ARA', '', 'العربية', 'Arabic', 'arabe'],
  ['be', 'BEL', '', 'беларуская', 'Belarusian', 'biélorusse'],
  ['br', 'BRE', '', 'brezhoneg', 'Breton', 'breton'],
  ['bs', 'BOS', '', 'bosanski', 'Bosnian', 'bosnien'],
  ['ca', 'CAT', '', 'català', 'Catalan', 'catalan', 'Valencian', 'catalán'],
  ['co', 'COS', '', 'corsu', 'Corsican', 'corse'],
  ['cy', 'CYM', 'wel', 'Cymraeg', 'Welsh', 'gallois'],
  ['eu', 'EUS', 'baq', 'euskara', 'Basque', 'basque', 'euskera'],
  ['fa', 'FAS', 'per', 'فارسی', 'Persian', 'persan'],
  ['fo', 'FAO', '', 'føroyskt', 'Faroese', 'féroïen'],
  ['fy', 'FRY', '', 'Frysk', 'Western Frisian', 'frison'],
  ['gd', 'GLA', '', 'Gàidhlig', 'Scottish Gaelic', 'gaélique'],
  ['gl', 'GLG', '', 'galego', 'Galician', 'galicien', 'gallego'],
  ['he', 'HEB', '', 'עברית', 'Hebrew', 'hébreu'],
  ['hi', 'HIN', '', 'हिन्दी', 'Hindi', 'hindi'],
  ['hy', 'HYE', 'arm', 'հայերեն', 'Armenian', 'arménien'],
  ['id', 'IND', '', 'Bahasa Indonesia', 'Indonesian', 'indonésien'],
  ['is', 'ISL', 'ice', 'íslenska', 'Icelandic', 'islandais'],
  ['ja', 'JPN', '', '日本語', 'Japanese', 'japonais'],
  ['ka', 'KAT', 'geo', 'ქართული', 'Georgian', 'géorgien'],
  ['ko', 'KOR', '', '한국어', 'Korean', 'coréen'],
  ['la', 'LAT', '', 'latina', 'Latin', 'latin'],
  ['lb', 'LTZ', '', 'Lëtzebuergesch', 'Luxembourgish', 'luxembourgeois'],
  ['mk', 'MKD', 'mac', 'македонски', 'Macedonian', 'macédonien'],
  ['nb', 'NOB', '', 'norsk bokmål', 'Norwegian Bokmål', 'bokmål'],
  ['nn', 'NNO', '', 'norsk nynorsk', 'Norwegian Nynorsk', 'nynorsk'],
  ['no', 'NOR', '', 'norsk', 'Norwegian', 'norvégien'],
  ['oc', 'OCI', '', 'occitan', 'Occitan', 'occitan'],
  ['rm', 'ROH', '', 'rumantsch', 'Romansh', 'romanche'],
  ['ru', 'RUS', '', 'русский', 'Russian', 'russe'],
  ['se', 'SME', '', 'davvisámegiella', 'Northern Sami', 'same du Nord'],
  ['sq', 'SQI', 'alb', 'shqip', 'Albanian', 'albanais'],
  ['sr', 'SRP', 'scc', 'српски', 'Serbian', 'serbe', 'srpski'],
  ['th', 'THA', '', 'ไทย', 'Thai', 'thaï'],
  ['tr', 'TUR', '', 'Türkçe', 'Turkish', 'turc'],
  ['uk', 'UKR', '', 'українська', 'Ukrainian', 'ukrainien'],
  ['vi', 'VIE', '', 'Tiếng Việt', 'Vietnamese', 'vietnamien'],
  ['zh', 'ZHO', 'chi', '中文', 'Chinese', 'chinois'],
];

const EU = 'publications.europa.eu/resource/authority/language/';
const TERMS = [
  EU,
  'id.loc.gov/vocabulary/iso639-1/',
  'id.loc.gov/vocabulary/iso639-2/',
  'lexvo.org/id/iso639-1/',
  'lexvo.org/id/iso639-3/',
];
const TAG = /^([a-z]{2,3})(?:-([a-z]{4}))?(?:-([a-z]{2}|\d{3}))?$/;
const ISO_PREFIX = /^(?:.*languagecode[_/#])?/;

const codes = new Map<string, string>();
const names = new Map<string, string>();
const uris = new Map<string, string>();
const bibliographic = new Map<string, string>();
for (const [tag, eu, other, ...words] of LANGUAGES) {
  uris.set(tag, `http://${EU}${eu}`);
  bibliographic.set(tag, other === '' || other === 'scr' || other === 'scc' ? eu.toLowerCase() : other);
  for (const code of [tag, eu.toLowerCase(), other]) if (code !== '') codes.set(code, tag);
  for (const word of words) if (!names.has(fold(word))) names.set(fold(word), tag);
}

/**
 * The BCP 47 tag, in lower case, of a language told as a tag, an ISO 639 code, an address or a name (`fr-FR`, `fre`,
 * `eng; USA`, «Nederlands; Vlaams»). A region that only repeats the language (`fr-FR`) is left out, others are kept.
 */
export function matchLanguage(raw: string): string | undefined {
  return remembered(raw).tag;
}

/** The language in the EU authority table; a region or script does not show there. */
export function languageUri(tag: string): string | undefined {
  return uris.get(tag.toLowerCase().split('-')[0] ?? '');
}

/** The code of ISO 639-2 in lower case, in its bibliographic form (`fre`), as INSPIRE has it; undefined for a tag with a region. */
export function bibliographicCode(tag: string): string | undefined {
  return bibliographic.get(tag.toLowerCase());
}

const remembered = memoise((raw: string): { tag?: string } => {
  const tag = recognise(raw);
  return tag === undefined ? {} : { tag };
});

function recognise(raw: string): string | undefined {
  const uri = foldUri(raw);
  const term = uri === undefined ? undefined : TERMS.find((base) => uri.startsWith(base));
  if (uri !== undefined && term !== undefined) return codes.get(uri.slice(term.length));
  const text = raw.slice(0, NAME_LENGTH_MAX).trim().toLowerCase();
  const tag = ofTag(text.replace(ISO_PREFIX, '').replaceAll('_', '-'));
  if (tag !== undefined) return tag;
  const name = names.get(fold(text));
  if (name !== undefined) return name;
  // A code or name with something behind it: «eng; USA», «French (France)», «fr, en».
  const first = text.split(/[;,(/|]/, 1)[0]?.trim() ?? '';
  return first === text ? undefined : (ofTag(first) ?? names.get(fold(first)));
}

/** Longer texts are no language's name. */
const NAME_LENGTH_MAX = 100;

function ofTag(text: string): string | undefined {
  const [, language, script, region] = TAG.exec(text) ?? [];
  const base = language === undefined ? undefined : codes.get(language);
  if (base === undefined) return undefined;
  return [base, script, region === base ? undefined : region].filter((part) => part !== undefined).join('-');
}
