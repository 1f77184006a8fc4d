import type { RemoteUnderTest } from '../contracts/remote.ts';

type Written =
  | 'isCreate'
  | 'countTitled'
  | 'countPublic'
  | 'title'
  | 'resources'
  | 'extra'
  | 'retitle'
  | 'addResource'
  | 'addExtra'
  | 'removeByHand';

/** A remote of a kind that Navette only reads: what the contract asks of written records is asked of none. */
export function harvestOnly(remote: Omit<RemoteUnderTest, Written>): RemoteUnderTest {
  const never = (): Promise<never> => Promise.reject(new TypeError('nothing is written to this remote'));
  return {
    ...remote,
    isCreate: () => false,
    countTitled: never,
    countPublic: never,
    title: never,
    resources: never,
    extra: never,
    retitle: never,
    addResource: never,
    addExtra: never,
    removeByHand: never,
  };
}
