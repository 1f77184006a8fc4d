import type { Coded } from '../../model/coded.ts';
import type { LangText } from '../../model/text.ts';
import { matchAccessRights } from '../../vocabularies/access-rights.ts';
import { matchLicense } from '../../vocabularies/licenses.ts';
import { namesLicense } from '../values/licensing.ts';
import { some, unique } from '../values/record.ts';
import { langText } from '../values/texts.ts';
import type { Told } from '../values/texts.ts';
import { firstOf } from '../xml/tree.ts';
import type { XmlElement } from '../xml/tree.ts';
import { citedOf } from './citation.ts';
import { leftovers, plainObject } from './leftovers.ts';
import { codesOf, hrefOf, objectsOf, present, propertiesOf, toldIn } from './reading.ts';
import type { Reading } from './reading.ts';

export interface Rights {
  license?: Coded | undefined;
  accessRights?: Coded | undefined;
  rights?: LangText[] | undefined;
  extra: [string, unknown][];
}

/** One thing that is said of use or access, and the block it stands in. */
interface Statement {
  told: Told[];
  href?: string | undefined;
  text: string;
  forAccess: boolean;
  forUse: boolean;
}

const LIMITATIONS = /LimitationsOnPublicAccess/i;
const CONDITIONS = /ConditionsApplyingToAccessAndUse/i;
const LICENSE_WORD =
  /licen[csz]|licença|lizenz|licencja|licentie|lisens|licencja|terms of use|conditions d.utilisation/i;
/** Codes that say what kind of paper it is, not who may see the data. */
export const KINDS_OF_PAPER =
  /^(?:otherRestrictions?|license|licence|licenceUnrestricted|licenceEndUser|licenceDistributor|copyright|patent|patentPending|trademark|intellectualPropertyRights|statutory)$/i;
const CLASSIFIED: Readonly<Record<string, string>> = {
  restricted: 'RESTRICTED',
  'limited distribution': 'RESTRICTED',
  confidential: 'CONFIDENTIAL',
  secret: 'CONFIDENTIAL',
  topsecret: 'CONFIDENTIAL',
  sensitivebutunclassified: 'SENSITIVE',
  sbu: 'SENSITIVE',
};
/** A longer text is a page of conditions, not a licence's name. */
const NAME_LENGTH_MAX = 300;
/** What is recognised at least so surely can contradict another. */
const SURE = 0.8;

/** Licence, access rights and the words of all constraints. */
export function constraintsOf(identification: XmlElement | undefined, reading: Reading): Rights {
  const blocks = objectsOf(identification, 'resourceConstraints', 'restrictions');
  const statements = blocks.flatMap((block) => statementsIn(block, reading));
  const accessRights = accessOf(statements, blocks);
  const license = licenseOf(statements, reading);
  const spoken = statements.filter(({ text }) => text !== license?.raw && text !== accessRights?.raw);
  const rights = spoken.flatMap(({ told }) =>
    present(langText(told, { field: 'rights', warn: reading.warn, many: 'join' })),
  );
  const codes = (property: string): string[] => unique(blocks.flatMap((block) => codesOf(block, property)));
  return {
    license,
    accessRights,
    rights: some(unique(rights)),
    extra: [
      ['accessConstraints', codes('accessConstraints')],
      ['useConstraints', codes('useConstraints')],
      ['classification', codes('classification')],
      ['constraintUri', addressesIn(statements, [license?.uri, accessRights?.uri])],
      ['constraints', blocks.flatMap(restOf)],
    ],
  };
}

/** Where statements lead that are kept in words alone. */
function addressesIn(
  statements: readonly Statement[],
  known: readonly (string | undefined)[],
): Record<string, string> {
  return Object.fromEntries(
    statements.flatMap(({ text, href }): [string, string][] =>
      href === undefined || href === text || known.includes(href) ? [] : [[text, href]],
    ),
  );
}

const BLOCK_READ: ReadonlySet<string> = new Set([
  'useLimitation',
  'accessConstraints',
  'useConstraints',
  'otherConstraints',
  'classification',
  'userNote',
  'handlingDescription',
  'releasability',
  'reference',
]);
const CITATION_READ: ReadonlySet<string> = new Set(['title', 'onlineResource']);

/** What else a block says, and the papers it cites. */
function restOf(block: XmlElement): unknown[] {
  const papers = objectsOf(block, 'reference').filter((one) => leftovers(one, CITATION_READ).length > 0);
  const rest = Object.fromEntries([
    ...leftovers(block, BLOCK_READ),
    ...(papers.length === 0 ? [] : [['reference', papers.map(plainObject)]]),
  ]);
  return Object.keys(rest).length === 0 ? [] : [rest];
}

function statementsIn(block: XmlElement, reading: Reading): Statement[] {
  const forUse = propertiesOf(block, 'useConstraints').length > 0;
  const forAccess = propertiesOf(block, 'accessConstraints').length > 0;
  const inBlock = { forUse, forAccess };
  const limitations = propertiesOf(block, 'useLimitation').map((property) => ({
    ...statementOf(property, reading),
    forUse: true,
    forAccess: false,
  }));
  const others = propertiesOf(block, 'otherConstraints', 'userNote', 'handlingDescription').map(
    (property) => ({
      ...statementOf(property, reading),
      ...inBlock,
    }),
  );
  // 19115-3 cites the paper; GeoNetwork writes the licence's name and address there.
  const cited = objectsOf(block, 'reference').map((citation) => {
    const { url } = citedOf(citation, reading);
    const told = toldIn(firstOf(citation, 'title'), reading);
    return { told, href: url, text: told[0]?.value ?? url ?? '', ...inBlock };
  });
  const released = objectsOf(block, 'releasability').flatMap((one) =>
    propertiesOf(one, 'statement').map((property) => ({ ...statementOf(property, reading), ...inBlock })),
  );
  return [...limitations, ...others, ...cited, ...released].flatMap((statement) =>
    statement.text === ''
      ? []
      : [statement.told.length > 0 ? statement : { ...statement, told: [{ value: statement.text }] }],
  );
}

function statementOf(
  property: XmlElement,
  reading: Reading,
): { told: Told[]; href?: string | undefined; text: string } {
  const told = toldIn(property, reading);
  const href = hrefOf(property);
  return { told, href, text: told[0]?.value ?? href ?? '' };
}

function accessOf(statements: readonly Statement[], blocks: readonly XmlElement[]): Coded | undefined {
  const ordered = [...statements].sort((a, b) => Number(b.forAccess) - Number(a.forAccess));
  for (const { text, href, told } of ordered) {
    for (const raw of [href, text, ...told.map(({ value }) => value)]) {
      if (raw === undefined || CONDITIONS.test(raw)) continue;
      const match = matchAccessRights(raw);
      if (match.method !== 'none' && match.method !== 'fuzzy')
        return { ...match, ...translations(told), raw: text };
    }
    if (href !== undefined && LIMITATIONS.test(href))
      return { uri: href, ...translations(told), raw: text, method: 'uri', confidence: 1 };
  }
  for (const block of blocks)
    for (const code of codesOf(block, 'accessConstraints')) {
      const match = KINDS_OF_PAPER.test(code) ? undefined : matchAccessRights(code);
      if (match !== undefined && match.method !== 'none' && match.method !== 'fuzzy') return { ...match };
    }
  for (const code of blocks.flatMap((block) => codesOf(block, 'classification'))) {
    const known = CLASSIFIED[code.toLowerCase()];
    if (known !== undefined) return { ...matchAccessRights(known), raw: code };
  }
  return undefined;
}

/** The one licence that the statements name. Two that contradict each other are none: their words stay in the rights. */
function licenseOf(statements: readonly Statement[], reading: Reading): Coded | undefined {
  const candidates = statements.filter(({ href, text }) => !isAccess(href, text));
  const found = candidates.flatMap(({ told, href, text }) => {
    const matches = [
      matchLicense({ url: href, title: text }),
      ...told.slice(1).map(({ value }) => matchLicense(value)),
    ].filter(namesLicense);
    // A page of conditions may reserve all rights to some part, and is no licence by that.
    if (text.length > NAME_LENGTH_MAX && matches.every(({ code }) => code === 'LicenseRef-closed')) return [];
    const [best] = matches.sort((a, b) => b.confidence - a.confidence);
    return best === undefined ? [] : [{ match: { ...best, ...translations(told) }, text, href }];
  });
  const [best, ...others] = found.sort((a, b) => b.match.confidence - a.match.confidence);
  if (best === undefined) return unrecognised(candidates);
  const contrary = others.find(({ match }) => match.confidence >= SURE && contradicts(best.match, match));
  if (contrary !== undefined) {
    reading.warn(
      'license',
      `${best.match.code ?? best.text} / ${contrary.match.code ?? contrary.text}`,
      'the record names two licences: neither was taken, both stay in the rights',
    );
    return undefined;
  }
  return { ...best.match, raw: best.text };
}

/** What a statement that becomes a term says in other languages. */
function translations(told: readonly Told[]): { label?: LangText } {
  if (told.length < 2) return {};
  const label = langText(told, { field: 'rights', warn: () => {} });
  return label === undefined ? {} : { label };
}

function contradicts(a: Coded, b: Coded): boolean {
  if (a.code === undefined || b.code === undefined || a.code === b.code) return false;
  const family = (code: string): string => code.toLowerCase().replace(/[-_.\d]+(?:[a-z]{2})?$/, '');
  return family(a.code) !== family(b.code) && !/^other|^NONE$/i.test(b.code) && !/^other/i.test(a.code);
}

/** A licence that no table has, told by its address or by its name. */
function unrecognised(statements: readonly Statement[]): Coded | undefined {
  const named = statements.find(
    ({ forUse, text, href }) =>
      forUse &&
      text.length <= NAME_LENGTH_MAX &&
      (LICENSE_WORD.test(text) || LICENSE_WORD.test(href ?? '')) &&
      !CONDITIONS.test(href ?? ''),
  );
  if (named === undefined) return undefined;
  const uri = named.href ?? (/^https?:\/\/\S+$/i.test(named.text) ? named.text : undefined);
  return { ...(uri === undefined ? {} : { uri }), raw: named.text, method: 'none', confidence: 0 };
}

function isAccess(href: string | undefined, text: string): boolean {
  if (LIMITATIONS.test(href ?? '') || CONDITIONS.test(href ?? '')) return true;
  if (LIMITATIONS.test(text) || CONDITIONS.test(text)) return !LICENSE_WORD.test(text);
  const access = matchAccessRights(text);
  return (
    access.method === 'uri' ||
    access.method === 'code' ||
    (access.method === 'alias' && !LICENSE_WORD.test(text))
  );
}
