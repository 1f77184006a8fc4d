import { called, firstOf, type Look, rootsOf, seenJson, type Sighting } from '../look.ts';
import { WireCollection, WireCollections, WireConformance, WireLanding } from './wire.ts';

const PAGES = /\/(?:collections|conformance)\//;
const NAMED = /\/collections\/([^/]+)/;
/** Where ArcGIS Hub has its catalogue. */
const HUB = '/api/search/v1';

/** A landing page, and what it conforms to or holds: features have the same door. */
export async function detect(look: Look): Promise<Sighting[]> {
  const roots = [...rootsOf(look, PAGES), `${look.address.origin}${HUB}`];
  const found = await firstOf([...new Set(roots)], (root) => catalogueAt(look, root));
  return found === undefined ? [] : [found];
}

async function catalogueAt(look: Look, root: string): Promise<Sighting | undefined> {
  const landing = await seenJson(look, WireLanding, root);
  if (landing === undefined) return undefined;
  const { conformsTo = [] } = (await seenJson(look, WireConformance, `${root}/conformance`)) ?? {};
  const { collections = [] } = (await seenJson(look, WireCollections, `${root}/collections`)) ?? {};
  const holding = collections
    .flatMap((one) => WireCollection.safeParse(one).data ?? [])
    .filter(({ itemType, type }) => itemType === 'record' || type === 'Catalog')
    .map(({ id }) => id);
  const conforms = conformsTo.some((name) => /ogcapi-records/.test(name));
  if (!conforms && holding.length === 0) return undefined;
  const collection = collectionOf(look, holding);
  const what = conforms ? 'conforms to OGC API Records' : 'holds collections of records';
  return {
    settings: { url: root, ...(collection === undefined ? {} : { collection }) },
    evidence: `${root} ${what}${called(landing.title)}${choice(collection, holding)}`,
    sureness: 'standard',
  };
}

/** The one that the address names, or the only one. */
function collectionOf({ address }: Look, holding: readonly string[]): string | undefined {
  const named = NAMED.exec(address.pathname)?.[1];
  if (named !== undefined) return decodeURIComponent(named);
  return holding.length === 1 ? holding[0] : undefined;
}

const SHOWN_MAX = 10;

function choice(collection: string | undefined, holding: readonly string[]): string {
  return collection === undefined && holding.length > 1
    ? `; choose one of its collections: ${holding.slice(0, SHOWN_MAX).join(', ')}`
    : '';
}
