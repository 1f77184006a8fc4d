import type { Coded } from '../model/coded.ts';
import { fold } from './fold.ts';
import { INSPIRE_THEMES, ISO_TOPICS } from './inspire-themes.ts';
import { coded, CONFIDENCE, unknown, Vocabulary } from './match.ts';
import type { Concept } from './match.ts';
import { memoise } from './memo.ts';

const EU = 'http://publications.europa.eu/resource/authority/data-theme';

/** The EU's data themes; `aliases` are theme labels of portals, mostly Opendatasoft's French ones. */
const THEMES: readonly Concept[] = [
  {
    code: 'AGRI',
    label: {
      en: 'Agriculture, fisheries, forestry and food',
      fr: 'Agriculture, pêche, sylviculture et alimentation',
    },
    aliases: [
      'Agriculture',
      'Agriculture, Alimentation',
      'Agriculture et alimentation',
      'Agriculture, pêche, forêt',
      'Alimentation',
      'Forêt',
      'Pêche',
      'Agriculture et développement rural',
      'Food',
      'Agroalimentaire',
      'Landwirtschaft',
    ],
  },
  {
    code: 'ECON',
    label: { en: 'Economy and finance', fr: 'Économie et finances' },
    aliases: [
      'Économie',
      'Finances',
      'Économie, Business, PME, Développement économique, Emploi',
      'Économie, emploi',
      'Économie et emploi',
      'Économie, Entreprises',
      'Développement économique',
      'Entreprises',
      'Emploi',
      'Commerce',
      'Économie et Commerces',
      'Tourisme',
      'Hébergement, industrie hôtelière',
      'Hébergement, Restauration',
      'Economy',
      'Finance',
      'Business',
      'Budget',
      'Finances publiques',
      'Commande publique',
      'Marchés publics',
      'Wirtschaft',
      'Industrie',
      'Attractivité, économie',
      'Tourism',
      'Economy, Business, SME, Economic development, Employment',
    ],
  },
  {
    code: 'EDUC',
    label: { en: 'Education, culture and sport', fr: 'Éducation, culture et sport' },
    aliases: [
      'Éducation',
      'Culture',
      'Sport',
      'Sports',
      'Culture, Patrimoine',
      'Culture et patrimoine',
      'Patrimoine',
      'Éducation, Formation, Recherche, Enseignement',
      'Éducation, Formation',
      'Enseignement',
      'Enseignement supérieur',
      'Formation',
      'Sports, Loisirs',
      'Sport et loisirs',
      'Culture et loisirs',
      'Culture, Sport',
      'Loisirs',
      'Bibliothèques',
      'Petite enfance et éducation',
      'Enfance, jeunesse',
      'Jeunesse',
      'Événements',
      'Vie scolaire',
      'Education',
      'Education, Training, Research, Teaching',
      'Culture, Heritage',
      'Sports, Leisure',
    ],
  },
  {
    code: 'ENER',
    label: { en: 'Energy', fr: 'Énergie' },
    aliases: [
      'Énergies',
      'Énergie et climat',
      'Électricité',
      'Gaz',
      'Consommation énergétique',
      'Production d’énergie',
      'Énergie, Réseaux',
      'Transition énergétique',
      'Energie',
    ],
  },
  {
    code: 'ENVI',
    label: { en: 'Environment', fr: 'Environnement' },
    aliases: [
      'Environnement et développement durable',
      'Environnement, Nature',
      'Nature',
      'Espaces verts',
      'Espaces verts et environnement',
      'Eau',
      'Air',
      'Climat',
      'Météo',
      'Météorologie',
      'Biodiversité',
      'Déchets',
      'Propreté',
      'Développement durable',
      'Écologie',
      'Environnement, Énergie',
      'Énergie, Environnement',
      'Cadre de vie et environnement',
      'Qualité de l’air',
      'Transition écologique',
      'Risques',
      'Umwelt',
      'Environment, Nature',
      'Eau et assainissement',
    ],
  },
  {
    code: 'GOVE',
    label: { en: 'Government and public sector', fr: 'Gouvernement et secteur public' },
    aliases: [
      'Administration',
      'Gouvernement',
      'Administration, Gouvernement, Finances publiques, Citoyenneté',
      'Administration et finances publiques',
      'Administration publique',
      'Citoyenneté',
      'Citoyens',
      'Démocratie',
      'Élections',
      'Vie politique',
      'Vie publique',
      'Institution',
      'Institutions',
      'Collectivité',
      'Citoyenneté, Administration',
      'Administration et action publique',
      'Services publics',
      'Gestion publique',
      'Government',
      'Public sector',
      'Administration, Government, Public finances, Citizenship',
      'Vie citoyenne',
      'Services, Social',
    ],
  },
  {
    code: 'HEAL',
    label: { en: 'Health', fr: 'Santé' },
    aliases: [
      'Santé publique',
      'Santé et social',
      'Santé, Social',
      'Santé, Solidarité',
      'Hôpitaux',
      'Public health',
      'Gesundheit',
    ],
  },
  {
    code: 'INTR',
    label: { en: 'International issues', fr: 'Questions internationales' },
    aliases: [
      'International',
      'Relations internationales',
      'Affaires étrangères',
      'Europe',
      'Coopération internationale',
      'International et Europe',
    ],
  },
  {
    code: 'JUST',
    label: {
      en: 'Justice, legal system and public safety',
      fr: 'Justice, système juridique et sécurité publique',
    },
    aliases: [
      'Justice',
      'Sécurité',
      'Sécurité publique',
      'Justice, Sécurité, Police, Criminalité',
      'Justice et sécurité',
      'Justice, Safety, Police, Crime',
      'Défense',
      'Police',
      'Prévention',
      'Public safety',
    ],
  },
  {
    code: 'REGI',
    label: { en: 'Regions and cities', fr: 'Régions et villes' },
    aliases: [
      'Aménagement du territoire, Urbanisme, Bâtiments, Équipements, Logement',
      'Aménagement du territoire',
      'Aménagement',
      'Urbanisme',
      'Logement',
      'Habitat',
      'Habitat et logement',
      'Territoire',
      'Territoires',
      'Territoire et urbanisme',
      'Aménagement et urbanisme',
      'Urbanisme et habitat',
      'Cadastre',
      'Équipements',
      'Bâtiments',
      'Voirie',
      'Foncier',
      'Ville',
      'Cartographie',
      'Géographie',
      'Limites administratives',
      'Référentiels géographiques',
      'Découpages administratifs',
      'Town planning, Land planning, Buildings, Equipment, Housing',
      'Spatial planning, Town planning, Buildings, Equipment, Housing',
      'Cadre de vie',
      'Espace public',
    ],
  },
  {
    code: 'SOCI',
    label: { en: 'Population and society', fr: 'Population et société' },
    aliases: [
      'Population',
      'Société',
      'Social',
      'Démographie',
      'Solidarité',
      'Solidarités',
      'Action sociale',
      'Cohésion sociale',
      'État civil',
      'Égalité',
      'Handicap',
      'Population, Société',
      'Famille',
      'Vie associative',
      'Associations',
      'Citoyenneté et société',
      'Statistiques',
      'Bevölkerung',
      'Society',
      'Social and society',
    ],
  },
  {
    code: 'TECH',
    label: { en: 'Science and technology', fr: 'Science et technologie' },
    aliases: [
      'Science',
      'Sciences',
      'Technologie',
      'Technologies',
      'Recherche',
      'Numérique',
      'Innovation',
      'Sciences et technologies',
      'Télécommunications',
      'Internet',
      'Smart city',
      'Recherche et innovation',
      'Aménagement numérique',
      'Wissenschaft',
    ],
  },
  {
    code: 'TRAN',
    label: { en: 'Transport', fr: 'Transports' },
    aliases: [
      'Mobilité',
      'Mobilités',
      'Transports, Déplacements',
      'Transport et mobilité',
      'Mobilité et transport',
      'Mobilité et espace public',
      'Déplacements',
      'Stationnement',
      'Circulation',
      'Transport public',
      'Transports en commun',
      'Transport, Movements',
      'Verkehr',
      'Mobility',
      'Transportation',
      'Vélo',
      'Trafic',
      'Déplacements, mobilité',
    ],
  },
  { code: 'OP_DATPRO', label: { en: 'Provisional data', fr: 'Données provisoires' } },
];

const themes = THEMES.map((theme) => ({ ...theme, uri: `${EU}/${theme.code}` }));
const byCode = new Map(themes.map((theme) => [theme.code, theme]));
const euThemes = new Vocabulary(themes);
const inspire = new Vocabulary(INSPIRE_THEMES);
const topics = new Vocabulary(ISO_TOPICS);

/**
 * The EU data theme of a theme as a source names it. An INSPIRE theme or an ISO topic category is aligned to the
 * nearest EU theme, with the confidence of an alignment; `raw` keeps the finer one.
 */
export const matchTheme: (raw: string) => Readonly<Coded> = memoise((raw) => {
  const byUri = euThemes.uri(raw);
  if (byUri !== undefined) return coded(byUri, raw, 'uri');
  const code = euThemes.code(raw);
  if (code !== undefined) return coded(code, raw, 'code');
  const folded = fold(raw);
  const alias = euThemes.alias(folded);
  if (alias !== undefined) return coded(alias, raw, 'alias');
  const other = inspireTheme(raw) ?? isoTopic(raw);
  const aligned = other === undefined ? undefined : byCode.get(other.theme);
  if (aligned !== undefined) return coded(aligned, raw, 'alias', CONFIDENCE.text);
  const near = euThemes.near(folded);
  return near === undefined ? unknown(raw) : coded(near, raw, 'fuzzy');
});

/** The INSPIRE theme that an address, a two-letter code in one (`…/theme/hy`) or a label names. */
export function inspireTheme(raw: string): (Concept & { theme: string }) | undefined {
  return inspire.uri(raw) ?? inspire.alias(fold(raw));
}

/** The ISO 19115 topic category that a code or label names. */
export function isoTopic(raw: string): (Concept & { theme: string }) | undefined {
  return (
    topics.uri(raw) ??
    topics.code(raw.trim().replace(/^.*MD_TopicCategoryCode[_/#]?/, '')) ??
    topics.alias(fold(raw))
  );
}
