import type { Dataset } from '../../../model/dataset.ts';

/** udata wants a topic of every reuse; the EU's themes of its dataset say which. */
const TOPICS: Readonly<Record<string, string>> = {
  AGRI: 'food_and_agriculture',
  ECON: 'economy_and_business',
  EDUC: 'education_and_research',
  ENER: 'environment_and_energy',
  ENVI: 'environment_and_energy',
  GOVE: 'politics_and_public_life',
  HEAL: 'health',
  JUST: 'law_and_justice',
  REGI: 'housing_and_development',
  SOCI: 'society_and_demography',
  TECH: 'education_and_research',
  TRAN: 'transport_and_mobility',
};
const OTHERS = 'others';

export function topicOf({ theme = [] }: Dataset): string {
  return theme.map(({ code = '' }) => TOPICS[code]).find((topic) => topic !== undefined) ?? OTHERS;
}
