import type { Dataset } from '../../src/model/dataset.ts';
import type { RemoteRecord, Shown } from './peer.ts';

/** What depends on the site at hand. */
export interface UdataSite {
  organization: { id: string; name: string; page: string };
  licenses: ReadonlySet<string>;
}

const LICENSES: Record<string, string> = {
  'etalab-2.0': 'lov2',
  'ODbL-1.0': 'odc-odbl',
  'CC0-1.0': 'cc-zero',
  'CC-BY-4.0': 'cc-by',
  'CC-BY-SA-4.0': 'cc-by-sa',
};

/** What an id of udata says by itself: no version. */
const LICENSES_BACK: Record<string, string> = {
  'cc-by': 'LicenseRef-CC-BY',
  'cc-by-sa': 'LicenseRef-CC-BY-SA',
};

const FREQUENCIES: Record<string, string> = {
  HOURLY: 'hourly',
  DAILY: 'daily',
  WEEKLY: 'weekly',
  MONTHLY: 'monthly',
  QUARTERLY: 'quarterly',
  ANNUAL: 'annual',
  ANNUAL_2: 'semiannual',
  IRREG: 'irregular',
};

/** The readme's table as a function. The places of the demonstration are invented: no site has zones for them. */
export function shownByUdata(dataset: Dataset, mark: string, site: UdataSite): Shown {
  const title = words(dataset.title) ?? dataset.id;
  const [period] = daysOf(dataset);
  return {
    title,
    description: words(dataset.description) ?? title,
    acronym: null,
    tags: tagsOf(dataset),
    license: licenseOf(dataset, site) ?? 'notspecified',
    frequency: FREQUENCIES[dataset.frequency?.code ?? ''] ?? 'unknown',
    access_type: 'open',
    private: false,
    temporal: [period?.start ?? null, period?.end ?? null],
    zones: [],
    geom: areaOf(dataset),
    contacts: (dataset.contactPoint ?? []).map(({ name, email, url }) => ({
      name: words(name),
      email,
      form: url,
      role: 'contact',
    })),
    organization: site.organization.id,
    extras: {
      'navette:mark': mark,
      ...(dataset.identifier === undefined ? {} : { 'navette:identifier': dataset.identifier }),
      ...(dataset.iri === undefined ? {} : { 'navette:iri': dataset.iri }),
    },
    resources: [...distributionsOf(dataset), ...landingOf(dataset)],
  };
}

function distributionsOf(dataset: Dataset): object[] {
  return (dataset.distribution ?? []).map((one) => ({
    key: one.id,
    title: words(one.title),
    description: words(one.description) ?? null,
    type: one.accessService === undefined ? 'main' : 'api',
    filetype: 'remote',
    url: one.downloadURL?.[0] ?? one.accessURL?.[0],
    format: one.format?.code,
    mime: one.mediaType,
    filesize: one.byteSize ?? null,
    checksum: one.checksum === undefined ? null : `${one.checksum.algorithm}:${one.checksum.value}`,
  }));
}

/** The page of the dataset is shown as documentation. */
function landingOf({ landingPage = [] }: Dataset): object[] {
  const [url] = landingPage;
  if (url === undefined) return [];
  const blank = { description: null, format: null, mime: null, filesize: null, checksum: null };
  const said = { key: 'navette:landing', title: 'Page du jeu de données', type: 'documentation' };
  return [{ ...said, ...blank, filetype: 'remote', url }];
}

/** The same dataset once it has been there and back. */
export function backFromUdata(dataset: Dataset, record: RemoteRecord, site: UdataSite): Shown {
  const title = words(dataset.title) ?? dataset.id;
  const tags = tagsOf(dataset);
  const license = licenseOf(dataset, site);
  const period = daysOf(dataset);
  const boxes = (dataset.spatial ?? []).flatMap(({ bbox }) => (bbox === undefined ? [] : [{ bbox }]));
  return present({
    kind: 'dataset',
    id: record.id,
    iri: dataset.iri,
    identifier: dataset.identifier,
    title: { fr: title },
    description: { fr: words(dataset.description) ?? title },
    keyword: tags.length === 0 ? undefined : { fr: tags },
    publisher: present({
      name: { fr: site.organization.name },
      url: site.organization.page ?? undefined,
      identifier: site.organization.id,
    }),
    contactPoint: dataset.contactPoint?.map(({ name, email, url }) => ({
      name: { fr: words(name) },
      email,
      url,
    })),
    issued: record.own?.issued,
    modified: record.own?.modified,
    frequency: dataset.frequency?.code,
    temporal: period.length === 0 ? undefined : period,
    spatial: boxes.length === 0 ? undefined : boxes,
    license: license === undefined ? undefined : (LICENSES_BACK[license] ?? dataset.license?.code),
    accessRights: 'PUBLIC',
    landingPage: dataset.landingPage?.slice(0, 1),
    applicableLegislation: dataset.applicableLegislation,
    hvdCategory: dataset.hvdCategory?.map(({ code }) => code),
    distribution: dataset.distribution?.map((one, index) =>
      present({
        ...record.own?.resources[index],
        title: { fr: words(one.title) },
        description: one.description === undefined ? undefined : { fr: words(one.description) },
        ...(one.accessService === undefined
          ? { downloadURL: one.downloadURL }
          : { accessURL: one.accessURL, accessService: [{ endpointURL: one.accessURL }] }),
        mediaType: one.mediaType,
        format: one.format?.code,
        byteSize: one.byteSize,
        checksum: one.checksum,
      }),
    ),
  });
}

/** The site's language is French. */
function words(text: Record<string, string> | undefined): string | undefined {
  return text?.['fr'] ?? text?.['en'];
}

function tagsOf(dataset: Dataset): string[] {
  const keywords = dataset.keyword?.['fr'] ?? dataset.keyword?.['en'] ?? [];
  const categories = (dataset.hvdCategory ?? []).map(({ label }) => label?.['fr'] ?? '');
  const high = dataset.applicableLegislation === undefined ? [] : ['hvd', ...categories];
  return [...new Set([...keywords, ...high].map(slug))].filter((tag) => tag.length >= 3).sort();
}

/** A word as udata makes a tag of it. */
export function slug(word: string): string {
  const plain = word
    .normalize('NFKD')
    .replace(/\p{M}|[’']/gu, '')
    .toLowerCase();
  return plain.replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');
}

function licenseOf({ license }: Dataset, { licenses }: UdataSite): string | undefined {
  const id = LICENSES[license?.code ?? ''];
  return id !== undefined && licenses.has(id) ? id : undefined;
}

function daysOf({ temporal }: Dataset): { start: string; end?: string }[] {
  return (temporal ?? []).slice(0, 1).map(({ start = '', end }) => ({
    start: start.length === 4 ? `${start}-01-01` : start,
    ...(end === undefined ? {} : { end: end.length === 4 ? `${end}-12-31` : end }),
  }));
}

function areaOf({ spatial }: Dataset): unknown {
  const boxes = (spatial ?? []).flatMap(({ bbox }) => (bbox === undefined ? [] : [bbox]));
  if (boxes.length === 0) return null;
  const rings = boxes.map(([west, south, east, north]) => [
    [
      [west, south],
      [east, south],
      [east, north],
      [west, north],
      [west, south],
    ],
  ]);
  return { type: 'MultiPolygon', coordinates: rings };
}

function present(members: Record<string, unknown>): Shown {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}
