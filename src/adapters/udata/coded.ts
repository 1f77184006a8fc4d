import type { Coded } from '../../model/coded.ts';
import type { Dataset } from '../../model/dataset.ts';
import type { Distribution } from '../../model/distribution.ts';
import { accessRightsFromUdata, toUdataAccess } from '../../vocabularies/access-rights.ts';
import { isServiceFormat, matchFormat } from '../../vocabularies/formats.ts';
import type { FormatMatch } from '../../vocabularies/formats.ts';
import { matchFrequency, toUdataFrequency } from '../../vocabularies/frequencies.ts';
import { HVD_CATEGORIES, HVD_LEGISLATION } from '../../vocabularies/hvd.ts';
import { licenseFromUdata, toUdataLicense } from '../../vocabularies/licenses.ts';
import type { Loss } from '../adapter.ts';
import { slug } from './tags.ts';
import type { WireResource } from './wire.ts';

const NO_LICENSE = 'notspecified';
const NO_FREQUENCY = 'unknown';
const HVD_TAG = 'hvd';
const HVD_BY_TAG = HVD_CATEGORIES.map((category) => ({ ...category, raw: slug(category.label.fr) }));
const WEB_PAGE = 'html';

export function licenseOf(id: string | undefined): Coded | undefined {
  return id === undefined || id === '' || id === NO_LICENSE ? undefined : licenseFromUdata(id);
}

export function frequencyOf(id: string | undefined): Coded | undefined {
  return id === undefined || id === '' || id === NO_FREQUENCY ? undefined : matchFrequency(id);
}

export function accessRightsOf(accessType: string | undefined): Coded | undefined {
  return accessType === undefined || accessType === '' ? undefined : accessRightsFromUdata(accessType);
}

export function formatOf({ format, mime, url }: WireResource): FormatMatch {
  return matchFormat({ format, mediaType: mime, url });
}

/** udata knows high-value datasets by a tag, and their category by another. */
export function hvdCategoriesOf(tags: readonly string[]): Coded[] {
  if (!tags.includes(HVD_TAG)) return [];
  return HVD_BY_TAG.flatMap(({ code, uri, label, raw }): Coded[] =>
    tags.includes(raw) ? [{ code, uri, label, raw, method: 'alias', confidence: 1 }] : [],
  );
}

export function isHighValue(tags: readonly string[]): boolean {
  return tags.includes(HVD_TAG);
}

/** Whether an address leads to the data themselves, or to a page or service through which one gets at them. */
export function leadsToFile(resource: WireResource, format: Coded | undefined): boolean {
  if (resource.type === 'api' || (format !== undefined && isServiceFormat(format))) return false;
  if (resource.filetype === 'file') return true;
  if (format?.code === WEB_PAGE) return false;
  return resource.type === 'main' || resource.type === 'update' || format !== undefined;
}

export function isService({ format }: Distribution): boolean {
  return format !== undefined && isServiceFormat(format);
}

/** A format as udata keeps it: in lower case. */
export function nameOf(format: Coded | undefined): string | undefined {
  const name = (format?.code ?? format?.raw ?? '').trim().toLowerCase();
  return name === '' ? undefined : name;
}

/**
 * The licence to ask for: a dataset's own, else the one that all its distributions share. What udata's usual list does
 * not have is asked for by its address or name, in case the site at hand has it.
 */
export function licenseFor(
  dataset: Dataset,
  accessType: string | undefined,
  losses: Loss[],
): string | undefined {
  const license = chosenLicense(dataset);
  if (license === undefined) return undefined;
  const value = license.code ?? license.uri ?? license.raw ?? '';
  if (accessType !== undefined && accessType !== 'open') {
    losses.push({ field: 'license', value, reason: `udata keeps no licence where access is ${accessType}` });
    return undefined;
  }
  const { id, loss } = toUdataLicense(license);
  if (loss !== undefined) losses.push({ field: 'license', value, reason: loss });
  if (id !== NO_LICENSE) return id;
  return loss === undefined ? undefined : (license.uri ?? license.raw ?? license.code);
}

export function chosenLicense(dataset: Dataset): Coded | undefined {
  if (dataset.license !== undefined) return dataset.license;
  const distributions = dataset.distribution ?? [];
  const [first] = distributions;
  const codes = new Set(distributions.map(({ license }) => license?.code ?? license?.raw));
  return codes.size === 1 ? first?.license : undefined;
}

export function frequencyFor(frequency: Coded | undefined, losses: Loss[]): string | undefined {
  if (frequency === undefined) return undefined;
  const { id, loss } = toUdataFrequency(frequency);
  if (loss !== undefined)
    losses.push({ field: 'frequency', value: frequency.raw ?? frequency.code ?? '', reason: loss });
  return id === NO_FREQUENCY ? undefined : id;
}

export function accessTypeFor(accessRights: Coded | undefined, losses: Loss[]): string | undefined {
  if (accessRights === undefined) return undefined;
  const value = accessRights.code ?? accessRights.raw ?? '';
  if (accessRights.code === undefined) {
    losses.push({ field: 'accessRights', value, reason: 'not recognised' });
    return undefined;
  }
  const { id, loss } = toUdataAccess(accessRights);
  if (loss !== undefined) losses.push({ field: 'accessRights', value, reason: loss });
  return id;
}

export function hvdTags(dataset: Dataset, losses: Loss[]): string[] {
  const tags = new Set<string>();
  for (const legislation of dataset.applicableLegislation ?? []) {
    if (legislation === HVD_LEGISLATION) tags.add(HVD_TAG);
    else
      losses.push({
        field: 'applicableLegislation',
        value: legislation,
        reason: 'udata has no place for it',
      });
  }
  for (const category of dataset.hvdCategory ?? []) {
    const known = HVD_BY_TAG.find(({ code, uri }) => code === category.code || uri === category.uri);
    tags.add(HVD_TAG);
    if (known !== undefined) tags.add(known.raw);
    else
      losses.push({
        field: 'hvdCategory',
        value: category.raw ?? category.uri ?? '',
        reason: 'not a category of the regulation',
      });
  }
  return [...tags];
}
