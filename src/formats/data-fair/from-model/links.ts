import type { Dataset } from '../../../model/dataset.ts';
import type { Distribution } from '../../../model/distribution.ts';
import { pickText } from '../../../model/text.ts';
import { DERIVED_IDS } from '../derived.ts';

/** As many links as a page of Data Fair bears. */
export const LINKS_MAX = 200;

/** A distribution as Data Fair shows it: an attachment that is elsewhere. */
export interface Link {
  title: string;
  description?: string;
  url: string;
}

/** The links of a dataset by the places of their distributions, one for each address. */
export function linksOf({ distribution = [] }: Dataset, language: string): Map<number, Link> {
  const links = new Map<number, Link>();
  const urls = new Set<string>();
  for (const [place, one] of distribution.entries()) {
    const link = linkOf(one, language);
    if (link === undefined || urls.has(link.url) || links.size >= LINKS_MAX) continue;
    urls.add(link.url);
    links.set(place, link);
  }
  return links;
}

function linkOf(
  { id, title, description, downloadURL = [], accessURL = [] }: Distribution,
  language: string,
): Link | undefined {
  const [url] = [...downloadURL, ...accessURL];
  if (url === undefined || (id !== undefined && DERIVED_IDS.test(id))) return undefined;
  const words = pickText(description, [language]);
  return {
    title: pickText(title, [language]) ?? nameIn(url),
    ...(words === undefined ? {} : { description: words }),
    url,
  };
}

/** The last part of an address, as people read it. */
function nameIn(url: string): string {
  const last = URL.canParse(url)
    ? new URL(url).pathname.split('/').findLast((part) => part !== '')
    : undefined;
  return last ?? url;
}
