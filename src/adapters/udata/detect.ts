import { called, firstOf, type Look, rootsOf, seenJson, type Sighting } from '../look.ts';
import { WireSite } from './wire.ts';

const PAGES =
  /\/(?:(?:[a-z]{2}\/)?(?:datasets|dataservices|reuses|organizations|topics|posts)|api\/[12]|[a-z]{2})\//;
const ORGANIZATION = /\/organizations\/([^/]+)/;

/** The site's own description; an address of an organisation's page narrows to it. */
export async function detect(look: Look): Promise<Sighting[]> {
  const found = await firstOf(rootsOf(look, PAGES), async (url): Promise<Sighting | undefined> => {
    const where = `${url}/api/1/site/`;
    const site = await seenJson(look, WireSite, where);
    if (site?.version === undefined) return undefined;
    const organization = ORGANIZATION.exec(look.address.pathname)?.[1];
    return {
      settings: { url, ...(organization === undefined ? {} : { organization }) },
      evidence: `${where} answers as udata ${site.version}${called(site.title)}`,
      sureness: 'interface',
    };
  });
  return found === undefined ? [] : [found];
}
