import { isLink } from '../../model/link.ts';
import { isServiceFormat, matchFormat } from '../../vocabularies/formats.ts';
import { take } from '../values/access.ts';
import type { Access, Named } from '../values/access.ts';
import { extraOf, isBlank } from '../values/extra.ts';
import { isJson, objectsOf, textOf } from '../values/json.ts';
import type { Json } from '../values/json.ts';
import { linkOf, referenceOf } from '../values/links.ts';
import { onlineIn } from '../values/online.ts';
import type { Online } from '../values/online.ts';
import { oneText } from '../values/texts.ts';
import type { Warn } from '../values/warn.ts';
import { FILE_KEY } from './mark.ts';

export interface Links extends Access {
  /** Where the record itself stands. */
  self?: string | undefined;
  license?: string | undefined;
  iri?: string | undefined;
}

/** Links of the listing, not of what the record is about. */
const LISTING =
  /^(?:root|parent|collection|prev|previous|next|first|last|search|queryables|conformance|data-meta)$/;
const PAGES =
  /^(?:describedby|about|documentation|help|related|search|describes|via|cite-as|service-doc|service-meta|author|canonical|latest-version|version-history|predecessor-version|successor-version|cited-by|metadata)$/;
const FILES = /^(?:enclosure|item|download|data|distribution|preview-data)$/;
const PICTURES = /^(?:preview|icon|thumbnail|overview|image)$/;

/** A record's links, each to where its relation says, and where that says nothing, to where its protocol and type do. */
export function linksOf(
  record: Json,
  formats: readonly Named[],
  around: { language: string; warn: Warn; base?: string | undefined },
): Links {
  const links: Links = { distribution: [], landingPage: [], page: [], services: [], extra: [] };
  const graphics: string[] = [];
  const others: string[] = [];
  const descriptions: string[] = [];
  const { language, warn } = around;
  const all = objectsOf(record['links']);
  const base = around.base ?? selfOf(all);
  for (const told of all) {
    const rel = relOf(told['rel']);
    const href = textOf(told['href'] ?? told['url']);
    const type = textOf(told['type'])?.toLowerCase();
    const isPage = type?.startsWith('text/html') === true || type === 'application/xhtml+xml';
    // A page to search the data by is theirs; a search that answers in JSON is the catalogue's.
    if (href === undefined || (LISTING.test(rel) && !(rel === 'search' && isPage))) continue;
    const url = linkOf(href, 'links', warn, base);
    if (url === undefined) {
      keepRest(told, [], warn);
      continue;
    }
    const title = textOf(told['title'] ?? told['name']);
    const description = textOf(told['description']);
    if (rel === 'self') links.self = url;
    else if (rel === 'license') links.license ??= url;
    else if (PICTURES.test(rel) || (rel === '' && type?.startsWith('image/') === true)) graphics.push(url);
    else if (rel === 'alternate' && !isPage) others.push(url);
    else if (rel === 'alternate' || rel === 'canonical' || rel === 'homepage' || rel === 'landing-page') {
      links.landingPage.push(url);
      if (rel === 'canonical') links.iri = url;
    } else {
      const online = onlineFor(told, rel, { url, title, description, type, language });
      const page =
        PAGES.test(rel) && online.use !== 'service' ? referenceOf(url, title, description) : undefined;
      if (rel === 'service-desc') descriptions.push(url);
      const before = links.distribution.length;
      if (page === undefined) take(online, formats, megabytesOf(told['length']), links);
      else links.page.push(page);
      keepRest(told, links.distribution.slice(before), warn);
    }
  }
  assetsOf(record, formats, { ...around, base }, links, graphics);
  links.extra = [
    ['graphicOverview', graphics.map((url) => ({ url }))],
    ['alternate', others],
    ['serviceDescription', descriptions],
  ];
  return links;
}

/** Records that stand in files lead to each other from where they are. */
function selfOf(links: readonly Json[]): string | undefined {
  const own = links.find(({ rel }) => relOf(rel) === 'self');
  const href = textOf(own?.['href']);
  return href !== undefined && isLink(href) ? href : undefined;
}

const LINK_READ = new Set(
  `href url rel type title name description length protocol function hreflang ${FILE_KEY}`.split(' '),
);

/** What services say of a link beside the standard's words: the topic of a queue, the columns of a file. */
function keepRest(told: Json, [made]: Access['distribution'], warn: Warn): void {
  const left = Object.entries(told).filter(([key, value]) => !LINK_READ.has(key) && !isBlank(value));
  if (left.length === 0) return;
  if (made !== undefined) made.extra = { ...extraOf(left), ...made.extra };
  else
    for (const [key, value] of left)
      warn(`links.${key}`, textOf(value) ?? JSON.stringify(value), 'no place for it: left out');
}

interface Said {
  url: string;
  title: string | undefined;
  description: string | undefined;
  type: string | undefined;
  language: string;
}

function onlineFor(told: Json, rel: string, { url, title, description, type, language }: Said): Online {
  const isPage = type?.startsWith('text/html') === true;
  const found = onlineIn({
    id: textOf(told[FILE_KEY]),
    url,
    name: textOf(told['name']) ?? title,
    protocol:
      protocolOf(told) ??
      (isProtocol(type) || rel === 'service' || rel === 'service-desc' ? type : undefined),
    function: textOf(told['function']),
    mediaType: isPage ? undefined : type,
    title: oneText(title, language),
    description: oneText(description, language),
  });
  const byType = matchFormat({ mediaType: type }).format;
  if (found.use === 'service' || (byType !== undefined && isServiceFormat(byType)))
    return { ...found, use: 'service', service: found.service ?? byType?.code ?? 'API' };
  if (rel === 'items' || rel === 'service' || rel === 'service-desc' || rel === 'data-service')
    return {
      ...found,
      use: 'service',
      service: found.service ?? (rel === 'items' ? 'OGC API Features' : 'API'),
    };
  if (!FILES.test(rel)) return found;
  return { ...found, use: isPage ? 'access' : 'download' };
}

/** RFC 8288 has no lengths; Atom's are in bytes. */
function megabytesOf(length: unknown): number | undefined {
  return typeof length === 'number' && Number.isSafeInteger(length) && length > 0
    ? length / 1_000_000
    : undefined;
}

/** STAC's assets, by their keys. */
function assetsOf(
  record: Json,
  formats: readonly Named[],
  { language, warn, base }: { language: string; warn: Warn; base?: string | undefined },
  links: Links,
  graphics: string[],
): void {
  const { assets } = record;
  if (!isJson(assets)) return;
  for (const [key, asset] of Object.entries(assets).slice(0, 500)) {
    if (!isJson(asset)) continue;
    const url = linkOf(textOf(asset['href']), 'assets', warn, base);
    if (url === undefined) continue;
    const roles = Array.isArray(asset['roles']) ? asset['roles'].join(' ') : '';
    if (/thumbnail|overview/.test(roles) || key === 'thumbnail') {
      graphics.push(url);
      continue;
    }
    const said = {
      url,
      title: textOf(asset['title']) ?? key,
      description: textOf(asset['description']),
      type: textOf(asset['type']),
      language,
    };
    take(onlineFor(asset, 'enclosure', said), formats, undefined, links);
  }
}

/** `OGC:WMS` where a media type belongs. */
function isProtocol(type: string | undefined): boolean {
  return type !== undefined && /^(?:ogc|esri|www):/.test(type);
}

function protocolOf(told: Json): string | undefined {
  const protocol = textOf(told['protocol']);
  return protocol === undefined || /^(?:null|none)$/i.test(protocol) ? undefined : protocol;
}

/** A relation by its name, or by the last part of its address. */
function relOf(rel: unknown): string {
  const text = textOf(rel) ?? '';
  return (
    /^https?:/i.test(text) ? (text.split(/[/#]/).findLast((part) => part !== '') ?? '') : text
  ).toLowerCase();
}
