import { fold } from './fold.ts';
import { memoise } from './memo.ts';

/** Who does what for a dataset: ISO 19115's CI_RoleCode, the contact role of udata and the property of DCAT or GeoDCAT-AP. */
export interface Role {
  /** CI_RoleCode. */
  iso: string;
  /** udata's contact role; absent where udata has none that says it. */
  udata?: string;
  /** The property that leads from the dataset to the agent; absent where only a qualified attribution can say it. */
  predicate?: string;
  fr: string;
  en: string;
}

const DCT = 'http://purl.org/dc/terms/';
const GEODCAT = 'http://data.europa.eu/930/';

/** In the order in which an ISO record without a publisher gets one, contact points last. */
export const ROLES: readonly Role[] = [
  { iso: 'publisher', udata: 'publisher', predicate: `${DCT}publisher`, fr: 'éditeur', en: 'publisher' },
  { iso: 'owner', udata: 'rightsHolder', predicate: `${DCT}rightsHolder`, fr: 'propriétaire', en: 'owner' },
  {
    iso: 'custodian',
    udata: 'custodian',
    predicate: `${GEODCAT}custodian`,
    fr: 'gestionnaire',
    en: 'custodian',
  },
  {
    iso: 'resourceProvider',
    udata: 'resourceProvider',
    predicate: `${GEODCAT}resourceProvider`,
    fr: 'fournisseur',
    en: 'resource provider',
  },
  {
    iso: 'originator',
    udata: 'originator',
    predicate: `${GEODCAT}originator`,
    fr: 'commanditaire',
    en: 'originator',
  },
  {
    iso: 'distributor',
    udata: 'distributor',
    predicate: `${GEODCAT}distributor`,
    fr: 'distributeur',
    en: 'distributor',
  },
  { iso: 'author', udata: 'creator', predicate: `${DCT}creator`, fr: 'auteur', en: 'author' },
  {
    iso: 'principalInvestigator',
    udata: 'principalInvestigator',
    predicate: `${GEODCAT}principalInvestigator`,
    fr: 'maître d’œuvre',
    en: 'principal investigator',
  },
  {
    iso: 'processor',
    udata: 'processor',
    predicate: `${GEODCAT}processor`,
    fr: 'exécutant',
    en: 'processor',
  },
  { iso: 'user', udata: 'user', predicate: `${GEODCAT}user`, fr: 'utilisateur', en: 'user' },
  {
    iso: 'rightsHolder',
    udata: 'rightsHolder',
    predicate: `${DCT}rightsHolder`,
    fr: 'détenteur des droits',
    en: 'rights holder',
  },
  { iso: 'contributor', predicate: `${DCT}contributor`, fr: 'contributeur', en: 'contributor' },
  { iso: 'coAuthor', udata: 'creator', predicate: `${DCT}creator`, fr: 'coauteur', en: 'co-author' },
  { iso: 'collaborator', fr: 'collaborateur', en: 'collaborator' },
  { iso: 'editor', fr: 'rédacteur', en: 'editor' },
  { iso: 'funder', fr: 'financeur', en: 'funder' },
  { iso: 'mediator', fr: 'médiateur', en: 'mediator' },
  { iso: 'sponsor', fr: 'parrain', en: 'sponsor' },
  { iso: 'stakeholder', fr: 'partie prenante', en: 'stakeholder' },
  {
    iso: 'pointOfContact',
    udata: 'contact',
    predicate: 'http://www.w3.org/ns/dcat#contactPoint',
    fr: 'point de contact',
    en: 'point of contact',
  },
];

const index = new Map(ROLES.map((role) => [fold(role.iso), role]));
for (const role of ROLES) {
  for (const name of [role.udata, role.predicate, role.fr, role.en]) {
    if (name !== undefined && !index.has(fold(name))) index.set(fold(name), role);
  }
}
const ISO_PREFIX = /^(?:.*(?:CI_RoleCode|ResponsiblePartyRole)[_/#]?)/;

/** The role that an ISO code (with or without its code list), a udata role, a predicate or a word names. */
export function matchRole(raw: string): Role | undefined {
  return remembered(raw).role;
}

const remembered = memoise((raw: string): { role?: Role } => {
  const role = index.get(fold(raw.trim().replace(ISO_PREFIX, ''))) ?? index.get(fold(raw));
  return role === undefined ? {} : { role };
});
