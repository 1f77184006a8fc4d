import type { Explained, Fields, Told } from './explained.ts';

export const CKAN_EXPLAINED: readonly Explained[] = [
  { field: 'id', why: 'a feed knows a record by its address', inFeed: (_, { address }) => address },
  { field: 'iri', why: 'a feed has an address for each record', inFeed: (_, { address }) => address },
  {
    field: 'identifier',
    why: 'the feed tells the id in CKAN where the record has no identifier',
    inFeed: (value, { raw }) => value ?? [raw['id']],
  },
  {
    field: 'origin',
    why: 'the feed has no entries of the catalogue, only the catalogue',
    inFeed: (_, { url, address }) => ({ catalog: url, remoteId: address }),
  },
  {
    field: 'issued',
    why: 'dates of the record leave out in the feed that they are UTC; those that a source said have the offset in figures',
    inFeed: (value, told) => dateIn(value, told.raw, 'issued'),
  },
  {
    field: 'modified',
    why: 'dates of the record leave out in the feed that they are UTC; those that a source said have the offset in figures',
    inFeed: (value, told) => dateIn(value, told.raw, 'modified'),
  },
  ...['alternative', 'created', 'rights', 'contributor', 'rightsHolder'].map((field): Explained => ({
    field,
    why: 'ckanext-dcat does not export it',
    inFeed: () => undefined,
  })),
  {
    field: 'extra',
    why: 'ckanext-dcat does not export fields that it does not know',
    inFeed: () => undefined,
  },
  {
    field: 'license',
    why: 'ckanext-dcat exports the licence of a dataset only where it is set to, and then with its files',
    inFeed: () => undefined,
  },
  {
    field: 'publisher',
    why: 'the organisation has an address in the feed',
    inFeed: (value, { raw, url }) => {
      if (says(raw, 'publisher_name')) return value;
      const { id } = raw['organization'] as Fields;
      return { ...(value as Fields), iri: `${url}/organization/${String(id)}` };
    },
  },
  {
    field: 'creator',
    why: 'an author is only somebody to ask in the feed',
    inFeed: (value, { raw }) => without(value, raw['author_email']),
  },
  {
    field: 'contactPoint',
    why: 'the feed has no pages of contacts, and the maintainer only where there is no contact',
    inFeed: (value, { raw }) =>
      (
        without(value, says(raw, 'contact_name') ? raw['maintainer_email'] : undefined) ??
        (value as Fields[] | undefined)
      )?.map(({ url: _page, ...contact }) => contact),
  },
  {
    field: 'spatial',
    why: 'an address is one place in a page of the feed: what one record says of it is said of the others too',
    inFeed: (value, { came }) =>
      (value as Fields[] | undefined)?.map((place) => {
        const isBare =
          place['uri'] !== undefined && place['bbox'] === undefined && place['geometry'] === undefined;
        const same = (came['spatial'] as Fields[] | undefined)?.find(({ uri }) => uri === place['uri']);
        return isBare ? { ...same, ...place } : place;
      }),
  },
  {
    field: 'distribution.id',
    why: 'a feed knows a file by its address',
    inFeed: (_, told) => fileAddress(told),
  },
  {
    field: 'distribution.iri',
    why: 'a feed knows a file by its address',
    inFeed: (_, told) => fileAddress(told),
  },
  {
    field: 'distribution.accessURL',
    why: 'where a site does not tell the page from the file, the feed tells the address as a page, the own adapter by its format',
    inFeed: (_, { resource }) => addressIn(resource),
  },
  {
    field: 'distribution.downloadURL',
    why: 'where a site does not tell the page from the file, the feed tells the address as a page, the own adapter by its format',
    inFeed: (_, { resource }) => (resource['download_url'] == null ? undefined : [resource['download_url']]),
  },
  {
    field: 'distribution.mediaType',
    why: 'the feed tells a media type only where the site has one; the own adapter adds that of the format',
    inFeed: (_, { resource }) => resource['mimetype'] ?? undefined,
  },
  {
    field: 'distribution.issued',
    why: 'dates of the record leave out in the feed that they are UTC',
    inFeed: (_, { resource }) => offset(resource['issued']) ?? resource['created'],
  },
  {
    field: 'distribution.modified',
    why: 'the feed tells when the record of a file changed, the own adapter when its file did',
    inFeed: (_, { resource }) => offset(resource['modified']) ?? resource['metadata_modified'],
  },
];

function says({ extras }: Fields, key: string): boolean {
  return (extras as Fields[]).some((extra) => extra['key'] === key);
}

/** The agents but for the one with that address; undefined where none is left. */
function without(agents: unknown, email: unknown): Fields[] | undefined {
  const left = (agents as Fields[] | undefined)?.filter((agent) => email == null || agent['email'] !== email);
  return left === undefined || left.length === 0 ? undefined : left;
}

function dateIn(value: unknown, raw: Fields, key: string): unknown {
  return String(value).replace(/Z$/, says(raw, key) ? '+00:00' : '');
}

function offset(date: unknown): string | undefined {
  return typeof date === 'string' ? date.replace(/Z$/, '+00:00') : undefined;
}

function fileAddress({ url, resource }: Told): string {
  const { uri, package_id: of, id } = resource;
  return typeof uri === 'string' && uri !== '' ? uri : `${url}/dataset/${String(of)}/resource/${String(id)}`;
}

function addressIn({ url, access_url: access, download_url: download }: Fields): unknown[] | undefined {
  if (access != null) return [access];
  return url === download ? undefined : [url];
}
