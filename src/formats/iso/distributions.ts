import type { Distribution } from '../../model/distribution.ts';
import type { Reference } from '../../model/link.ts';
import { pickText } from '../../model/text.ts';
import { fold } from '../../vocabularies/fold.ts';
import { matchFormat } from '../../vocabularies/formats.ts';
import { numberOf } from '../values/box.ts';
import { referenceOf } from '../values/links.ts';
import { unique } from '../values/record.ts';
import { firstOf, textIn } from '../xml/tree.ts';
import type { XmlElement } from '../xml/tree.ts';
import { citedOf } from './citation.ts';
import { plainOf } from './leftovers.ts';
import { onlineOf } from './online.ts';
import type { Online } from './online.ts';
import { codeOf, objectOf, objectsOf, propertiesOf, textOf } from './reading.ts';
import type { Reading } from './reading.ts';

export interface Access {
  distribution: Partial<Distribution>[];
  landingPage: string[];
  page: Reference[];
  /** Links to services, for a record that is one. */
  services: Online[];
  extra: [string, unknown][];
}

/** A format by name. */
export interface Named {
  name: string;
  version?: string | undefined;
}

/** What can be fetched, opened and read: the links of transfer options and distributors, never those of contacts. */
export function accessOf(root: XmlElement, reading: Reading): Access {
  const access: Access = { distribution: [], landingPage: [], page: [], services: [], extra: [] };
  const distributions = objectsOf(root, 'distributionInfo');
  const formats = formatsIn(distributions, reading);
  const offline: unknown[] = [];
  let index = 0;
  for (const options of distributions.flatMap(transfersIn)) {
    const online = objectsOf(options, 'onLine', 'online').flatMap((one) => {
      const found = onlineOf(one, `distribution[${index}]`, reading);
      if (found !== undefined) index += 1;
      return found ?? [];
    });
    const size = numberOf(textIn(firstOf(options, 'transferSize')));
    const own = formatsIn([options], reading);
    for (const link of online)
      take(link, own.length > 0 ? own : formats, online.length === 1 ? size : undefined, access);
    offline.push(...propertiesOf(options, 'offLine').map(plainOf));
  }
  const orders = distributions
    .flatMap((one) => [one, ...objectsOf(one, 'distributor')])
    .flatMap((one) => propertiesOf(one, 'distributionOrderProcess'))
    .map(plainOf);
  access.distribution = unique(access.distribution);
  access.landingPage = unique(access.landingPage);
  access.page = unique(access.page);
  access.extra = [
    ['distributionFormat', unique(formats.map(formatText))],
    ['offLine', offline],
    ['distributionOrderProcess', orders],
  ];
  return access;
}

function transfersIn(distribution: XmlElement): XmlElement[] {
  return [
    ...objectsOf(distribution, 'transferOptions'),
    ...objectsOf(distribution, 'distributor').flatMap((one) => objectsOf(one, 'distributorTransferOptions')),
  ];
}

/** Puts a link where it belongs. */
export function take(
  link: Online,
  formats: readonly Named[],
  megabytes: number | undefined,
  access: Access,
): void {
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

function distributionOf(
  link: Online,
  formats: readonly Named[],
  megabytes: number | undefined,
): Partial<Distribution> {
  const { url, title, description, service } = link;
  const declared = service ?? declaredFormat(link, formats);
  const format = matchFormat({ url, format: declared, mediaType: link.mediaType });
  const isFile = link.use === 'download';
  const byteSize =
    isFile && megabytes !== undefined && megabytes > 0 ? Math.round(megabytes * 1_000_000) : undefined;
  const extra = Object.fromEntries(
    [
      ['protocol', link.protocol],
      ['function', link.function],
      ['applicationProfile', link.applicationProfile],
      ['layer', link.layer],
    ].filter(([, value]) => value !== undefined),
  );
  return {
    ...(title === undefined ? {} : { title }),
    ...(description === undefined ? {} : { description }),
    ...(isFile ? { downloadURL: [url] } : { accessURL: [url] }),
    ...format,
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
  for (const key of [...parsed.searchParams.keys()])
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

/** 19139 names a format, 19115-3 cites its specification. */
function formatsIn(distributions: readonly XmlElement[], reading: Reading): Named[] {
  const objects = distributions.flatMap((one) => [
    ...objectsOf(one, 'distributionFormat'),
    ...objectsOf(one, 'distributor').flatMap((distributor) => objectsOf(distributor, 'distributorFormat')),
  ]);
  const named = objects.flatMap((format): Named[] => {
    const citation = objectOf(format, 'formatSpecificationCitation');
    const name = textOf(firstOf(format, 'name'), reading) ?? citedOf(citation, reading).title;
    const version = textOf(firstOf(format, 'version'), reading) ?? codeOf(firstOf(citation, 'edition'));
    const isSaid = name !== undefined && !/^(?:unknown|inconnu|n\/?a|-|\?|autre|other)$/i.test(name);
    return isSaid ? [{ name, version }] : [];
  });
  return unique(named);
}

function formatText({ name, version }: Named): string {
  return version === undefined || /^(?:unknown|-|n\/?a|inconnue?|\?|0)$/i.test(version)
    ? name
    : `${name} ${version}`;
}

function wordsOf(text: Online['title']): string | undefined {
  return pickText(text, []);
}
