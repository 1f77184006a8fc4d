import type { HttpRequest } from '../../http/http.ts';
import type { DataFairAccount } from '../../config/data-fair.ts';

type Query = NonNullable<HttpRequest['query']>;

/** Reads of many datasets at once: as many ids as an address bears. */
export const IDS_AT_ONCE = 100;
/** The most that one list gives, and the deepest that it goes. */
export const LIST_MAX = 10_000;
const MIB = 1024 * 1024;

/** Fields of a look for changes; lists of thousands must stay small. Who may see a dataset is worked out, and raw lists do not tell it. */
export const STAMP_QUERY = {
  select:
    'id,status,isMetaOnly,updatedAt,dataUpdatedAt,finalizedAt,visibility,-userPermissions,-public,-links,-owner',
  raw: false,
} as const;

/** Requests without a host: the client puts them under Data Fair's own address. */
export type Asked = Omit<HttpRequest, 'url' | 'secretHeaders'> & { path: readonly string[] };

export function listing(query: Query): Asked {
  return {
    path: ['datasets'],
    query: { raw: true, ...query },
    limits: { bodyBytesMax: 256 * MIB, wireBytesMax: 128 * MIB },
  };
}

/** Only what the account owns: a key may see what others share with it. */
export function ownerFilter({ type, id, department }: DataFairAccount): string {
  return [type, id, ...(department === undefined ? [] : [department])].join(':');
}

export function reading(id: string): Asked {
  return { path: ['datasets', id] };
}

/** Creates what is missing, under an id of ours: sending it twice makes one. */
export function creating(id: string, body: Record<string, unknown>): Asked {
  return { method: 'PUT', path: ['datasets', id], json: body, repeatable: true, patient: true };
}

export function patching(id: string, patch: Record<string, unknown>): Asked {
  return { method: 'PATCH', path: ['datasets', id], json: patch, repeatable: true };
}

/** The same for what may be gone meanwhile: then there is nothing to change. */
export function patchingIfThere(id: string, patch: Record<string, unknown>): Asked {
  return { ...patching(id, patch), accept: [404] };
}

export function deleting(id: string): Asked {
  return { method: 'DELETE', path: ['datasets', id], repeatable: true, accept: [404] };
}

export function permitting(id: string, permissions: readonly unknown[]): Asked {
  return { method: 'PUT', path: ['datasets', id, 'permissions'], json: permissions, repeatable: true };
}

export function owning(id: string, owner: DataFairAccount & { name: string }): Asked {
  return { method: 'PUT', path: ['datasets', id, 'owner'], json: owner, repeatable: true };
}
