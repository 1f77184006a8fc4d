import type { Coded } from '../../model/coded.ts';
import type { Dataset } from '../../model/dataset.ts';
import { matchFrequency } from '../../vocabularies/frequencies.ts';
import { linkOf, referenceOf } from '../values/links.ts';
import { firstOf } from '../xml/tree.ts';
import type { XmlElement } from '../xml/tree.ts';
import { leftovers } from './leftovers.ts';
import { codesOf, objectOf, objectsOf, textOf, textsOf } from './reading.ts';
import type { Reading } from './reading.ts';

/** How often the data are renewed: the code, or the period that its owner gave where the code says little. */
export function maintenanceOf(
  identification: XmlElement | undefined,
  reading: Reading,
): { frequency?: Coded; extra: [string, unknown][] } {
  const maintenances = objectsOf(identification, 'resourceMaintenance');
  const codes = maintenances.flatMap((one) => codesOf(one, 'maintenanceAndUpdateFrequency'));
  const own = maintenances.flatMap((one) => textsOf(one, 'userDefinedMaintenanceFrequency', reading));
  const [told] = codes;
  const [period] = own;
  const vague = told === undefined || /^(?:unknown|periodic|irregular|asNeeded)$/.test(told);
  const raw = vague && period !== undefined && /^P/i.test(period) ? period : (told ?? period);
  const rest = maintenances.map((one) =>
    Object.fromEntries(
      leftovers(one, new Set(['maintenanceAndUpdateFrequency', 'userDefinedMaintenanceFrequency'])),
    ),
  );
  return {
    ...(raw === undefined ? {} : { frequency: { ...matchFrequency(raw) } }),
    extra: [
      ['userDefinedMaintenanceFrequency', own.filter((one) => one !== raw)],
      ['maintenanceFrequency', codes.filter((one) => one !== raw)],
      ['maintenance', rest],
    ],
  };
}

/** Pages that the citation and the identification name themselves, and the data set's own address. */
export function documentsOf(
  root: XmlElement,
  identification: XmlElement | undefined,
  reading: Reading,
): { landingPage: string[]; page: NonNullable<Dataset['page']> } {
  const online = objectsOf(objectOf(identification, 'citation'), 'onlineResource');
  const own = textOf(firstOf(root, 'dataSetURI', 'dataSet'), reading);
  const addresses = [
    ...(own !== undefined && /^https?:/i.test(own) ? [own] : []),
    ...online.flatMap((one) => textsOf(one, 'linkage', reading)),
  ];
  const page = objectsOf(identification, 'additionalDocumentation').flatMap((citation) => {
    const title = textOf(firstOf(citation, 'title'), reading);
    const urls = objectsOf(citation, 'onlineResource').flatMap((one) => textsOf(one, 'linkage', reading));
    return (urls.length === 0 ? [undefined] : urls).flatMap(
      (url) => referenceOf(linkOf(url, 'page', reading.warn, reading.base), title) ?? [],
    );
  });
  // What a landing page is called is said of it as of a document.
  const named = online.flatMap((one) => {
    const [title, description] = ['name', 'description'].map((part) => textOf(firstOf(one, part), reading));
    const url = textOf(firstOf(one, 'linkage'), reading);
    if (url === undefined || (title === undefined && description === undefined)) return [];
    return (
      referenceOf(
        linkOf(url, 'landingPage', () => {}, reading.base),
        title,
        description,
      ) ?? []
    );
  });
  return {
    landingPage: addresses.flatMap((one) => linkOf(one, 'landingPage', reading.warn, reading.base) ?? []),
    page: [...named, ...page],
  };
}

export function graphicsOf(identification: XmlElement | undefined, reading: Reading): unknown[] {
  return objectsOf(identification, 'graphicOverview').flatMap((graphic) => {
    const url =
      textOf(firstOf(graphic, 'fileName'), reading) ??
      textOf(firstOf(objectOf(graphic, 'linkage'), 'linkage'), reading);
    const title = textOf(firstOf(graphic, 'fileDescription'), reading);
    if (url === undefined) return [];
    const rest = Object.fromEntries(leftovers(graphic, GRAPHIC_READ));
    return [{ url, ...(title === undefined ? {} : { title }), ...rest }];
  });
}

const GRAPHIC_READ: ReadonlySet<string> = new Set(['fileName', 'fileDescription', 'linkage']);
