import { z } from 'zod';
import { firstOf, type Look, rootsOf, seenJson, type Sighting } from '../look.ts';

/** Pages of portals, and of the interface itself. */
const PAGES = /\/(?:datasets|applications|data-fair|api)\//;
const PLACES = ['/data-fair', ''];

/** Others have lists of datasets, too: what Data Fair alone answers is a count, results, and facets as they were asked for. */
const WireList = z.looseObject({
  count: z.int().min(0),
  results: z.array(z.looseObject({ id: z.string(), slug: z.string() })),
  facets: z.looseObject({ topics: z.array(z.unknown()) }),
});

/** The catalogue of a portal, else the list of an installation. */
export async function detect(look: Look): Promise<Sighting[]> {
  const bases = rootsOf(look, PAGES).flatMap((root) => PLACES.map((place) => root + place));
  const found = await firstOf([...new Set(bases)], async (base): Promise<Sighting | undefined> => {
    const api = `${base}/api/v1`;
    const all = await countAt(look, `${api}/datasets`);
    if (all === undefined) return undefined;
    const shown = await countAt(look, `${api}/catalog/datasets`);
    const evidence =
      shown === undefined
        ? `${api}/datasets answers as Data Fair, ${all} datasets`
        : `${api}/catalog/datasets answers as the catalogue of a Data Fair portal, ${shown} datasets`;
    return { settings: { url: api }, evidence, sureness: 'interface' };
  });
  return found === undefined ? [] : [found];
}

async function countAt(look: Look, url: string): Promise<number | undefined> {
  return (await seenJson(look, WireList, `${url}?size=1&select=id,slug&facets=topics`))?.count;
}
