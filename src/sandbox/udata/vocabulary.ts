/** What a site of this kind knows: the identifiers are udata's, the labels only have to be there. */
export const FREQUENCIES = (
  'continuous oneMinute fiveMinutes tenMinutes fifteenMinutes thirtyMinutes hourly bihourly trihourly twelveHours ' +
  'severalTimesADay threeTimesADay semidaily daily fiveTimesAWeek threeTimesAWeek semiweekly weekly biweekly ' +
  'threeTimesAMonth semimonthly monthly bimonthly quarterly threeTimesAYear semiannual annual biennial triennial ' +
  'quadrennial quinquennial decennial bidecennial tridecennial punctual irregular never notPlanned other unknown'
).split(' ');

/** Names of older sites: still taken, stored under the new name. */
export const FREQUENCY_ALIASES: Record<string, string> = {
  realtime: 'continuous',
  fourTimesADay: 'severalTimesADay',
  fourTimesAWeek: 'other',
  fortnighly: 'biweekly',
  biannual: 'semiannual',
};

export const LICENSES = [
  [
    'lov2',
    'Licence Ouverte / Open Licence version 2.0',
    'https://www.etalab.gouv.fr/licence-ouverte-open-licence',
  ],
  [
    'fr-lo',
    'Licence Ouverte / Open Licence',
    'https://www.etalab.gouv.fr/wp-content/uploads/2014/05/Licence_Ouverte.pdf',
  ],
  [
    'odc-odbl',
    'Open Data Commons Open Database License (ODbL)',
    'http://opendatacommons.org/licenses/odbl/summary/',
  ],
  ['odc-by', 'Open Data Commons Attribution License', 'http://opendatacommons.org/licenses/by/summary/'],
  [
    'odc-pddl',
    'Open Data Commons Public Domain Dedication and Licence (PDDL)',
    'http://opendatacommons.org/licenses/pddl/summary',
  ],
  ['cc-by', 'Creative Commons Attribution', 'http://www.opendefinition.org/licenses/cc-by'],
  ['cc-by-sa', 'Creative Commons Attribution Share-Alike', 'http://www.opendefinition.org/licenses/cc-by-sa'],
  ['cc-zero', 'Creative Commons CCZero', 'http://www.opendefinition.org/licenses/cc-zero'],
  ['other-open', 'Other (Open)', null],
  ['other-pd', 'Other (Public Domain)', null],
  ['other-at', 'Other (Attribution)', null],
  ['notspecified', 'License Not Specified', null],
] as const;

/** Older or parallel addresses of a licence, which a mapping has to know as well. */
export const LICENSE_ALTERNATES: Record<string, { urls: string[]; titles: string[] }> = {
  lov2: {
    urls: [
      'https://spdx.org/licenses/etalab-2.0.html',
      'https://www.etalab.gouv.fr/wp-content/uploads/2017/04/ETALAB-Licence-Ouverte-v2.0.pdf',
    ],
    titles: ['Licence Ouverte v2.0', 'etalab-2.0'],
  },
  'cc-by': { urls: ['https://creativecommons.org/licenses/by/4.0/'], titles: ['CC BY'] },
  'odc-odbl': { urls: ['https://opendatacommons.org/licenses/odbl/1-0/'], titles: ['ODbL'] },
};

export const RESOURCE_TYPES = ['main', 'documentation', 'update', 'api', 'code', 'other'];
export const FILETYPES = ['file', 'remote'];
export const CHECKSUM_TYPES = ['sha1', 'sha2', 'sha256', 'md5', 'crc'];
export const ACCESS_TYPES = ['open', 'open_with_account', 'restricted'];
export const AUDIENCE_ROLES = ['local_authority_and_administration', 'company_and_association', 'private'];
export const AUDIENCE_CONDITIONS = ['yes', 'no', 'under_condition'];

export const REASON_CATEGORIES = (
  'confidentiality_of_proceedings international_relations course_of_justice commercial_confidentiality ' +
  'intellectual_property personal_data_privacy voluntary_supplier_protection environmental_protection'
).split(' ');

export const CONTACT_ROLES = (
  'contact creator publisher rightsHolder custodian distributor originator principalInvestigator processor ' +
  'resourceProvider user'
).split(' ');

export const LEVELS = [
  'country-group',
  'country',
  'country-subset',
  'fr:region',
  'fr:departement',
  'fr:epci',
  'fr:commune',
];
export const GRANULARITIES = ['poi', 'other', ...LEVELS];

export const ZONES: Record<string, string> = {
  'country-group:world': 'Monde',
  'country-group:ue': 'Union européenne',
  'country:fr': 'France',
  'country-subset:fr:metro': 'France métropolitaine',
  'fr:region:53': 'Bretagne',
  'fr:departement:35': 'Ille-et-Vilaine',
  'fr:departement:56': 'Morbihan',
  'fr:epci:243500139': 'Rennes Métropole',
  'fr:commune:35238': 'Rennes',
  'fr:commune:56260': 'Vannes',
};

export const BADGES = ['hvd', 'inspire', 'pivotal-data', 'sl', 'spd', 'sr'];
export const OPEN_FORMATS = 'csv geojson json xml rdf ttl jsonld kml gpx ods txt gtfs parquet shp gpkg'.split(
  ' ',
);
export const EXTENSIONS =
  '7z csv doc docx geojson gpkg gpx gz json kml kmz ods odt parquet pdf shp txt xls xlsx xml zip'.split(' ');

/** Enough of the public list of top-level domains for tests; any two-letter country code passes as well. */
export const TLDS = new Set(
  (
    'com org net edu gov mil int info biz name pro aero coop museum eu asia cat jobs mobi tel travel post app dev io ' +
    'cloud city paris bzh alsace corsica online site store tech xyz science academy agency earth eco energy ' +
    'foundation global live network ngo ong page press report solutions systems team today website wiki world zone'
  ).split(' '),
);

export const REUSE_TYPES: readonly string[] =
  'api application idea news_article paper post visualization hardware'.split(' ');

export const REUSE_TOPICS: readonly string[] = [
  'health',
  'transport_and_mobility',
  'housing_and_development',
  'food_and_agriculture',
  'culture_and_recreation',
  'economy_and_business',
  'environment_and_energy',
  'work_and_training',
  'politics_and_public_life',
  'safety_and_security',
  'education_and_research',
  'society_and_demography',
  'law_and_justice',
  'open_data_tools',
  'others',
];
