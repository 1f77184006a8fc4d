import type { PortalReply } from '../portal.ts';
import type { Context, SiteHere } from './context.ts';
import { datasetsPage } from './list.ts';
import { invalid } from './refusal.ts';
import { can } from './rights.ts';
import { type Dataset, withoutMember } from './state.ts';
import { listOf, objectOf } from '../json.ts';

const DCAT_MAX = 10_000;

/** What a portal shows of its datasets to whoever visits it; there is no such view on the domain of the installation. */
export function catalogRoute(context: Context, method: string, names: string[]): PortalReply | undefined {
  const { site } = context;
  if (site === undefined)
    throw invalid('catalog API can only be used from a publication site, not the back-office');
  if (method !== 'GET') return undefined;
  const reference = `${site.type}:${site.id}`;
  const isShown = (dataset: Dataset): boolean => dataset.publicationSites?.includes(reference) === true;
  switch (names.join('/')) {
    case 'datasets': {
      context.authenticate('datasets', 'datasets-read');
      const page = datasetsPage(context, isShown);
      const results = listOf(page['results']).map((one) =>
        withoutMember(objectOf(one), 'owner', 'publicationSites'),
      );
      return context.reply(200, { ...page, results });
    }
    case 'dcat':
      return dcat(context, site, isShown);
    default:
      return undefined;
  }
}

/** JSON-LD of the first ten thousand, with files for datasets that are files and for no others. */
function dcat(context: Context, site: SiteHere, isShown: (dataset: Dataset) => boolean): PortalReply {
  const shown = [...context.state.datasets.values()]
    .filter((dataset) => isShown(dataset) && can(context.session, dataset, 'list'))
    .slice(0, DCAT_MAX);
  const catalog = {
    '@context': 'https://project-open-data.cio.gov/v1.1/schema/catalog.jsonld',
    '@id': site.url,
    '@type': 'dcat:Catalog',
    conformsTo: 'https://project-open-data.cio.gov/v1.1/schema',
    dataset: shown.map((dataset) => entryOf(context, site, dataset)),
  };
  const extra = { headers: { 'content-type': 'application/ld+json; charset=utf-8' } };
  return context.reply(200, catalog, extra);
}

function entryOf({ publicUrl }: Context, { datasetUrlTemplate }: SiteHere, dataset: Dataset): unknown {
  const { id, slug, title, description, createdAt, updatedAt, dataUpdatedAt, originalFile, file } = dataset;
  const page =
    datasetUrlTemplate?.replace('{slug}', slug).replace('{id}', id) ?? `${publicUrl}/dataset/${id}`;
  const url = `${publicUrl}/api/v1/datasets/${id}`;
  const files = [
    ...(originalFile === undefined ? [] : [{ stored: originalFile, path: 'raw' }]),
    ...(file === undefined || file.mimetype === originalFile?.mimetype
      ? []
      : [{ stored: file, path: 'convert' }]),
  ];
  return {
    '@id': page,
    '@type': 'dcat:Dataset',
    identifier: id,
    landingPage: page,
    title,
    description: description ?? '',
    issued: createdAt,
    modified: dataUpdatedAt ?? updatedAt,
    keyword: dataset['keywords'],
    license: objectOf(dataset['license'])['href'],
    distribution: files.map(({ stored, path }) => ({
      '@type': 'dcat:Distribution',
      title: stored.name,
      downloadURL: `${url}/${path}`,
      mediaType: stored.mimetype,
      bytesSize: stored.size,
    })),
  };
}
