import { RemoteFault } from '../../faults.ts';
import { holderOf, ownerOf, accountText, type Account, type DataFairSettings } from './settings.ts';

/** Nothing can be pushed without a key, and without knowing for whom. */
export function demandOwner(settings: DataFairSettings): Account {
  const obstacle = obstacleTo(settings);
  const owner = ownerOf(settings);
  if (obstacle === undefined && owner !== undefined) return owner;
  throw new RemoteFault('unauthorised', obstacle ?? 'nobody is known as owner');
}

/** Why a push with these settings cannot work. */
export function obstacleTo(settings: DataFairSettings): string | undefined {
  if (settings.apiKey === undefined) return 'there is no API key: datasets are pushed with one';
  const [holder, owner] = [holderOf(settings), ownerOf(settings)];
  if (owner === undefined)
    return 'the API key does not tell whose it is, and no owner is set: set owner to organization:<id>';
  const isForeign = holder !== undefined && (holder.type !== owner.type || holder.id !== owner.id);
  if (!isForeign) return undefined;
  return `the API key is of ${accountText(holder)}, the owner is ${accountText(owner)}: they must be of one account`;
}
