/** One thing that a portal does against expectation: how to see it, and what is seen. */
export interface Trap<P> {
  fact: string;
  observe: (portal: P) => Promise<unknown>;
  shows: unknown;
  /** Why a particular real portal cannot be asked: its key is a sysadmin's, its database lacks something. */
  notOnPeer?: string;
}

export function trap<P>(
  fact: string,
  shows: unknown,
  observe: (portal: P) => Promise<unknown>,
  notOnPeer?: string,
): Trap<P> {
  return { fact, observe, shows, ...(notOnPeer !== undefined && { notOnPeer }) };
}
