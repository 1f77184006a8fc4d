/** Creations under way, by site and name. */
const underWay = new Map<string, Promise<unknown>>();

/**
 * Lets creations under one name on one site follow each other. CKAN checks early whether a name is free and saves late, over
 * whatever has the name by then: of two packages that are made at once the first would become the second. `waited` says that
 * the name may have been taken meanwhile. The port is no part of the site: a proxy may stand in front of it.
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
