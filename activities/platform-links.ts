import { linkFrom } from '../src/config/link-template.ts';
import type { LinksConfig } from '../src/config/connector.ts';
import type { Dataset } from '../src/model/dataset.ts';
import type { Distribution } from '../src/model/distribution.ts';

/**
 * A dataset with the platform's own addresses where it has none: its public page, the download of each distribution, and
 * the API of a dataset with data. What the dataset says itself stays.
 */
export function withPlatformLinks(dataset: Dataset, links: LinksConfig): Dataset {
  const page = links.page === undefined ? undefined : linkFrom(links.page, dataset.id);
  const distribution = distributionsOf(dataset, links);
  const landed = page === undefined || (dataset.landingPage ?? []).length > 0;
  return {
    ...dataset,
    ...(landed ? {} : { landingPage: [page] }),
    ...(distribution === undefined ? {} : { distribution }),
  };
}

function distributionsOf(
  { id, distribution }: Dataset,
  { download, api }: LinksConfig,
): Distribution[] | undefined {
  if (distribution === undefined || distribution.length === 0) return undefined;
  const linked = distribution.map((one) => {
    const url = download === undefined || hasAddress(one) ? undefined : linkFrom(download, id, one.id);
    return url === undefined ? one : { ...one, downloadURL: [url] };
  });
  const served = linked.some((one) => (one.accessService ?? []).length > 0 || one.id === API);
  const url = api === undefined || served ? undefined : linkFrom(api, id);
  if (url === undefined) return linked;
  return [
    ...linked,
    { id: API, title: { und: 'API' }, accessURL: [url], accessService: [{ endpointURL: [url] }] },
  ];
}

/** Id of the distribution that stands for the platform's API. */
const API = 'platform-api';

function hasAddress({ downloadURL = [], accessURL = [], accessService = [] }: Distribution): boolean {
  const endpoints = accessService.flatMap(({ endpointURL = [] }) => endpointURL);
  return downloadURL.length + accessURL.length + endpoints.length > 0;
}
