import { HVD_CATEGORIES, HVD_LEGISLATION } from '../../vocabularies/hvd.ts';
import { DCAT_AP } from './dcat-ap.ts';
import type { ClassRules, Rule } from './rules.ts';

const LAW: Rule = { path: 'dcatap:applicableLegislation', min: 1, oneOf: [HVD_LEGISLATION] };

/** The categories below the six are taken on their word. */
const CATEGORY: readonly Rule[] = [
  { path: 'dcatap:hvdCategory', min: 1, is: 'iri' },
  { path: 'dcatap:hvdCategory', oneOf: HVD_CATEGORIES.map(({ uri }) => uri), advice: true },
];

/** What the profile for high-value datasets asks for beside DCAT-AP: the law, the category, and whom to ask. */
export const HVD: readonly ClassRules[] = [
  ...DCAT_AP,
  { type: 'dcat:Dataset', title: 'dataset', rules: [LAW, ...CATEGORY] },
  { type: 'dcat:DatasetSeries', title: 'series', rules: [LAW, ...CATEGORY] },
  {
    type: 'dcat:DataService',
    title: 'service',
    rules: [LAW, ...CATEGORY, { path: 'dcat:contactPoint', min: 1 }, { path: 'foaf:page', min: 1 }],
  },
  {
    type: 'dcat:Distribution',
    title: 'distribution',
    rules: [LAW, { path: 'dct:license', min: 1, advice: true }],
  },
];
