import { pickText } from '../../model/text.ts';
import type { Dataset } from '../../model/dataset.ts';
import type { Projection } from '../adapter.ts';
import { licenseTerm } from './coded.ts';
import { newPackage } from './document.ts';
import { wantedOf } from './from-model.ts';
import { nameCandidates } from './names.ts';
import { LANGUAGE } from './put.ts';

/** The package that a create would send, but for mark and organization. */
export function project(dataset: Dataset): Projection {
  const license = licenseTerm(dataset.license);
  const { fields, losses } = wantedOf(dataset, LANGUAGE, license.id);
  const [name = ''] = nameCandidates(pickText(dataset.title, [LANGUAGE]) ?? dataset.id, dataset.id);
  if (license.loss !== undefined) losses.push({ field: 'license', reason: license.loss });
  if (dataset.kind === 'service')
    losses.push({
      field: 'kind',
      value: dataset.kind,
      reason: 'CKAN has no data services: a push refuses it',
    });
  return { body: newPackage(name, fields, new Set()), losses };
}
