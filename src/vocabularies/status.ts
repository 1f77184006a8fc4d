import type { Coded } from '../model/coded.ts';
import { matcher, Vocabulary } from './match.ts';
import type { Concept } from './match.ts';

const AUTHORITY = 'http://publications.europa.eu/resource/authority';
const ADMS = 'purl.org/adms/status';

const STATUSES: readonly Concept[] = [
  {
    code: 'COMPLETED',
    label: { en: 'completed', fr: 'achevé' },
    uris: [`${ADMS}/Completed`],
    codes: ['completed', 'historicalArchive'],
    aliases: [
      'complete',
      'achevée',
      'finalisé',
      'finalisée',
      'terminé',
      'terminée',
      'published',
      'publié',
      'publiée',
      'final',
      'archive historique',
    ],
  },
  {
    code: 'DEPRECATED',
    label: { en: 'deprecated', fr: 'obsolète' },
    uris: [`${ADMS}/Deprecated`],
    codes: ['obsolete', 'superseded'],
    aliases: ['obsolete', 'dépréciée', 'déprécié', 'remplacée', 'remplacé', 'périmé', 'périmée'],
  },
  {
    code: 'DEVELOP',
    label: { en: 'under development', fr: 'en cours d’élaboration' },
    uris: [`${ADMS}/UnderDevelopment`],
    codes: ['underDevelopment', 'onGoing', 'planned', 'required'],
    aliases: [
      'in development',
      'en cours',
      'en développement',
      'en cours de création',
      'en projet',
      'draft',
      'brouillon',
      'planifié',
      'planifiée',
      'mise à jour continue',
    ],
  },
  {
    code: 'WITHDRAWN',
    label: { en: 'withdrawn', fr: 'retiré' },
    uris: [`${ADMS}/Withdrawn`],
    codes: ['retired', 'deleted'],
    aliases: ['retirée', 'supprimé', 'supprimée', 'removed'],
  },
  { code: 'OP_DATPRO', label: { en: 'provisional data', fr: 'données provisoires' } },
];

const AVAILABILITIES: readonly Concept[] = [
  {
    code: 'AVAILABLE',
    label: { en: 'available', fr: 'disponible' },
    uris: ['data.europa.eu/r5r/availability/available', 'dcat-ap.de/def/plannedAvailability/available'],
    aliases: ['disponible à moyen terme', 'available in the medium term', 'verfügbar'],
  },
  {
    code: 'EXPERIMENTAL',
    label: { en: 'experimental', fr: 'expérimental' },
    uris: ['data.europa.eu/r5r/availability/experimental', 'dcat-ap.de/def/plannedAvailability/experimental'],
    aliases: ['expérimentale', 'test', 'beta', 'experimentell'],
  },
  {
    code: 'STABLE',
    label: { en: 'stable', fr: 'stable' },
    uris: ['data.europa.eu/r5r/availability/stable', 'dcat-ap.de/def/plannedAvailability/stable'],
    aliases: ['long term', 'pérenne', 'stabil'],
  },
  {
    code: 'TEMPORARY',
    label: { en: 'temporary', fr: 'temporaire' },
    uris: ['data.europa.eu/r5r/availability/temporary', 'dcat-ap.de/def/plannedAvailability/temporary'],
    aliases: ['provisoire', 'éphémère', 'temporär', 'short term'],
  },
  { code: 'OP_DATPRO', label: { en: 'provisional data', fr: 'données provisoires' } },
];

/** adms:status of a distribution: EU and ADMS terms, ISO 19115 MD_ProgressCode, French and English words. */
export const matchStatus: (raw: string) => Readonly<Coded> = matcher(
  inTable('distribution-status', STATUSES),
);

/** dcatap:availability, how long a distribution is meant to stay. */
export const matchAvailability: (raw: string) => Readonly<Coded> = matcher(
  inTable('planned-availability', AVAILABILITIES),
);

function inTable(table: string, concepts: readonly Concept[]): Vocabulary<Concept> {
  return new Vocabulary(
    concepts.map((concept) => ({ ...concept, uri: `${AUTHORITY}/${table}/${concept.code}` })),
  );
}
