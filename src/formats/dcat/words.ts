import type { Node } from '../rdf/node.ts';
import { isLiteral } from '../rdf/terms.ts';
import type { Term } from '../rdf/terms.ts';
import { splitKeywords } from '../values/keywords.ts';
import { some, unique } from '../values/record.ts';
import { languageOf, themeOf, typeOf } from '../values/terms.ts';
import { langKeywords, langText } from '../values/texts.ts';
import type { Told } from '../values/texts.ts';
import { termIn } from './coded.ts';
import { textsOf, wordsOf } from './scope.ts';
import type { Scope } from './scope.ts';

/** Title, description, keywords, themes, languages, versions. */
export function wordsIn(node: Node, scope: Scope): Record<string, unknown> {
  const { warn, language } = scope;
  const described = node.first('dct:description', 'dct:abstract', 'schema:description', 'rdfs:comment');
  return {
    title: langText(
      textsOf(
        node.first('dct:title', 'schema:name', 'rdfs:label', 'skos:prefLabel', 'foaf:name'),
        'dct:title',
        scope,
      ),
      {
        field: 'title',
        warn,
        fallback: language,
        name: true,
      },
    ),
    description: langText(proseIn(described, scope), {
      field: 'description',
      warn,
      fallback: language,
      many: 'join',
    }),
    alternative: langText(
      textsOf(node.all('dct:alternative', 'skos:altLabel', 'schema:alternateName'), 'dct:alternative', scope),
      {
        field: 'alternative',
        warn,
        fallback: language,
        name: true,
      },
    ),
    keyword: langKeywords(keywordsIn(node, scope), language),
    theme: some(unique(themesIn(node).map((term) => termIn(term, themeOf, 'dcat:theme', scope)))),
    type: some(unique(node.all('dct:type').map((term) => termIn(term, typeOf, 'dct:type', scope)))),
    language: some(
      unique(
        wordsOf(node.all('dct:language', 'dcat:language', 'schema:inLanguage'), 'dct:language', scope).map(
          languageOf,
        ),
      ),
    ),
    version: wordsOf(
      node.first('dcat:version', 'owl:versionInfo', 'adms:version', 'schema:version'),
      'dcat:version',
      scope,
    )[0],
    versionNotes: langText(textsOf(node.all('adms:versionNotes'), 'adms:versionNotes', scope), {
      field: 'versionNotes',
      warn,
      fallback: language,
      many: 'join',
    }),
  };
}

/** udata, for one, writes Python's word for nothing where a description is empty. */
export function proseIn(terms: readonly Term[], scope: Scope): Told[] {
  return textsOf(terms, 'dct:description', scope).filter(({ value }) => value.trim() !== 'None');
}

function themesIn(node: Node): Term[] {
  return [
    ...node.all('dcat:theme', 'schema:about'),
    ...node.all('dct:subject').filter((term) => !isLiteral(term)),
  ];
}

/** Several literals are keywords as they are; a single one may be a list, as forms with one field leave it. */
function keywordsIn(node: Node, scope: Scope): Told[] {
  const subjects = node.all('dct:subject').filter(isLiteral);
  const terms = [...node.all('dcat:keyword', 'schema:keywords'), ...subjects];
  const told = textsOf(terms, 'dcat:keyword', scope);
  for (const term of terms) {
    if (!isLiteral(term) && term.kind === 'iri' && textsOf([term], 'dcat:keyword', scope).length === 0)
      told.push({ value: term.id });
  }
  const [only] = told;
  if (only === undefined || told.length > 1) return told;
  // schema.org asks for commas; in DCAT they may stand within a keyword.
  const isList = node.says('schema:keywords');
  const parts = isList
    ? only.value.split(/[,;]/).filter((part) => part.trim() !== '')
    : splitKeywords(only.value);
  if (isList) return parts.map((value) => ({ ...only, value }));
  if (parts.length > 1) scope.warn('keyword', only.value, `one text, read as ${parts.length} keywords`);
  return parts.map((value) => ({ ...only, value }));
}
