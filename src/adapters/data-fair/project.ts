import type { Dataset } from '../../model/dataset.ts';
import type { Projection } from '../adapter.ts';
import { createBody } from './body.ts';
import { fromModel } from './from-model.ts';
import { unseenPortal } from './topics.ts';

/** The body of a create, without its owner, and without the topics that only the installation can tell. */
export function project(dataset: Dataset, language: string): Projection {
  const portal = {
    base: undefined,
    ...unseenPortal({ language, page: undefined, publicationSite: undefined }),
  };
  const { fields, losses } = fromModel(dataset, undefined, portal);
  const { extras: _none, ...body } = createBody(fields, undefined);
  return { body, losses };
}
