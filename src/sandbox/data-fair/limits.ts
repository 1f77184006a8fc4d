import { isObject } from '../json.ts';
import type { PortalReply } from '../portal.ts';
import type { Context } from './context.ts';
import { Refusal, forbidden, invalid, notFound } from './refusal.ts';
import type { Account, Limit, State } from './state.ts';

/** Refuses what would go over a quota: the same status as a rate limit, and only the words differ. */
export function checkQuota(state: State, owner: Account, bytes: number, isNew: boolean): void {
  const { storeBytesMax, datasetsMax } = state.switches;
  const isUnlimited = storeBytesMax < 0 && datasetsMax < 0 && state.limits.size === 0;
  if (isUnlimited) return;
  const { store_bytes, nb_datasets } = limitsOf(state, owner);
  if (isNew && nb_datasets.limit >= 0 && nb_datasets.consumption >= nb_datasets.limit)
    throw new Refusal(429, 'Vous avez atteint la limite de votre nombre de jeux de données.');
  if (store_bytes.limit >= 0 && store_bytes.consumption + bytes > store_bytes.limit)
    throw new Refusal(429, 'Vous avez atteint la limite de votre espace de stockage.');
}

/** `GET` for the members of an account; `POST` by administrators of the installation. */
export function limitsRoute(context: Context, method: string, names: string[]): PortalReply | undefined {
  const [type, id, ...more] = names;
  if (more.length > 0 || id === undefined) return undefined;
  const session = context.someone();
  if (type !== 'user' && type !== 'organization') throw invalid('Wrong consumer type');
  const owner: Account = { type, id, name: id };
  const { account } = session;
  if (!session.adminMode && (account?.type !== type || account.id !== id)) throw forbidden();
  if (method === 'GET') return context.reply(200, { type, id, ...limitsOf(context.state, owner) });
  if (method !== 'POST') return undefined;
  if (!session.adminMode) throw forbidden();
  context.state.limits.set(`${type}:${id}`, limitsIn(context.object()));
  return context.reply(200, { type, id, ...limitsOf(context.state, owner) });
}

type Limits = Record<'store_bytes' | 'indexed_bytes' | 'nb_datasets', Limit>;

function limitsOf(state: State, { type, id }: Account): Limits {
  const theirs = [...state.datasets.values()].filter(({ owner }) => owner.type === type && owner.id === id);
  const stored = theirs.reduce((sum, { storage }) => sum + (storage?.size ?? 0), 0);
  const indexed = theirs.reduce((sum, { storage }) => sum + (storage?.indexed.size ?? 0), 0);
  const set = state.limits.get(`${type}:${id}`);
  const { storeBytesMax, datasetsMax } = state.switches;
  return {
    store_bytes: { limit: set?.['store_bytes']?.limit ?? storeBytesMax, consumption: stored },
    indexed_bytes: { limit: set?.['indexed_bytes']?.limit ?? -1, consumption: indexed },
    nb_datasets: { limit: set?.['nb_datasets']?.limit ?? datasetsMax, consumption: theirs.length },
  };
}

function limitsIn(body: Record<string, unknown>): Record<string, Limit> {
  const found: Record<string, Limit> = {};
  for (const [name, value] of Object.entries(body)) {
    if (isObject(value) && typeof value['limit'] === 'number')
      found[name] = { limit: value['limit'], consumption: 0 };
  }
  if (Object.keys(found).length === 0) throw notFound('no limits');
  return found;
}
