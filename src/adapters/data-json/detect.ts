import { firstOf, type Look, type Seen, type Sighting } from '../look.ts';
import { linksIn } from '../page-links.ts';

const LINKED_MAX = 2;

/** A file with a list of datasets: at the address, where its page leads to, or at its usual place. */
export async function detect(look: Look): Promise<Sighting[]> {
  const { address } = look;
  const page = await look.get(address.href);
  const linked = page === undefined ? [] : linksIn(page.text, page.url).map(({ href }) => href);
  const places = [
    ...(address.pathname === '/' ? [] : [address.href]),
    ...linked.filter((href) => /\/data\.json(?:\?|$)/.test(href)).slice(0, LINKED_MAX),
    `${address.origin}/data.json`,
  ];
  const found = await firstOf([...new Set(places)], async (url): Promise<Sighting | undefined> => {
    const seen = await (url === address.href ? look.get(url) : look.get(url, 'application/json, */*;q=0.5'));
    const version = seen === undefined ? undefined : versionOf(seen);
    if (version === undefined) return undefined;
    return { settings: { url }, evidence: `${url} is a data.json (DCAT-US ${version})`, sureness: 'file' };
  });
  return found === undefined ? [] : [found];
}

/** Told by its beginning: such files may be large. */
function versionOf({ text }: Seen): string | undefined {
  if (!/^[\s\ufeff]*\{/.test(text) || !/"dataset"\s*:\s*\[/.test(text)) return undefined;
  const told = /"conformsTo"\s*:\s*"[^"]*\/(?:schema|dcat-us)[^"]*"/i.test(text);
  if (/dcat-us[/\s_-]*v?3/i.test(text.slice(0, 2_000))) return '3';
  if (!told && !/"(?:accessLevel|bureauCode|programCode)"/.test(text)) return undefined;
  return /"conformsTo"\s*:\s*"[^"]*\/v(\d+(?:\.\d+)?)\//.exec(text)?.[1] ?? '1';
}
