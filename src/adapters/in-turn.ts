/** What is under way, by site and name. */
const underWay = new Map<string, Promise<unknown>>();

/**
 * Lets what reads and then writes one thing of a site follow each other, where the site itself keeps nobody from coming between.
 * `waited` says that the thing may have changed meanwhile. The port is no part of the site: a proxy may stand in front of it.
 */
export async function inTurn<T>(
  site: string,
  name: string,
  make: (waited: boolean) => Promise<T>,
): Promise<T> {
  const key = `${new URL(site).hostname} ${name}`;
  const before = underWay.get(key);
  // Of the one before only its end matters: it tells its trouble itself.
  const turn = before === undefined ? make(false) : before.catch(() => undefined).then(() => make(true));
  underWay.set(key, turn);
  try {
    return await turn;
  } finally {
    if (underWay.get(key) === turn) underWay.delete(key);
  }
}
