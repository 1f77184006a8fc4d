/**
 * The page that a page leads to. It is asked of the host that we were given and of no other: behind a proxy a site calls itself
 * by another name, but its path is the same.
 */
export function nextIn(
  links: readonly string[],
  { asked, answered }: { asked: string; answered: string },
): { url?: string; doubt?: string } {
  const urls = [...new Set(links.map((link) => addressOf(link, answered)))];
  const [first, ...others] = urls;
  if (urls.length === 0) return {};
  if (others.length > 0) return { doubt: `it names ${urls.length} next pages` };
  if (first === undefined) return { doubt: `its next page is no address: ${(links[0] ?? '').slice(0, 100)}` };
  const [here, there] = [new URL(asked), new URL(first)];
  const hosts = [here.host, new URL(answered).host];
  if (!hosts.includes(there.host) && there.pathname !== here.pathname)
    return { doubt: `its next page is on another host: ${there.host.slice(0, 100)}` };
  const url = here.origin + there.pathname + there.search;
  return url === asked ? { doubt: 'its next page is the same page again' } : { url };
}

function addressOf(link: string, base: string): string | undefined {
  if (!URL.canParse(link, base)) return undefined;
  const url = new URL(link, base);
  url.hash = '';
  return /^https?:$/.test(url.protocol) ? url.href : undefined;
}

/** How many records there are on all pages: a plain whole number, the same wherever it is told. */
export function totalIn(totals: readonly string[]): { count?: number; doubt?: string } {
  const [first, ...others] = totals;
  if (first === undefined) return {};
  if (others.length > 0)
    return { doubt: `it tells several totals: ${totals.slice(0, 5).join(', ').slice(0, 100)}` };
  const count = /^(?:0|[1-9]\d{0,14})$/.test(first) ? Number(first) : undefined;
  return count === undefined ? { doubt: `its total is no number: ${first.slice(0, 50)}` } : { count };
}
