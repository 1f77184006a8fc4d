/** A page leads to more; what it says of itself stands at its beginning. */
const LINKS_MAX = 200;

export interface PageLink {
  rel: string;
  type: string;
  href: string;
}

/** The `<link>` and `<a>` elements of a page that lead somewhere over http, in their order. */
export function linksIn(page: string, base: string): PageLink[] {
  const links: PageLink[] = [];
  for (const [tag] of page.matchAll(/<(?:link|a)\s[^>]{1,2000}>/gi)) {
    const href = attribute(tag, 'href');
    if (href === undefined || !URL.canParse(href, base)) continue;
    const url = new URL(href, base);
    url.hash = '';
    if (!/^https?:$/.test(url.protocol)) continue;
    links.push({
      rel: (attribute(tag, 'rel') ?? '').toLowerCase(),
      type: (attribute(tag, 'type') ?? '').toLowerCase(),
      href: url.href,
    });
    if (links.length >= LINKS_MAX) break;
  }
  return links;
}

function attribute(tag: string, name: string): string | undefined {
  const [, double, single, bare] =
    new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s"'>]+))`, 'i').exec(tag) ?? [];
  return (double ?? single ?? bare)?.replaceAll('&amp;', '&').trim();
}
