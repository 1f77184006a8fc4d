import type { Reference } from '../../model/link.ts';
import type { Distribution } from '../../model/distribution.ts';
import { formatOf, leadsToFile } from './coded.ts';
import { readChecksum } from './checksums.ts';
import { readDate } from './dates.ts';
import { foreignExtras, KEY, LANDING } from './marks.ts';
import type { WireResource, WireSchema } from './wire.ts';
import { linkOf, nameIn, nonEmpty, present, proseIn } from './words.ts';

/** Types that say nothing more than the properties of a distribution do. */
const USUAL: ReadonlySet<string> = new Set(['', 'main', 'api', 'documentation']);

/** A resource as a distribution. Documentation is a page of the dataset instead: see `pageOf`. */
export function toDistribution(resource: WireResource, language: string): Distribution {
  const url = linkOf(resource.url);
  const match = formatOf(resource);
  // What we sent is complete; only what others declare is completed from the address.
  const ours = resource.extras?.[KEY] !== undefined;
  const schema = schemaToReference(resource.schema);
  const file = leadsToFile(resource, match.format);
  const size = resource.filesize;
  const extra = {
    ...foreignExtras(resource.extras),
    // The address that stays when the file moves.
    ...present({
      latest: linkOf(resource.latest),
      url: url === undefined ? resource.url : undefined,
      type: ours || USUAL.has(resource.type ?? '') ? undefined : resource.type,
    }),
  };
  return present({
    id: resource.id,
    iri: linkOf(resource.harvest?.uri),
    title: nameIn(language, resource.title),
    description: proseIn(language, resource.description),
    accessURL: url !== undefined && !file ? [url] : undefined,
    downloadURL: url !== undefined && file ? [url] : undefined,
    accessService: url !== undefined && resource.type === 'api' ? [{ endpointURL: [url] }] : undefined,
    mediaType: match.mediaType,
    format: match.format,
    compressFormat: ours ? undefined : match.compressFormat,
    packageFormat: ours ? undefined : match.packageFormat,
    byteSize: size !== undefined && Number.isSafeInteger(size) && size >= 0 ? size : undefined,
    checksum: readChecksum(resource.checksum),
    issued: readDate(resource.created_at),
    modified: readDate(resource.last_modified),
    conformsTo: schema === undefined ? undefined : nonEmpty([schema]),
    extra: Object.keys(extra).length === 0 ? undefined : extra,
  });
}

/** The page that a push of ours has led to. */
export function isLanding(resource: WireResource): boolean {
  return resource.extras?.[KEY] === LANDING;
}

export function isDocumentation(resource: WireResource): boolean {
  return resource.type === 'documentation' && linkOf(resource.url) !== undefined;
}

export function pageOf(resource: WireResource): Reference {
  return present({
    url: linkOf(resource.url),
    title: Object.values(nameIn('und', resource.title) ?? {})[0],
    description: Object.values(proseIn('und', resource.description) ?? {})[0],
  });
}

/** A schema by address, or by its name in the site's schema catalogue, followed by its version. */
export function schemaToReference(schema: WireSchema | undefined): Reference | undefined {
  if (schema === undefined) return undefined;
  const title = [schema.name, schema.version].filter((part) => part !== undefined && part !== '').join(' ');
  const url = linkOf(schema.url);
  if (url === undefined && title === '') return undefined;
  return present({ url, title: title === '' ? undefined : title });
}
