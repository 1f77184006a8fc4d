import type { Dataset } from '../../src/model/dataset.ts';

const CREATE = '^/api/1/datasets/$';
const ONE = '^/api/1/datasets/[^/]+/$';
/** Of requests as the portal's own faults are told. */
export const MATCH = {
  create: { method: 'POST', path: CREATE },
  update: { method: 'PUT', path: ONE },
  remove: { method: 'DELETE', path: ONE },
} as const;

export const isCreate = ({ method, path }: { method: string; path: string }): boolean =>
  method === 'POST' && new RegExp(CREATE).test(path);

export const isWrite = ({ method, path }: { method: string; path: string }): boolean =>
  isCreate({ method, path }) ||
  ((method === 'PUT' || method === 'DELETE') && /^\/api\/1\/datasets\/[0-9a-f]{24}\//.test(path));

export const titleOf = (id: string, version: number): string => `Jeu ${id} v${version}`;
export const fileOf = (id: string, version: number): string => `https://example.org/${id}/v${version}.csv`;
export const fixedFileOf = (id: string): string => `https://example.org/${id}/notice.pdf`;

/** Both its title and one of its two files tell the version. */
export function datasetOf(id: string, version: number): Dataset {
  return {
    kind: 'dataset',
    id,
    title: { fr: titleOf(id, version) },
    description: { fr: `Description de ${id}` },
    distribution: [
      { id: 'data', title: { fr: 'Données' }, downloadURL: [fileOf(id, version)] },
      { id: 'notice', title: { fr: 'Notice' }, downloadURL: [fixedFileOf(id)] },
    ],
  };
}
