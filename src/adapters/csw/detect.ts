import { attributeOf, elementsOf, firstOf as elementOf, textIn } from '../../formats/xml/tree.ts';
import { parseXml } from '../../formats/xml/parse.ts';
import { called, firstOf, type Look, type Sighting } from '../look.ts';
import { linksIn } from '../page-links.ts';
import { CswSettings } from './settings.ts';

/** Where GeoNetwork and pycsw have their service; GeoNetwork's pages stand behind a name of its own. */
const USUAL = ['/geonetwork/srv/eng/csw', '/csw', '/srv/eng/csw'];
const LINKED_MAX = 2;

/** The capabilities of a service: at the address, where its page leads to, or at the usual places. */
export async function detect(look: Look): Promise<Sighting[]> {
  const found = await firstOf(await placesOf(look), (url) => serviceAt(look, url));
  return found === undefined ? [] : [found];
}

async function placesOf(look: Look): Promise<string[]> {
  const { address } = look;
  const page = await look.get(address.href);
  const linked =
    page === undefined
      ? []
      : linksIn(page.text, page.url)
          .map(({ href }) => href)
          .filter((href) => /[/?&=]csw\b/i.test(href) && new URL(href).host === address.host)
          .slice(0, LINKED_MAX);
  const portal = /^.*?\/(?:geonetwork|catalogue?)(?=\/|$)/.exec(address.pathname)?.[0];
  const isService = /csw/i.test(address.pathname + address.search) || address.pathname !== '/';
  const places = [
    ...(isService ? [address.href] : []),
    ...linked,
    ...(portal === undefined ? [] : [`${address.origin}${portal}/srv/eng/csw`]),
    ...USUAL.map((path) => address.origin + path),
  ];
  const endpoints = places.flatMap((url) => CswSettings.safeParse({ url }).data?.url ?? []);
  return [...new Set(endpoints)];
}

async function serviceAt(look: Look, url: string): Promise<Sighting | undefined> {
  const asked = new URL(url);
  asked.searchParams.set('service', 'CSW');
  asked.searchParams.set('request', 'GetCapabilities');
  const seen = await look.get(asked.href, 'application/xml, text/xml');
  if (seen === undefined || !/<(?:[\w-]+:)?Capabilities[\s>]/.test(seen.text)) return undefined;
  const root = parseXml(seen.text);
  const operations = elementsOf(elementOf(root, 'OperationsMetadata'), 'Operation');
  if (root?.name !== 'Capabilities' || !operations.some((one) => attributeOf(one, 'name') === 'GetRecords'))
    return undefined;
  const title = textIn(elementOf(elementOf(root, 'ServiceIdentification'), 'Title'));
  const version = attributeOf(root, 'version') ?? 'of unknown version';
  return {
    settings: { url },
    evidence: `${url} answers GetCapabilities as CSW ${version}${called(title)}`,
    sureness: 'standard',
  };
}
