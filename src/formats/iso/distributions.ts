import { matchLanguage } from '../../vocabularies/languages.ts';
import { numberOf } from '../values/box.ts';
import { take } from '../values/access.ts';
import type { Access, Named } from '../values/access.ts';
import { linkOf } from '../values/links.ts';
import { onlineIn } from '../values/online.ts';
import type { Online } from '../values/online.ts';
import { unique } from '../values/record.ts';
import { langText } from '../values/texts.ts';
import { attributeOf, elementsOf, firstOf, textIn } from '../xml/tree.ts';
import type { XmlElement } from '../xml/tree.ts';
import { citedOf } from './citation.ts';
import { leftovers, plainOf } from './leftovers.ts';
import { codeOf, hrefOf, langTextOf, objectOf, objectsOf, propertiesOf, textOf, toldIn } from './reading.ts';
import type { Reading } from './reading.ts';

/** What can be fetched, opened and read: the links of transfer options and distributors, never those of contacts. */
export function accessOf(root: XmlElement, reading: Reading): Access {
  const onlineResource: unknown[] = [];
  const access: Access = {
    distribution: [],
    landingPage: [],
    page: [],
    services: [],
    onlineResource,
    extra: [],
  };
  const distributions = objectsOf(root, 'distributionInfo');
  const formats = formatsIn(distributions, reading);
  const named = [...formats];
  const offline: unknown[] = [];
  const transfers: unknown[] = [];
  let index = 0;
  for (const options of distributions.flatMap(transfersIn)) {
    const online = propertiesOf(options, 'onLine', 'online').flatMap((property) =>
      elementsOf(property).flatMap((one) => {
        const found = onlineOf(one, property, `distribution[${index}]`, reading);
        if (found !== undefined) index += 1;
        // The address was told; what it was called is no harm.
        else onlineResource.push(Object.fromEntries(leftovers(one, LINKAGE)));
        return found ?? [];
      }),
    );
    const size = numberOf(textIn(firstOf(options, 'transferSize')));
    const own = formatsIn([options], reading);
    for (const link of online)
      take(link, own.length > 0 ? own : formats, online.length === 1 ? size : undefined, access);
    offline.push(...propertiesOf(options, 'offLine').map(plainOf));
    // A size of several files together is that of none of them.
    const isShared = online.length > 1 && size !== undefined;
    const rest = leftovers(options, isShared ? TRANSFER_READ : TRANSFER_AND_SIZE_READ);
    if (rest.length > 0) transfers.push(Object.fromEntries(rest));
    named.push(...own);
  }
  const orders = distributions
    .flatMap((one) => [one, ...objectsOf(one, 'distributor')])
    .flatMap((one) => propertiesOf(one, 'distributionOrderProcess'))
    .map(plainOf);
  access.distribution = unique(access.distribution);
  access.landingPage = unique(access.landingPage);
  access.page = unique(access.page);
  access.extra = [
    ['distributionFormat', unique(named.map(formatText))],
    ['offLine', offline],
    ['transferOptions', transfers],
    ['onlineResource', unique(onlineResource)],
    ['distributionOrderProcess', orders],
  ];
  return access;
}

const LINKAGE: ReadonlySet<string> = new Set(['linkage']);
const TRANSFER_READ: ReadonlySet<string> = new Set(['onLine', 'online', 'offLine', 'distributionFormat']);
const TRANSFER_AND_SIZE_READ: ReadonlySet<string> = new Set([...TRANSFER_READ, 'transferSize']);

function transfersIn(distribution: XmlElement): XmlElement[] {
  return [
    ...objectsOf(distribution, 'transferOptions'),
    ...objectsOf(distribution, 'distributor').flatMap((one) => objectsOf(one, 'distributorTransferOptions')),
  ];
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

/** An online resource, and what the property that holds it says of its language, as the North American profile has it. */
function onlineOf(
  element: XmlElement,
  property: XmlElement,
  field: string,
  reading: Reading,
): Online | undefined {
  const linkage = firstOf(element, 'linkage');
  const [told, ...others] = toldIn(linkage, reading);
  const text = told?.value ?? hrefOf(linkage);
  const url = linkOf(text, field, reading.warn, reading.base);
  if (url === undefined) return undefined;
  const protocolProperty = firstOf(element, 'protocol');
  const name = firstOf(element, 'name');
  const applicationProfile = textOf(firstOf(element, 'applicationProfile'), reading);
  const anchor = hrefOf(protocolProperty);
  const protocol = textOf(protocolProperty, reading);
  const language = /^urn:xml:lang:([a-z]{2,3})(?:-|$)/i.exec(attributeOf(property, 'role') ?? '')?.[1];
  return onlineIn({
    language: language === undefined ? undefined : matchLanguage(language),
    urls: langText(
      others.filter(({ value }) => value !== text),
      { field, warn: reading.warn },
    ),
    id: attributeOf(element, 'uuid'),
    url,
    protocol:
      anchor === undefined ? protocol : [protocol, anchor].filter((one) => one !== undefined).join(' '),
    function: codeOf(firstOf(element, 'function')),
    applicationProfile,
    mediaType: attributeOf(elementsOf(name)[0], 'type'),
    name: textOf(name, reading),
    title: langTextOf(propertiesOf(element, 'name'), `${field}.title`, reading, 'name'),
    description: langTextOf(propertiesOf(element, 'description'), `${field}.description`, reading),
  });
}
