import { cleanText } from '../../model/clean.ts';
import type { Distribution } from '../../model/distribution.ts';
import type { Base } from '../merge.ts';
import { algorithmTerm, formatTerm, languageTerm, termOf } from './coded.ts';
import { defined, jsonList, referencesFrom } from './losing.ts';
import type { Losing } from './losing.ts';

/** One resource's fields that we own; undefined when there is no address to give. */
export function wantedResource(distribution: Distribution, field: string, losing: Losing): Base | undefined {
  const lose = (name: string, reason: string, value?: string): void =>
    losing.lose(`${field}.${name}`, reason, value);
  const inner: Losing = { ...losing, lose };
  const download = losing.first(distribution.downloadURL, `${field}.downloadURL`);
  const access = losing.first(distribution.accessURL, `${field}.accessURL`);
  const url = download ?? access;
  if (url === undefined) {
    losing.lose(field, 'a CKAN resource needs an address: left out', distribution.id);
    return undefined;
  }
  if (Object.keys(distribution.extra ?? {}).length > 0)
    lose('extra', 'what another source said beside DCAT is not passed on');
  const texts = {
    url,
    download_url: download,
    access_url: access,
    uri: distribution.iri,
    name: losing.text(distribution.title, `${field}.title`),
    description: losing.text(distribution.description, `${field}.description`),
    format: formatTerm(distribution.format),
    mimetype: distribution.mediaType,
    compress_format: distribution.compressFormat,
    package_format: distribution.packageFormat,
    hash: distribution.checksum?.value,
    hash_algorithm: algorithmTerm(distribution.checksum?.algorithm),
    issued: distribution.issued,
    modified: distribution.modified,
    license: termOf(distribution.license),
    rights: losing.text(losing.first(distribution.rights, `${field}.rights`), `${field}.rights`),
    status: termOf(distribution.status),
    availability: termOf(distribution.availability),
    language: jsonList(distribution.language?.map(languageTerm)),
    conforms_to: jsonList(referencesFrom(distribution.conformsTo, 'conformsTo', inner)),
    documentation: jsonList(referencesFrom(distribution.page, 'page', inner)),
    access_services: servicesFrom(distribution, losing, field),
  };
  const clean = Object.entries(texts).map(([key, value]) => [
    key,
    value === undefined ? undefined : cleanText(value) || undefined,
  ]);
  return defined({ ...Object.fromEntries(clean), size: distribution.byteSize });
}

function servicesFrom(distribution: Distribution, losing: Losing, field: string): string | undefined {
  const services = (distribution.accessService ?? []).map((service, index) => {
    const place = `${field}.accessService[${index}]`;
    return defined({
      uri: service.iri,
      title: losing.text(service.title, `${place}.title`),
      endpoint_url: service.endpointURL,
      // ckanext-dcat takes a single text here, and exports the look of a list.
      endpoint_description: losing.first(service.endpointDescription, `${place}.endpointDescription`),
      conforms_to: nonEmpty(referencesFrom(service.conformsTo, `${place}.conformsTo`, losing)),
    });
  });
  return services.length === 0 ? undefined : JSON.stringify(services);
}

function nonEmpty(list: string[]): string[] | undefined {
  return list.length === 0 ? undefined : list;
}
