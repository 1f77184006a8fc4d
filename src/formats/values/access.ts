import type { Distribution } from '../../model/distribution.ts';
import type { Reference } from '../../model/link.ts';
import { fold } from '../../vocabularies/fold.ts';
import { matchFormat } from '../../vocabularies/formats.ts';
import { referenceOf } from './links.ts';
import type { Online } from './online.ts';

/** Where a record's links lead, sorted. */
export interface Access {
  distribution: Partial<Distribution>[];
  landingPage: string[];
  page: Reference[];
  /** Links to services, for a record that is one. */
  services: Online[];
  /** What is told of links that are only an address in the model; not kept where absent. */
  onlineResource?: unknown[];
  extra: [string, unknown][];
}

/** A format by name. */
export interface Named {
  name: string;
  version?: string | undefined;
}

/** Puts a link where it belongs. */
export function take(
  link: Online,
  formats: readonly Named[],
  megabytes: number | undefined,
  access: Access,
): void {
  if (link.use === 'page' || link.use === 'landing') detail(link, access);
  if (link.use === 'page' || (link.use === 'landing' && access.landingPage.length > 0)) {
    const reference = referenceOf(link.url, wordsOf(link.title), wordsOf(link.description));
    if (reference !== undefined) access.page.push(reference);
    return;
  }
  if (link.use === 'landing') {
    access.landingPage.push(link.url);
    // The words of a link that is only an address in the model.
    const words = { title: wordsOf(link.title), description: wordsOf(link.description) };
    const isSaid = words.title !== undefined || words.description !== undefined;
    const page = isSaid ? referenceOf(link.url, words.title, words.description) : undefined;
    if (page !== undefined) access.page.push(page);
    return;
  }
  if (link.use === 'service') access.services.push(link);
  access.distribution.push(distributionOf(link, formats, megabytes));
}

/** A page is for information, and reached by a browser. */
const PLAIN = /^(?:www:link\S*|https?|link|url|web|information)$/i;

function detail(link: Online, { onlineResource }: Access): void {
  const several = (text: Online['title']): Online['title'] =>
    text !== undefined && Object.keys(text).length > 1 ? text : undefined;
  const unusual = (text: string | undefined): string | undefined =>
    text === undefined || PLAIN.test(text) ? undefined : text;
  const told = Object.fromEntries(
    [
      ['id', link.id],
      ['title', several(link.title)],
      ['description', several(link.description)],
      ['protocol', unusual(link.protocol)],
      ['function', unusual(link.function)],
      ['applicationProfile', link.applicationProfile],
      ['language', link.language],
      ['urls', link.urls],
    ].filter(([, value]) => value !== undefined),
  );
  if (Object.keys(told).length > 0) onlineResource?.push({ url: link.url, ...told });
}

function distributionOf(
  link: Online,
  formats: readonly Named[],
  megabytes: number | undefined,
): Partial<Distribution> {
  const { id, url, title, description, service } = link;
  const declared = service ?? declaredFormat(link, formats);
  const format = matchFormat({ url, format: declared, mediaType: link.mediaType });
  const isFile = link.use === 'download';
  const byteSize =
    service === undefined && megabytes !== undefined && megabytes > 0
      ? Math.round(megabytes * 1_000_000)
      : undefined;
  const extra = Object.fromEntries(
    [
      ['protocol', link.protocol],
      ['function', link.function],
      ['applicationProfile', link.applicationProfile],
      ['layer', link.layer],
      ['urls', link.urls],
    ].filter(([, value]) => value !== undefined),
  );
  return {
    ...(id === undefined ? {} : { id }),
    ...(title === undefined ? {} : { title }),
    ...(description === undefined ? {} : { description }),
    ...(isFile ? { downloadURL: [url] } : { accessURL: [url] }),
    ...format,
    ...(link.language === undefined ? {} : { language: [link.language] }),
    ...(byteSize === undefined ? {} : { byteSize }),
    ...(service === undefined ? {} : { accessService: [serviceOf(link)] }),
    ...(Object.keys(extra).length === 0 ? {} : { extra }),
  };
}

function serviceOf({ url }: Online): NonNullable<Distribution['accessService']>[number] {
  return { endpointURL: [endpointOf(url)], ...(isCapabilities(url) ? { endpointDescription: [url] } : {}) };
}

/** A service's address is what stays when the request is taken off. */
export function endpointOf(url: string): string {
  if (!/[?&](?:service|request)=/i.test(url)) return url.replace(/[?&]+$/, '');
  const parsed = new URL(url);
  for (const key of Array.from(parsed.searchParams.keys()))
    if (
      /^(?:service|request|version|acceptversions|layers?|typenames?|styles|format|outputformat|bbox|width|height|crs|srs)$/i.test(
        key,
      )
    )
      parsed.searchParams.delete(key);
  return parsed.href.replace(/\?$/, '');
}

export function isCapabilities(url: string): boolean {
  return /[?&]request=getcapabilities/i.test(url);
}

/** A single declared format is every file's; of several, a link has the one whose name it bears. */
function declaredFormat(link: Online, formats: readonly Named[]): string | undefined {
  const [only, ...more] = formats;
  if (only !== undefined && more.length === 0) return only.name;
  const words = ` ${fold([link.url, ...Object.values(link.title ?? {}), ...Object.values(link.description ?? {})].join(' '))} `;
  return formats.find(({ name }) => fold(name) !== '' && words.includes(` ${fold(name)} `))?.name;
}

/** In the language of the record, which comes first. */
function wordsOf(text: Online['title']): string | undefined {
  return Object.values(text ?? {})[0];
}
