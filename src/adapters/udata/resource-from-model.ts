import { z } from 'zod';
import { cleanName, cleanText } from '../../model/clean.ts';
import type { Dataset } from '../../model/dataset.ts';
import type { Distribution } from '../../model/distribution.ts';
import type { Reference } from '../../model/link.ts';
import { pickText } from '../../model/text.ts';
import type { Loss, PutFile, PutRequest } from '../adapter.ts';
import { writeChecksum } from './checksums.ts';
import { isService, nameOf } from './coded.ts';
import { LANDING } from './marks.ts';
import { cut, firstOf } from './cut.ts';
import { pick } from './pick.ts';
import { present } from './words.ts';

/** The bytes of a hosted file; of the digests, those that are known. */
export const OwnedFile = z
  .object({ length: z.number(), sha256: z.string(), sha1: z.string(), md5: z.string() })
  .partial();
export type OwnedFile = z.infer<typeof OwnedFile>;

/** The part of a resource that we own: what is absent is empty on the remote. */
export const OwnedResource = z.object({
  title: z.string(),
  type: z.string(),
  url: z.string(),
  description: z.string().optional(),
  format: z.string().optional(),
  mime: z.string().optional(),
  filesize: z.number().optional(),
  checksum: z.object({ type: z.string(), value: z.string() }).optional(),
  schema: z.object({ url: z.string(), name: z.string(), version: z.string() }).partial().optional(),
  /** Hosted by udata, which then decides on address, format and checksum: the address is empty here. */
  file: OwnedFile.optional(),
});
export type OwnedResource = z.infer<typeof OwnedResource>;

const RESOURCE_TITLE_MAX = 350;
export const TEXT_MAX = 100_000;
const URL_LENGTH_MAX = 4_096;
const UNCARRIED = [
  'rights',
  'status',
  'availability',
  'language',
  'compressFormat',
  'packageFormat',
  'page',
] as const;
/** A schema's name in the catalogue, and its version. */
const SCHEMA_NAME = /^([^\s/]+\/\S+)(?: (\S+))?$/;

/** Our distributions and documentation pages as udata's resources, each under its key. */
export function resourcesOf(
  dataset: Dataset,
  preferred: readonly string[],
  losses: Loss[],
  files: PutRequest['files'] = new Map(),
): Map<string, OwnedResource> {
  const resources = new Map<string, OwnedResource>();
  for (const [index, distribution] of (dataset.distribution ?? []).entries()) {
    const field = `distribution[${index}]`;
    const resource = fromDistribution(distribution, field, preferred, losses);
    if (resource === undefined) continue;
    loseFromDistribution(dataset, distribution, field, losses);
    const key = freeKey(resources, distribution.id ?? distribution.iri ?? resource.url);
    resources.set(key, hostedAs(resource, files.get(index)));
  }
  const landing = landingOf(dataset, preferred, losses);
  if (landing !== undefined) resources.set(LANDING, landing);
  for (const [index, page] of (dataset.page ?? []).entries()) {
    const resource = fromPage(page);
    if (resource === undefined)
      losses.push({ field: `page[${index}]`, value: page.title ?? '', reason: 'a page without an address' });
    else resources.set(freeKey(resources, `page:${resource.url}`), resource);
  }
  return resources;
}

function hostedAs(resource: OwnedResource, file: PutFile | undefined): OwnedResource {
  if (file === undefined) return resource;
  const { title, type, description, schema } = resource;
  const { length, digests } = file;
  return { title, type, url: '', ...present({ description, schema }), file: { length, ...digests } };
}

function freeKey(resources: ReadonlyMap<string, unknown>, key: string): string {
  if (!resources.has(key)) return key;
  for (let number = 2; ; number += 1) if (!resources.has(`${key}#${number}`)) return `${key}#${number}`;
}

function fromDistribution(
  distribution: Distribution,
  field: string,
  preferred: readonly string[],
  losses: Loss[],
): OwnedResource | undefined {
  const service = distribution.accessService?.[0];
  const urls = [
    ...(distribution.downloadURL ?? []),
    ...(distribution.accessURL ?? []),
    ...(service?.endpointURL ?? []),
  ].map(address);
  const [url] = urls;
  if (url === undefined || url.length > URL_LENGTH_MAX) {
    losses.push({
      field,
      value: pickText(distribution.title, preferred) ?? '',
      reason: 'a distribution without an address',
    });
    return undefined;
  }
  for (const other of new Set(urls)) {
    if (other !== url)
      losses.push({ field: `${field}.accessURL`, value: other, reason: 'a udata resource has one address' });
  }
  const format = nameOf(distribution.format);
  const given = cleanName(pick(`${field}.title`, distribution.title, preferred, losses) ?? '');
  const schema = schemaOf(distribution.conformsTo, field, losses);
  const checksum = distribution.checksum === undefined ? undefined : writeChecksum(distribution.checksum);
  if (distribution.checksum !== undefined && checksum === undefined) {
    const value = distribution.checksum.algorithm;
    losses.push({ field: `${field}.checksum`, value, reason: 'udata does not know this kind of checksum' });
  }
  const description = cleanText(
    pick(`${field}.description`, distribution.description, preferred, losses) ?? '',
  );
  return {
    title: cut(
      given === '' ? defaultTitle(url, format) : given,
      RESOURCE_TITLE_MAX,
      `${field}.title`,
      losses,
    ),
    type: typeOf(distribution),
    url,
    ...present({
      description:
        description === '' ? undefined : cut(description, TEXT_MAX, `${field}.description`, losses),
      format,
      mime: distribution.mediaType,
      filesize: distribution.byteSize,
      checksum,
      schema,
    }),
  };
}

function typeOf(distribution: Distribution): string {
  if (distribution.accessService !== undefined && distribution.accessService.length > 0) return 'api';
  if (distribution.downloadURL !== undefined && distribution.downloadURL.length > 0) return 'main';
  return isService(distribution) ? 'api' : 'other';
}

function schemaOf(
  references: readonly Reference[] | undefined,
  field: string,
  losses: Loss[],
): OwnedResource['schema'] {
  const usable = (references ?? []).map((reference) => {
    if (reference.url !== undefined) return { url: address(reference.url) };
    const [, name, version] = SCHEMA_NAME.exec(reference.title ?? '') ?? [];
    return name === undefined ? undefined : present({ name, version });
  });
  const at = usable.findIndex((schema) => schema !== undefined);
  for (const [index, reference] of (references ?? []).entries()) {
    if (index === at) continue;
    const reason = 'a udata resource follows one schema, told by its address or its name';
    losses.push({ field: `${field}.conformsTo`, value: reference.url ?? reference.title ?? '', reason });
  }
  return usable[at];
}

/** udata has no field for the page that a dataset has elsewhere: it is shown as documentation. */
function landingOf(
  { landingPage = [] }: Dataset,
  [language]: readonly string[],
  losses: Loss[],
): OwnedResource | undefined {
  for (const [index, value] of landingPage.entries()) {
    if (index > 0)
      losses.push({ field: 'landingPage', value, reason: 'one page of the dataset is shown on udata' });
  }
  const [url] = landingPage;
  const title = language === 'fr' ? 'Page du jeu de données' : 'Page of the dataset';
  return url === undefined ? undefined : { title, type: 'documentation', url: address(url) };
}

function fromPage(page: Reference): OwnedResource | undefined {
  if (page.url === undefined) return undefined;
  const url = address(page.url);
  const title = cleanName(page.title ?? '');
  const description = cleanText(page.description ?? '');
  return {
    title: firstOf(title === '' ? defaultTitle(url, undefined) : title, RESOURCE_TITLE_MAX),
    type: 'documentation',
    url,
    ...present({ description: description === '' ? undefined : firstOf(description, TEXT_MAX) }),
  };
}

function loseFromDistribution(
  dataset: Dataset,
  distribution: Distribution,
  field: string,
  losses: Loss[],
): void {
  for (const part of UNCARRIED) {
    if (distribution[part] !== undefined)
      losses.push({ field: `${field}.${part}`, reason: 'udata has no place for it' });
  }
  for (const part of ['issued', 'modified'] as const) {
    const value = distribution[part];
    if (value !== undefined)
      losses.push({ field: `${field}.${part}`, value, reason: 'udata keeps its own dates' });
  }
  const service = distribution.accessService?.[0];
  if (service !== undefined && Object.keys(service).some((part) => part !== 'endpointURL')) {
    losses.push({ field: `${field}.accessService`, reason: 'udata keeps only the address of a service' });
  }
  const { license } = distribution;
  const own = dataset.license;
  if (license !== undefined && own !== undefined && (license.code ?? license.raw) !== (own.code ?? own.raw)) {
    const value = license.code ?? license.raw ?? license.uri ?? '';
    losses.push({ field: `${field}.license`, value, reason: 'udata has one licence for the whole dataset' });
  }
}

/** udata refuses an address with a blank in it; encoded it is the same address. */
function address(url: string): string {
  return url.trim().replaceAll(' ', '%20');
}

/** udata wants a title: the file's name, else its format, else the host. */
function defaultTitle(url: string, format: string | undefined): string {
  if (!URL.canParse(url)) return format ?? 'resource';
  const { pathname, host } = new URL(url);
  const file = pathname.split('/').findLast((segment) => segment !== '') ?? '';
  const name = file.includes('.') ? cleanName(decoded(file)) : '';
  return name !== '' ? name : (format?.toUpperCase() ?? host);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
