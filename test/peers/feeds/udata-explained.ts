import type { Explained, Fields, Told } from './explained.ts';

const OTHER_ROLES =
  'custodian distributor originator principalInvestigator processor resourceProvider user'.split(' ');
/** What udata's licence ids stand for, by the addresses that the site has for them. */
const LICENSES: Record<string, string> = {
  lov2: 'etalab-2.0',
  'fr-lo': 'LicenseRef-etalab-1.0',
  'odc-odbl': 'ODbL-1.0',
  'cc-by': 'LicenseRef-CC-BY',
  'cc-by-sa': 'LicenseRef-CC-BY-SA',
  'cc-zero': 'CC0-1.0',
};
const ACCESS_SERVICE = 'http://www.w3.org/ns/dcat#accessService';
const REASON =
  'Public access to datasets and services would adversely affect the confidentiality of the proceedings of public authorities, where such confidentiality is provided for by law.';

export const UDATA_EXPLAINED: readonly Explained[] = [
  { field: 'id', why: 'a feed knows a record by its address', inFeed: (_, { address }) => address },
  {
    field: 'iri',
    why: 'the address that a push of ours remembers is in the extras',
    inFeed: (_, { address }) => address,
  },
  {
    field: 'identifier',
    why: 'the feed tells the id that the record has in udata; what its source calls it is in the extras',
    inFeed: (_, { raw }) => [raw['id']],
  },
  {
    field: 'origin',
    why: 'the feed has no entries of the catalogue, only the catalogue',
    inFeed: (_, { url, address }) => ({ catalog: `${url}/api/1/site/catalog`, remoteId: address }),
  },
  {
    field: 'landingPage',
    why: 'the feed tells the page of udata, which the own adapter tells as the origin',
    inFeed: (_, { own }) => [(own['origin'] as Fields)['url']],
  },
  {
    field: 'created',
    why: 'the feed tells the date of the record in udata',
    inFeed: (_, { raw }) => local(raw['created_at']),
  },
  { field: 'issued', why: 'dates of the feed leave out that they are UTC', inFeed: (value) => local(value) },
  {
    field: 'modified',
    why: 'the feed tells when the record changed, the own adapter when its files did too; UTC is left out',
    inFeed: (value, { raw }) => local(raw['last_modified'] ?? value),
  },
  {
    field: 'extra',
    why: 'extras, badges, granularity and reasons are not in the feed',
    inFeed: () => undefined,
  },
  { field: 'spatial', why: 'the feed has no areas', inFeed: () => undefined },
  {
    field: 'license',
    why: 'the feed has the licence of a dataset with each of its files only',
    inFeed: () => undefined,
  },
  {
    field: 'frequency',
    why: 'the feed says that it is unknown, where the own adapter says nothing',
    inFeed: (value, { raw }) => (raw['frequency'] === 'unknown' ? 'UNKNOWN' : value),
  },
  {
    field: 'accessRights',
    why: 'the feed takes what is restricted for non-public, and does not tell it of services',
    inFeed: (value, { raw, own }) =>
      own['kind'] === 'service'
        ? undefined
        : raw['access_type'] === 'restricted'
          ? 'NON_PUBLIC'
          : value && 'PUBLIC',
  },
  {
    field: 'applicableLegislation',
    why: 'the feed takes a dataset for a high-value one by its badge, the own adapter by its tag',
    inFeed: (value, { raw }) => (hasBadge(raw, 'hvd') ? value : undefined),
  },
  {
    field: 'hvdCategory',
    why: 'the feed takes a dataset for a high-value one by its badge, the own adapter by its tag',
    inFeed: (value, { raw }) => (hasBadge(raw, 'hvd') ? value : undefined),
  },
  {
    field: 'publisher',
    why: 'the feed has addresses for ids, and no owner of a service',
    inFeed: (_, told) => contactsIn(told, 'publisher')[0] ?? ownerIn(told),
  },
  ...['creator', 'rightsHolder', 'contactPoint'].map((field): Explained => ({
    field,
    why: 'the feed has addresses of contacts',
    inFeed: (_, told) => listed(contactsIn(told, field === 'contactPoint' ? 'contact' : field)),
  })),
  {
    field: 'qualifiedAttribution',
    why: 'the feed has addresses of contacts; the owner beside a publisher is a distributor unless a contact is one',
    inFeed: (_, told) => {
      const roles = OTHER_ROLES.flatMap((role) => contactsIn(told, role).map((agent) => ({ agent, role })));
      const isDistributed = roles.some(({ role }) => role === 'distributor');
      const owner = contactsIn(told, 'publisher').length === 0 || isDistributed ? undefined : ownerIn(told);
      return listed([...roles, ...(owner === undefined ? [] : [{ agent: owner, role: 'distributor' }])]);
    },
  },
  {
    field: 'contributor',
    why: 'the feed of the site makes the owner a publisher beside the one that the record names',
    inFeed: (_, told) => {
      const owner = ownerIn(told);
      return contactsIn(told, 'publisher').length === 0 || owner === undefined ? undefined : [owner];
    },
  },
  {
    field: 'warning',
    why: 'there are two publishers then',
    inFeed: (_, told) => {
      const owner = ownerIn(told);
      if (contactsIn(told, 'publisher').length === 0 || owner === undefined) return undefined;
      return [
        {
          field: 'publisher',
          value: JSON.stringify(owner),
          reason: 'another publisher: kept as a contributor',
        },
      ];
    },
  },
  {
    field: 'page',
    why: 'documentation is a file like any other in the feed, and is not told of services',
    inFeed: () => undefined,
  },
  {
    field: 'servesDataset',
    why: 'udata tells the datasets of a service at an address of their own, the feed with the service',
    inFeed: (_, { raw, own, url }) =>
      own['kind'] === 'service'
        ? listed((raw['served'] as string[]).map((id) => `${url}/api/1/datasets/${id}/`))
        : undefined,
  },
  {
    field: 'distribution',
    why: 'documentation is a file like any other in the feed',
    inFeed: (value, { raw }) => [
      ...((value ?? []) as Fields[]),
      ...((raw['resources'] ?? []) as Fields[])
        .filter(({ type }) => type === 'documentation')
        .map(documentation),
    ],
  },
  {
    field: 'distribution.id',
    why: 'a feed knows a file by its address',
    inFeed: (_, { resource }) => resource['latest'],
  },
  {
    field: 'distribution.iri',
    why: 'a feed knows a file by its address',
    inFeed: (_, { resource }) => resource['latest'],
  },
  {
    field: 'distribution.accessURL',
    why: 'the address that stays is the page in the feed, and an extra of the own adapter',
    inFeed: (_, { resource }) => [resource['latest']],
  },
  {
    field: 'distribution.downloadURL',
    why: 'every address is one of data in the feed, pages and services too; Turtle and N-Triples have it escaped',
    inFeed: (_, { resource, syntax }) => [
      ['ttl', 'n3', 'nt'].includes(syntax) ? escaped(String(resource['url'])) : resource['url'],
    ],
  },
  {
    field: 'distribution.accessService',
    why: 'the feed tells services of the OGC, and more of them; other interfaces are files',
    inFeed: (_, { resource, file }) => ogcServiceOf(resource, file),
  },
  {
    field: 'distribution.mediaType',
    why: 'the feed tells a media type only where udata has one; the own adapter adds that of the format',
    inFeed: (_, { resource }) => resource['mime'] ?? undefined,
  },
  { field: 'distribution.conformsTo', why: 'the feed has no schemas', inFeed: () => undefined },
  {
    field: 'distribution.extra',
    why: 'the feed has no extras; the id in udata is one beside the address, and so is what is said of a service of the OGC',
    inFeed: (_, { resource, came }) => {
      const files = (came['distribution'] ?? []) as { iri: string; extra?: Fields }[];
      const extra = files.find(({ iri }) => iri === resource['latest'])?.extra ?? {};
      return {
        'http://purl.org/dc/terms/identifier': resource['id'],
        ...(isOgc(resource) && { [ACCESS_SERVICE]: extra[ACCESS_SERVICE] }),
      };
    },
  },
  {
    field: 'distribution.issued',
    why: 'dates of the feed leave out that they are UTC',
    inFeed: (value) => local(value),
  },
  {
    field: 'distribution.modified',
    why: 'dates of the feed leave out that they are UTC',
    inFeed: (value) => local(value),
  },
  {
    field: 'distribution.license',
    why: 'the feed has the licence of the dataset with each of its files',
    inFeed: (_, { raw }) => LICENSES[String(raw['license'])],
  },
  {
    field: 'distribution.rights',
    why: 'the feed tells why access is restricted, and the name of a licence without an address, with each file',
    inFeed: (_, { raw }) =>
      listed([
        ...(raw['license'] === 'notspecified' && raw['access_type'] === 'open'
          ? [{ fr: 'License Not Specified' }]
          : []),
        ...(raw['access_type_reason_category'] == null ? [] : [{ fr: REASON }]),
      ]),
  },
];

/** Of several contacts in one role the feed has the last. */
function contactsIn({ raw, url }: Told, role: string): Fields[] {
  return ((raw['contact_points'] ?? []) as Fields[])
    .filter((contact) => contact['role'] === role)
    .slice(-1)
    .map((contact) => ({
      name: { fr: contact['name'] },
      email: contact['email'],
      ...(contact['contact_form'] == null ? {} : { url: contact['contact_form'] }),
      iri: `${url}/api/1/contacts/${String(contact['id'])}/`,
    }));
}

function ownerIn({ raw, own, url }: Told): Fields | undefined {
  if (own['kind'] === 'service') return undefined;
  const { id, name } = raw['organization'] as Fields;
  return { name: { fr: name }, iri: `${url}/api/1/organizations/${String(id)}/` };
}

function documentation(resource: Fields): Fields {
  return {
    id: resource['id'],
    title: { fr: resource['title'] },
    ...(resource['description'] == null ? {} : { description: { fr: resource['description'] } }),
    format: resource['format'] ?? undefined,
    byteSize: resource['filesize'] ?? undefined,
    checksum: checksumOf(resource['checksum'] as Fields | null),
    issued: resource['created_at'],
    modified: resource['last_modified'],
  };
}

function checksumOf(checksum: Fields | null): Fields | undefined {
  return checksum === null ? undefined : { algorithm: checksum['type'], value: checksum['value'] };
}

function ogcServiceOf({ url, format, title }: Fields, file: Fields): unknown {
  const address = String(url);
  if (!isOgc({ format })) return undefined;
  return [
    {
      title: { fr: title },
      endpointURL: [address.split('?')[0]],
      ...(/request=getcapabilities/i.test(address) && { endpointDescription: [address] }),
      conformsTo: [{ url: `http://www.opengeospatial.org/standards/${String(file['format'])}` }],
    },
  ];
}

function isOgc({ format }: Fields): boolean {
  return ['wfs', 'wms', 'wmts', 'wcs', 'csw'].includes(String(format));
}

function hasBadge(raw: Fields, kind: string): boolean {
  return ((raw['badges'] ?? []) as Fields[]).some((badge) => badge['kind'] === kind);
}

function local(date: unknown): unknown {
  return typeof date === 'string' ? date.replace(/\+00:00$/, '') : date;
}

/** As Python's quote leaves an address that Turtle could not have. */
function escaped(address: string): string {
  return /[<>" {}|\\^`]/.test(address) ? encodeURI(address) : address;
}

function listed<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length === 0 ? undefined : list;
}
