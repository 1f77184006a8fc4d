import { RemoteFault } from '../../faults.ts';
import { perSession } from '../per-session.ts';
import { reading } from './requests.ts';
import type { OgcSession } from './requests.ts';
import { WireCollection, WireCollections, WireLanding } from './wire.ts';

/** The collection whose records are listed. */
export interface Place {
  /** Address of the catalogue itself. */
  root: string;
  id: string;
  title?: string;
  /** Address of its items. */
  items: string;
}

const SHOWN_MAX = 20;
/** Collections that hold what the others show parts of: pycsw's and Hub's. */
const MAIN = ['metadata:main', 'dataset'];
/** Where ArcGIS Hub has it, behind the pages of its sites. */
const HUB = '/api/search/v1';

export const placeOf = perSession(async (session: OgcSession): Promise<Place> => {
  const { settings } = session;
  const named = /^(.*)\/collections\/([^/]+)$/.exec(settings.url);
  const root = named?.[1] ?? (await rootOf(session));
  const id = settings.collection ?? (named?.[2] === undefined ? undefined : decodeURIComponent(named[2]));
  const collection = id === undefined ? await onlyOf(session, root) : await collectionAt(session, root, id);
  return {
    root,
    id: collection.id,
    ...(collection.title === undefined ? {} : { title: collection.title }),
    items: itemsOf(collection, root),
  };
});

/** The address given, or where Hub has its catalogue behind it. */
async function rootOf(session: OgcSession): Promise<string> {
  const { url } = session.settings;
  try {
    await session.http.json(WireLanding, reading(session.settings, url));
    return url;
  } catch (error) {
    if (!(error instanceof RemoteFault) || (error.kind !== 'malformed' && error.kind !== 'absent'))
      throw error;
    if (url.endsWith(HUB)) throw error;
    const hub = `${new URL(url).origin}${HUB}`;
    try {
      await session.http.json(WireLanding, reading(session.settings, hub));
      return hub;
    } catch (second) {
      if (second instanceof RemoteFault && second.kind === 'unauthorised') throw second;
      throw new RemoteFault(error.kind, `${url} is no catalogue of OGC API Records: ${error.message}`, {
        status: error.status,
        cause: error,
      });
    }
  }
}

async function collectionAt(session: OgcSession, root: string, id: string): Promise<WireCollection> {
  return session.http.json(
    WireCollection,
    reading(session.settings, `${root}/collections/${encodeURIComponent(id)}`),
  );
}

async function onlyOf(session: OgcSession, root: string): Promise<WireCollection> {
  const { collections } = await session.http.json(
    WireCollections,
    reading(session.settings, `${root}/collections`),
  );
  const all = collections.flatMap((one) => WireCollection.safeParse(one).data ?? []);
  const records = all.filter(({ itemType, type }) => itemType === 'record' || type === 'Catalog');
  const [only, ...more] = records;
  const main = MAIN.flatMap((id) => records.find((one) => one.id === id) ?? [])[0];
  if (main !== undefined) return main;
  if (only !== undefined && more.length === 0) return only;
  const ids = (records.length === 0 ? all : records).slice(0, SHOWN_MAX).map(({ id }) => id);
  const { host } = new URL(root);
  throw new RemoteFault(
    'refused',
    records.length === 0
      ? `${host} names no collection of records among: ${ids.join(', ')}; give one as collection`
      : `${host} has several collections of records; give one as collection: ${ids.join(', ')}`,
  );
}

/** Where it says its items are, if that is on the catalogue's own host. */
function itemsOf({ id, links }: WireCollection, root: string): string {
  const usual = `${root}/collections/${encodeURIComponent(id)}/items`;
  const told = links
    .filter(({ rel, type }) => rel === 'items' && (type === undefined || /json/.test(type)))
    .flatMap(({ href }) => (URL.canParse(href, `${root}/`) ? [new URL(href, `${root}/`)] : []))
    .find(({ origin }) => origin === new URL(root).origin);
  return told === undefined ? usual : told.origin + told.pathname;
}
