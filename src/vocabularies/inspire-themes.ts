import type { LangText } from '../model/text.ts';
import { INSPIRE_THEME_WORDS } from './inspire-theme-words.ts';
import type { Concept } from './match.ts';

/** A term of another vocabulary and the EU data theme that covers it best. */
interface Aligned extends Concept {
  theme: string;
}

const INSPIRE = 'http://inspire.ec.europa.eu/theme';
const TOPIC = 'http://inspire.ec.europa.eu/metadata-codelist/TopicCategory';

function theme(code: string, euTheme: string, en: string, fr: string, ...aliases: string[]): Aligned {
  const words = [...aliases, ...(INSPIRE_THEME_WORDS[code] ?? [])];
  return { code, theme: euTheme, uri: `${INSPIRE}/${code}`, label: { en, fr }, aliases: words };
}

/** The 34 spatial data themes of the INSPIRE directive's annexes. */
export const INSPIRE_THEMES: readonly Aligned[] = [
  theme('ad', 'REGI', 'Addresses', 'Adresses'),
  theme('au', 'REGI', 'Administrative units', 'Unités administratives'),
  theme('rs', 'TECH', 'Coordinate reference systems', 'Référentiels de coordonnées'),
  theme('gg', 'TECH', 'Geographical grid systems', 'Systèmes de maillage géographique'),
  theme('cp', 'REGI', 'Cadastral parcels', 'Parcelles cadastrales'),
  theme('gn', 'REGI', 'Geographical names', 'Dénominations géographiques', 'Noms géographiques'),
  theme('hy', 'ENVI', 'Hydrography', 'Hydrographie'),
  theme('ps', 'ENVI', 'Protected sites', 'Sites protégés'),
  theme('tn', 'TRAN', 'Transport networks', 'Réseaux de transport'),
  theme('el', 'ENVI', 'Elevation', 'Altitude'),
  theme('ge', 'ENVI', 'Geology', 'Géologie'),
  theme('lc', 'ENVI', 'Land cover', 'Occupation des terres', 'Occupation du sol'),
  theme('oi', 'REGI', 'Orthoimagery', 'Ortho-imagerie'),
  theme('af', 'AGRI', 'Agricultural and aquaculture facilities', 'Installations agricoles et aquacoles'),
  theme(
    'am',
    'ENVI',
    'Area management/restriction/regulation zones and reporting units',
    'Zones de gestion, de restriction ou de réglementation et unités de déclaration',
  ),
  theme('ac', 'ENVI', 'Atmospheric conditions', 'Conditions atmosphériques'),
  theme('br', 'ENVI', 'Bio-geographical regions', 'Régions biogéographiques'),
  theme('bu', 'REGI', 'Buildings', 'Bâtiments'),
  theme('er', 'ENER', 'Energy resources', 'Sources d’énergie'),
  theme('ef', 'ENVI', 'Environmental monitoring facilities', 'Installations de suivi environnemental'),
  theme('hb', 'ENVI', 'Habitats and biotopes', 'Habitats et biotopes'),
  theme('hh', 'HEAL', 'Human health and safety', 'Santé et sécurité des personnes'),
  theme('lu', 'REGI', 'Land use', 'Usage des sols'),
  theme('mr', 'ECON', 'Mineral resources', 'Ressources minérales'),
  theme(
    'mf',
    'ENVI',
    'Meteorological geographical features',
    'Caractéristiques géographiques météorologiques',
  ),
  theme('nz', 'ENVI', 'Natural risk zones', 'Zones à risque naturel'),
  theme(
    'of',
    'ENVI',
    'Oceanographic geographical features',
    'Caractéristiques géographiques océanographiques',
  ),
  theme(
    'pd',
    'SOCI',
    'Population distribution - demography',
    'Répartition de la population — démographie',
    'Population distribution and demography',
  ),
  theme('pf', 'ECON', 'Production and industrial facilities', 'Lieux de production et sites industriels'),
  theme('sr', 'ENVI', 'Sea regions', 'Régions maritimes'),
  theme('so', 'ENVI', 'Soil', 'Sols'),
  theme('sd', 'ENVI', 'Species distribution', 'Répartition des espèces'),
  theme('su', 'SOCI', 'Statistical units', 'Unités statistiques'),
  theme(
    'us',
    'GOVE',
    'Utility and governmental services',
    'Services d’utilité publique et services publics',
    'Utility and government services',
  ),
];

function topic(code: string, euTheme: string, label: LangText): Aligned {
  return { code, theme: euTheme, uri: `${TOPIC}/${code}`, label };
}

/** The topic categories of ISO 19115 (MD_TopicCategoryCode). */
export const ISO_TOPICS: readonly Aligned[] = [
  topic('farming', 'AGRI', { en: 'Farming', fr: 'Agriculture' }),
  topic('biota', 'ENVI', { en: 'Biota', fr: 'Biote' }),
  topic('boundaries', 'REGI', { en: 'Boundaries', fr: 'Limites' }),
  topic('climatologyMeteorologyAtmosphere', 'ENVI', {
    en: 'Climatology / meteorology / atmosphere',
    fr: 'Climatologie / météorologie / atmosphère',
  }),
  topic('economy', 'ECON', { en: 'Economy', fr: 'Économie' }),
  topic('elevation', 'ENVI', { en: 'Elevation', fr: 'Topographie' }),
  topic('environment', 'ENVI', { en: 'Environment', fr: 'Environnement' }),
  topic('geoscientificInformation', 'ENVI', {
    en: 'Geoscientific information',
    fr: 'Informations géoscientifiques',
  }),
  topic('health', 'HEAL', { en: 'Health', fr: 'Santé' }),
  topic('imageryBaseMapsEarthCover', 'REGI', {
    en: 'Imagery / base maps / earth cover',
    fr: 'Imagerie / cartes de base / occupation des terres',
  }),
  topic('intelligenceMilitary', 'JUST', {
    en: 'Intelligence / military',
    fr: 'Renseignement / secteur militaire',
  }),
  topic('inlandWaters', 'ENVI', { en: 'Inland waters', fr: 'Eaux intérieures' }),
  topic('location', 'REGI', { en: 'Location', fr: 'Localisation' }),
  topic('oceans', 'ENVI', { en: 'Oceans', fr: 'Océans' }),
  topic('planningCadastre', 'REGI', { en: 'Planning / cadastre', fr: 'Planification / cadastre' }),
  topic('society', 'SOCI', { en: 'Society', fr: 'Société' }),
  topic('structure', 'REGI', { en: 'Structure', fr: 'Structure' }),
  topic('transportation', 'TRAN', { en: 'Transportation', fr: 'Transport' }),
  topic('utilitiesCommunication', 'ENER', {
    en: 'Utilities / communication',
    fr: 'Services d’utilité publique / communication',
  }),
];
