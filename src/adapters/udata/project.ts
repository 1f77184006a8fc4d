import type { Dataset } from '../../model/dataset.ts';
import { UDATA_LICENSES } from '../../vocabularies/licenses.ts';
import type { Projection } from '../adapter.ts';
import { createBody } from './body.ts';
import { fromModel } from './from-model.ts';
import type { MappingSettings } from './from-model.ts';

/** The body of a create, without the organisation and the ids of contacts, which only the site can tell. */
export function project(dataset: Dataset, settings: MappingSettings): Projection {
  const { fields, losses } = fromModel(dataset, undefined, settings);
  const { license } = fields;
  const usual = typeof license === 'string' && UDATA_LICENSES.has(license);
  const { organization: _organization, ...body } = createBody(
    { ...fields, license: usual ? license : null },
    '',
    [],
  );
  const contacts = fields['contact_points'];
  return { body: contacts === undefined ? body : { ...body, contact_points: contacts }, losses };
}
