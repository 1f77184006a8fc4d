import type { Coded } from '../model/coded.ts';
import { fold } from './fold.ts';
import { coded, CONFIDENCE, matcher, Vocabulary } from './match.ts';
import type { Concept, Projected } from './match.ts';
import { memoise } from './memo.ts';

const EU = 'http://publications.europa.eu/resource/authority/access-right';
const LIMITATIONS = 'http://inspire.ec.europa.eu/metadata-codelist/LimitationsOnPublicAccess';

/** INSPIRE article 13(1), points a to h, as udata names the reasons for a restriction. */
const REASONS = {
  a: 'confidentiality_of_proceedings_of_public_authorities',
  b: 'international_relations_public_security_or_national_defence',
  c: 'course_of_justice_or_fair_trial',
  d: 'confidentiality_of_commercial_or_industrial_information',
  e: 'intellectual_property_rights',
  f: 'confidentiality_of_personal_data',
  g: 'protection_of_voluntary_information_suppliers',
  h: 'protection_of_environment',
} as const;
export type AccessReason = (typeof REASONS)[keyof typeof REASONS];

const ACCESS_RIGHTS: readonly Concept[] = [
  {
    code: 'PUBLIC',
    label: { en: 'public', fr: 'public' },
    uris: [
      `${LIMITATIONS}/noLimitations`,
      'purl.org/coar/access_right/c_abf2',
      'vocabularies.coar-repositories.org/access_rights/c_abf2',
      'info:eu-repo/semantics/openAccess',
    ],
    codes: [
      'open',
      'open_with_account',
      'noLimitations',
      'unrestricted',
      'openAccess',
      'info:eu-repo/semantics/openAccess',
    ],
    aliases: [
      'publique',
      'open access',
      'accès libre',
      'accès ouvert',
      'accès public',
      'libre accès',
      'ouvert',
      'ouverte',
      'no limitations',
      'no limitations to public access',
      'no limitations on public access',
      'pas de restriction d’accès public',
      'pas de restriction d’accès publique',
      'pas de restriction d’accès au public',
      'pas de restriction d’accès public selon INSPIRE',
      'Directive 2007/2/CE (INSPIRE), pas de restriction d’accès public',
      'pas de restriction d’accès',
      'aucune restriction d’accès',
      'accès sans restriction',
      'es gelten keine Zugriffsbeschränkungen',
      'öffentlich',
      'anyone can access',
      'no restriction on public access',
      'no restrictions on public access',
      'no restrictions to public access',
      'no restrictions on access',
      'keine Zugangsbeschränkungen',
      'es gelten keine Beschränkungen',
      'es bestehen keine Zugriffsbeschränkungen',
      'keine Einschränkungen',
      'sin limitaciones al acceso público',
      'no hay limitaciones al acceso público',
      'no se aplican limitaciones al acceso público',
      'sin restricciones de acceso público',
      'nessuna limitazione',
      'nessuna limitazione all’accesso pubblico',
      'nessuna limitazione di accesso',
      'sem limitações ao acesso público',
      'sem restrições ao acesso público',
      'sem restrições de acesso',
      'geen beperkingen',
      'geen beperkingen voor publieke toegang',
      'geen beperkingen voor openbare toegang',
      'geen toegangsbeperkingen',
      'brak ograniczeń',
      'brak ograniczeń w publicznym dostępie',
      'ingen begrænsninger',
      'inga begränsningar',
      'ingen begrensninger',
      'žádná omezení veřejného přístupu',
    ],
  },
  {
    code: 'RESTRICTED',
    label: { en: 'restricted', fr: 'restreint' },
    uris: Object.keys(REASONS).map((letter) => `${LIMITATIONS}/INSPIRE_Directive_Article13_1${letter}`),
    codes: [
      'restricted public',
      'limited',
      'restrictedAccess',
      ...Object.keys(REASONS).map((letter) => `INSPIRE_Directive_Article13_1${letter}`),
    ],
    aliases: [
      'restreinte',
      'accès restreint',
      'restricted access',
      'limited access',
      'accès limité',
      'accès sur demande',
      'sur demande',
      'accès sous conditions',
      'accès réservé',
      'on request',
      'available on request',
      'eingeschränkt',
      'beschränkt',
      'diffusion restreinte',
    ],
  },
  {
    code: 'NON_PUBLIC',
    label: { en: 'non-public', fr: 'non public' },
    codes: ['non-public', 'nonpublic', 'private', 'closed', 'closedAccess'],
    aliases: [
      'non publique',
      'privé',
      'privée',
      'accès interne',
      'interne',
      'internal',
      'not public',
      'nicht öffentlich',
      'accès fermé',
      'not publicly available',
      'données internes',
      'usage interne',
    ],
  },
  { code: 'SENSITIVE', label: { en: 'sensitive', fr: 'sensible' } },
  {
    code: 'CONFIDENTIAL',
    label: { en: 'confidential', fr: 'confidentiel' },
    aliases: ['confidentielle', 'secret'],
  },
  { code: 'NORMAL', label: { en: 'normal', fr: 'normal' } },
  { code: 'OP_DATPRO', label: { en: 'provisional data', fr: 'données provisoires' } },
];

const rights = ACCESS_RIGHTS.map((right) => ({ ...right, uri: `${EU}/${right.code}` }));
const byCode = new Map(rights.map((right) => [right.code, right]));
const plain = matcher(new Vocabulary(rights));

/** Recognises an access right: EU, INSPIRE, COAR and DCAT-US terms, udata's access types, French and English words. */
export const matchAccessRights: (raw: string) => Readonly<Coded> = memoise((raw) => {
  const match = plain(raw);
  if (match.method !== 'none') return match;
  const restricted = byCode.get('RESTRICTED');
  // The legal sentence names the article in many wordings, its point is what they share.
  return restricted === undefined || accessReason(raw) === undefined
    ? match
    : coded(restricted, raw, 'alias', CONFIDENCE.text);
});

const POINT = /(?:article|artikel|articolo|articulo|\bart) ?13 ?1 ?([a-h])\b/;

/** udata's reason category for a limitation of INSPIRE article 13(1), told by address or in a sentence. */
export function accessReason(raw: string): AccessReason | undefined {
  const letter = POINT.exec(fold(raw))?.[1];
  return Object.entries(REASONS).find(([point]) => point === letter)?.[1];
}

/** The INSPIRE code list term for udata's reason category. */
export function accessReasonUri(reason: string): string | undefined {
  const letter = Object.entries(REASONS).find(([, name]) => name === reason)?.[0];
  return letter === undefined ? undefined : `${LIMITATIONS}/INSPIRE_Directive_Article13_1${letter}`;
}

/** What udata's `access_type` means. An account that anybody can open is public, by the EU table's own definition. */
export function accessRightsFromUdata(accessType: string): Readonly<Coded> {
  return matchAccessRights(accessType);
}

/** udata's `access_type`. What came from udata with an account goes back so. */
export function toUdataAccess(access: Coded | undefined): Projected {
  switch (access?.code) {
    case undefined:
      return { id: 'open' };
    case 'PUBLIC':
    case 'NORMAL':
      return { id: access?.raw === 'open_with_account' ? 'open_with_account' : 'open' };
    case 'RESTRICTED':
      return { id: 'restricted' };
    case 'OP_DATPRO':
      return { id: 'open', loss: 'udata has no «provisional data», written as open' };
    default:
      return {
        id: 'restricted',
        loss: `udata has no ${access?.code ?? 'such'} access, written as restricted`,
      };
  }
}
