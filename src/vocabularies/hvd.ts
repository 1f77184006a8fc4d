import type { Coded } from '../model/coded.ts';
import { matcher, Vocabulary } from './match.ts';

/** The regulation that lists high-value datasets: what `applicableLegislation` of each of them holds. */
export const HVD_LEGISLATION = 'http://data.europa.eu/eli/reg_impl/2023/138/oj';

const BNA = 'http://data.europa.eu/bna';

/** The six top categories of the regulation. */
export const HVD_CATEGORIES = [
  {
    code: 'c_164e0bf5',
    uri: `${BNA}/c_164e0bf5`,
    label: { en: 'Meteorological', fr: 'Météorologiques' },
    aliases: ['Météorologie', 'Meteorology', 'Données météorologiques', 'Météo'],
  },
  {
    code: 'c_a9135398',
    uri: `${BNA}/c_a9135398`,
    label: { en: 'Companies and company ownership', fr: 'Entreprises et propriété d’entreprises' },
    aliases: ['Companies', 'Entreprises', 'Entreprise et propriété d’entreprises', 'Company ownership'],
  },
  {
    code: 'c_ac64a52d',
    uri: `${BNA}/c_ac64a52d`,
    label: { en: 'Geospatial', fr: 'Géospatiales' },
    aliases: ['Géospatial', 'Données géospatiales', 'Geospatial data'],
  },
  {
    code: 'c_b79e35eb',
    uri: `${BNA}/c_b79e35eb`,
    label: { en: 'Mobility', fr: 'Mobilité' },
    aliases: ['Mobilités'],
  },
  {
    code: 'c_dd313021',
    uri: `${BNA}/c_dd313021`,
    label: { en: 'Earth observation and environment', fr: 'Observation de la Terre et environnement' },
    aliases: ['Earth observation', 'Observation de la Terre', 'Observation de la terre et environnement'],
  },
  {
    code: 'c_e1da4e07',
    uri: `${BNA}/c_e1da4e07`,
    label: { en: 'Statistics', fr: 'Statistiques' },
    aliases: ['Statistique', 'Statistical', 'Données statistiques'],
  },
] as const;

/** Recognises a category of high-value datasets by its address, code or label. */
export const matchHvdCategory: (raw: string) => Readonly<Coded> = matcher(new Vocabulary(HVD_CATEGORIES));
