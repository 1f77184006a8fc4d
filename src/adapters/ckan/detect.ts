import { z } from 'zod';
import { called, firstOf, type Look, rootsOf, seenJson, type Sighting } from '../look.ts';
import { WireStatus } from './wire.ts';

const PAGES =
  /\/(?:(?:[a-z]{2}(?:_[A-Z]{2})?\/)?(?:dataset|organization|group|showcase)|api|[a-z]{2}(?:_[A-Z]{2})?)\//;
const ORGANIZATION = /\/organization\/([^/]+)/;

const Enveloped = z.looseObject({ success: z.literal(true), result: WireStatus });

/** The site's own status; an address of an organization's page narrows to it. */
export async function detect(look: Look): Promise<Sighting[]> {
  const found = await firstOf(rootsOf(look, PAGES), async (url): Promise<Sighting | undefined> => {
    const where = `${url}/api/3/action/status_show`;
    const answer = await seenJson(look, Enveloped, where);
    const version = answer?.result.ckan_version;
    if (version === undefined) return undefined;
    const organization = ORGANIZATION.exec(look.address.pathname)?.[1];
    const isOne = organization !== undefined && !/^(?:about|activity|new|index)$/.test(organization);
    return {
      settings: { url, ...(isOne ? { organizations: [organization] } : {}) },
      evidence: `${where} answers as CKAN ${version}${called(answer?.result.site_title)}`,
      sureness: 'interface',
    };
  });
  return found === undefined ? [] : [found];
}
