/** Vocabulary of the seeded catalogue: places, subjects and habits of real portals, none of it copied from one. */
export const OWNERS = [
  ['agglo-rive-noire', 'Agglomération de Rive-Noire'],
  ['harbour-council', 'Harbour Council'],
  ['office-des-marais', 'Office des marais'],
] as const;

export const SUBJECTS = [
  ['Arrêts de bus', 'Bus stops', 'transport'],
  ['Qualité de l’air', 'Air quality', 'environnement'],
  ['Arbres remarquables', 'Notable trees', 'environnement'],
  ['Budget primitif', 'Primary budget', 'finances'],
  ['Comptages vélo', 'Bicycle counts', 'transport'],
  ['Bureaux de vote', 'Polling stations', 'citoyenneté'],
  ['Zones inondables', 'Flood zones', 'risques'],
  ['Menus des cantines', 'School menus', 'éducation'],
  ['Permis de construire', 'Building permits', 'urbanisme'],
  ['Prénoms des nouveau-nés', 'Names of newborns', 'population'],
  ['Points de collecte', 'Recycling points', 'déchets'],
  ['Équipements sportifs', 'Sports facilities', 'sport'],
  ['Captages d’eau', 'Water catchments', 'eau'],
] as const;

export const PLACES = [
  'Rive-Noire',
  'Saint-Elme',
  'Port-Lumen',
  'Vaucresne',
  'Eastmere',
  'Nordhaven',
  'L’Île-aux-Pins',
];

export const LICENCES = [
  'lov2',
  'fr-lo',
  'odc-odbl',
  'odc-by',
  'cc-by',
  'cc-by-sa',
  'cc-zero',
  'uk-ogl',
  'other-open',
  'notspecified',
  'ODbL 1.0',
  '',
];

export const FREQUENCIES = [
  'http://publications.europa.eu/resource/authority/frequency/DAILY',
  'http://publications.europa.eu/resource/authority/frequency/ANNUAL',
  'http://purl.org/cld/freq/monthly',
  'R/P1W',
  'annuelle',
  'quarterly',
  'as needed',
  'R/P10Y',
];

export const FILES = [
  ['CSV', 'csv', 'text/csv'],
  ['GeoJSON', 'geojson', 'application/geo+json'],
  ['JSON', 'json', 'application/json'],
  ['SHP', 'zip', 'application/zip'],
  ['XLSX', 'xlsx', null],
  ['PDF', 'pdf', 'application/pdf'],
  ['WMS', '', null],
  ['', '', null],
  ['Tableur Excel', 'xls', null],
] as const;

export const THEMES = ['TRAN', 'ENVI', 'GOVE', 'REGI', 'EDUC', 'SOCI', 'AGRI'];

/** Valid, and seen often enough to be somebody's everyday: each comes back every so many datasets. */
export const NASTY_TITLES = [
  '<b>Gras</b> & "guillemets" — prix en €',
  '  Espaces   partout  ',
  'قائمة المدارس (رسمي)',
  'Émoji 🚲🚏 et combinés é',
  'a',
  "Robert'); DROP TABLE packages;--",
];
