/** What a dataset of the demonstration catalogue is about; one exists in several places. Pairs are French, English. */
export interface DemoSubject {
  slug: string;
  title: [string, string];
  about: [string, string];
  words: [string[], string[]];
  /** Code of the EU's data themes. */
  theme: string;
  /** Code of the EU's frequencies. */
  frequency: string;
  license: string;
  formats: DemoFormat[];
  /** First year of the data. */
  since: number;
  /** Code of the EU's high-value dataset categories. */
  hvd?: string;
}

export type DemoFormat = 'csv' | 'geojson' | 'json' | 'parquet' | 'pdf' | 'xlsx' | 'gtfs';

const OPEN = 'http://www.etalab.gouv.fr/licence-ouverte-open-licence';
const ODBL = 'https://opendatacommons.org/licenses/odbl/1-0/';
const BY = 'https://creativecommons.org/licenses/by/4.0/';
const BY_SA = 'https://creativecommons.org/licenses/by-sa/4.0/';
const ZERO = 'https://creativecommons.org/publicdomain/zero/1.0/';
/** A licence of the town's own, which no vocabulary knows. */
const HOUSE = 'Conditions particulières de réutilisation de la régie municipale, édition 2011';

// oxfmt-ignore
export const DEMO_SUBJECTS: readonly DemoSubject[] = [
  { slug: 'arrets-de-transport', title: ['Arrêts de transport en commun', 'Public transport stops'], theme: 'TRAN', frequency: 'WEEKLY', license: ODBL, formats: ['csv', 'geojson', 'json'], since: 2016, hvd: 'c_b79e35eb',
    words: [['transport', 'arrêt', 'bus', 'mobilité'], ['transport', 'stop', 'bus', 'mobility']],
    about: ['Position, nom et accessibilité de chaque arrêt de bus, de car et de tramway, avec les lignes qui le desservent.', 'Position, name and accessibility of each bus, coach and tram stop, with the lines that serve it.'] },
  { slug: 'horaires-theoriques', title: ['Horaires théoriques des bus', 'Scheduled bus timetables'], theme: 'TRAN', frequency: 'DAILY', license: ODBL, formats: ['gtfs', 'json', 'pdf'], since: 2018, hvd: 'c_b79e35eb',
    words: [['horaires', 'GTFS', 'bus'], ['timetable', 'GTFS', 'bus']],
    about: ['Horaires des quatre semaines à venir au format GTFS : lignes, courses, calendriers et correspondances.', 'Timetables of the next four weeks in GTFS: lines, trips, calendars and transfers.'] },
  { slug: 'comptages-velo', title: ['Comptages de vélos', 'Bicycle counts'], theme: 'TRAN', frequency: 'HOURLY', license: OPEN, formats: ['csv', 'json', 'parquet'], since: 2017,
    words: [['vélo', 'comptage', 'mobilité douce'], ['bicycle', 'count', 'active travel']],
    about: ['Passages relevés toutes les heures par les compteurs de la voirie, dans les deux sens.', 'Passages recorded every hour by the counters in the road, in both directions.'] },
  { slug: 'qualite-de-l-air', title: ['Qualité de l’air', 'Air quality'], theme: 'ENVI', frequency: 'HOURLY', license: ODBL, formats: ['csv', 'json', 'parquet', 'pdf'], since: 2012, hvd: 'c_dd313021',
    words: [['air', 'pollution', 'NO₂', 'PM2,5'], ['air', 'pollution', 'NO₂', 'PM2.5']],
    about: ['Concentrations horaires d’ozone, de dioxyde d’azote et de particules fines, et indice du jour.', 'Hourly concentrations of ozone, nitrogen dioxide and fine particles, and the index of the day.'] },
  { slug: 'budget-primitif', title: ['Budget primitif', 'Initial budget'], theme: 'GOVE', frequency: 'ANNUAL', license: OPEN, formats: ['csv', 'xlsx', 'pdf'], since: 2014,
    words: [['budget', 'finances locales', 'M57'], ['budget', 'local finance']],
    about: ['Recettes et dépenses votées, par fonction et par nature, en fonctionnement et en investissement.', 'Income and expenditure as voted, by function and by kind, for operation and investment.'] },
  { slug: 'subventions-versees', title: ['Subventions versées aux associations', 'Grants to associations'], theme: 'GOVE', frequency: 'ANNUAL', license: OPEN, formats: ['csv'], since: 2017,
    words: [['subvention', 'association', 'SCDL'], ['grant', 'association']],
    about: ['Bénéficiaire, objet, montant et date de chaque subvention accordée.', 'Recipient, purpose, amount and date of each grant.'] },
  { slug: 'resultats-electoraux', title: ['Résultats des élections par bureau de vote', 'Election results by polling station'], theme: 'GOVE', frequency: 'IRREG', license: OPEN, formats: ['csv', 'geojson', 'xlsx'], since: 2008,
    words: [['élections', 'vote', 'démocratie'], ['elections', 'vote', 'democracy']],
    about: ['Inscrits, votants, exprimés et voix de chaque liste, bureau par bureau, depuis 2008.', 'Registered voters, turnout and votes of each list, station by station, since 2008.'] },
  { slug: 'bibliotheques', title: ['Bibliothèques et médiathèques', 'Libraries'], theme: 'EDUC', frequency: 'ANNUAL_2', license: OPEN, formats: ['csv', 'geojson'], since: 2019,
    words: [['bibliothèque', 'lecture', 'culture'], ['library', 'reading', 'culture']],
    about: ['Adresses, horaires d’ouverture, collections et services d’accueil.', 'Addresses, opening hours, collections and services.'] },
  { slug: 'prets-de-livres', title: ['Prêts des médiathèques', 'Library loans'], theme: 'EDUC', frequency: 'MONTHLY', license: ZERO, formats: ['csv', 'parquet'], since: 2020,
    words: [['prêt', 'livre', 'lecture publique'], ['loan', 'book', 'public reading']],
    about: ['Nombre de prêts par titre, par support et par mois, sans aucune donnée sur les lecteurs.', 'Number of loans by title, medium and month, without any data on readers.'] },
  { slug: 'arbres-remarquables', title: ['Arbres remarquables', 'Remarkable trees'], theme: 'ENVI', frequency: 'ANNUAL', license: BY_SA, formats: ['csv', 'geojson', 'pdf'], since: 2010,
    words: [['arbre', 'nature', 'patrimoine végétal'], ['tree', 'nature']],
    about: ['Espèce, circonférence, âge estimé et histoire des arbres que protège le plan d’urbanisme.', 'Species, girth, estimated age and story of the trees that the town plan protects.'] },
  { slug: 'ecoles', title: ['Écoles et secteurs scolaires', 'Schools and catchment areas'], theme: 'EDUC', frequency: 'ANNUAL', license: OPEN, formats: ['csv', 'geojson', 'json', 'pdf'], since: 2015,
    words: [['école', 'éducation', 'carte scolaire'], ['school', 'education', 'catchment area']],
    about: ['Établissements du premier degré, effectifs à la rentrée et rues de chaque secteur.', 'Primary schools, numbers of pupils and streets of each catchment area.'] },
  { slug: 'menus-des-cantines', title: ['Menus des cantines', 'School canteen menus'], theme: 'AGRI', frequency: 'WEEKLY', license: ZERO, formats: ['csv'], since: 2021,
    words: [['cantine', 'menu', 'allergènes'], ['canteen', 'menu', 'allergens']],
    about: ['Plats servis, part de produits biologiques et allergènes, jour par jour.', 'Dishes served, share of organic products and allergens, day by day.'] },
  { slug: 'collecte-des-dechets', title: ['Jours de collecte des déchets', 'Waste collection days'], theme: 'ENVI', frequency: 'QUARTERLY', license: HOUSE, formats: ['csv', 'geojson', 'pdf'], since: 2018,
    words: [['déchets', 'collecte', 'tri'], ['waste', 'collection', 'sorting']],
    about: ['Jour de passage par rue pour les ordures ménagères, les emballages, le verre et les encombrants.', 'Day of collection by street for household waste, packaging, glass and bulky items.'] },
  { slug: 'points-d-apport', title: ['Points d’apport volontaire', 'Recycling points'], theme: 'ENVI', frequency: 'MONTHLY', license: ODBL, formats: ['geojson', 'json'], since: 2018,
    words: [['recyclage', 'verre', 'compost'], ['recycling', 'glass', 'compost']],
    about: ['Emplacement, type et volume des conteneurs à verre, à papier, à textile et à biodéchets.', 'Location, kind and volume of the containers for glass, paper, textiles and food waste.'] },
  { slug: 'consommation-d-energie', title: ['Consommation d’énergie des bâtiments publics', 'Energy use of public buildings'], theme: 'ENER', frequency: 'MONTHLY', license: OPEN, formats: ['csv', 'json', 'parquet', 'xlsx'], since: 2013,
    words: [['énergie', 'électricité', 'gaz', 'bâtiment'], ['energy', 'electricity', 'gas', 'building']],
    about: ['Consommation d’électricité, de gaz et de chaleur par bâtiment, corrigée du climat.', 'Use of electricity, gas and heat by building, corrected for the weather.'] },
  { slug: 'accidents-corporels', title: ['Accidents corporels de la circulation', 'Road accidents with injuries'], theme: 'TRAN', frequency: 'ANNUAL', license: OPEN, formats: ['csv', 'geojson', 'parquet'], since: 2005,
    words: [['accident', 'sécurité routière'], ['accident', 'road safety']],
    about: ['Lieu, circonstances, véhicules et gravité de chaque accident constaté par les forces de l’ordre.', 'Place, circumstances, vehicles and severity of each accident recorded by the police.'] },
  { slug: 'monuments-historiques', title: ['Monuments historiques', 'Listed monuments'], theme: 'EDUC', frequency: 'AS_NEEDED', license: BY, formats: ['geojson', 'csv', 'pdf'], since: 1840,
    words: [['patrimoine', 'monument', 'histoire'], ['heritage', 'monument', 'history']],
    about: ['Édifices classés ou inscrits, époque de construction, propriétaire et périmètre de protection.', 'Listed buildings, time of construction, owner and protected surroundings.'] },
  { slug: 'frequentation-touristique', title: ['Fréquentation touristique', 'Tourist stays'], theme: 'ECON', frequency: 'QUARTERLY', license: OPEN, formats: ['csv', 'xlsx'], since: 2011, hvd: 'c_e1da4e07',
    words: [['tourisme', 'nuitées', 'hébergement'], ['tourism', 'nights', 'accommodation']],
    about: ['Nuitées et taux d’occupation des hôtels, campings et résidences, par trimestre et par pays d’origine.', 'Nights and occupancy of hotels, camp sites and residences, by quarter and country of origin.'] },
  { slug: 'eau-potable', title: ['Qualité de l’eau potable', 'Drinking water quality'], theme: 'HEAL', frequency: 'BIWEEKLY', license: OPEN, formats: ['csv', 'json'], since: 2009,
    words: [['eau', 'santé', 'nitrates'], ['water', 'health', 'nitrates']],
    about: ['Résultats des prélèvements : bactériologie, nitrates, pesticides, dureté et chlore.', 'Results of the samples: bacteria, nitrates, pesticides, hardness and chlorine.'] },
  { slug: 'carte-du-bruit', title: ['Carte stratégique du bruit', 'Strategic noise map'], theme: 'ENVI', frequency: 'QUINQUENNIAL', license: OPEN, formats: ['geojson', 'pdf'], since: 2007, hvd: 'c_dd313021',
    words: [['bruit', 'trafic', 'directive 2002/49/CE'], ['noise', 'traffic', 'directive 2002/49/EC']],
    about: ['Zones d’exposition au bruit des routes, des voies ferrées et de l’industrie, de jour et de nuit.', 'Areas exposed to noise from roads, railways and industry, by day and by night.'] },
  { slug: 'etablissements-de-sante', title: ['Hôpitaux et établissements de santé', 'Hospitals and health care'], theme: 'HEAL', frequency: 'ANNUAL_2', license: OPEN, formats: ['csv', 'geojson', 'json'], since: 2016,
    words: [['hôpital', 'santé', 'urgences'], ['hospital', 'health', 'emergency']],
    about: ['Adresse, spécialités, nombre de lits et accueil des urgences de chaque établissement.', 'Address, specialities, number of beds and emergency care of each establishment.'] },
  { slug: 'ventes-immobilieres', title: ['Ventes immobilières', 'Property sales'], theme: 'REGI', frequency: 'ANNUAL_2', license: OPEN, formats: ['csv', 'parquet', 'json'], since: 2014,
    words: [['immobilier', 'prix', 'foncier'], ['property', 'price', 'land']],
    about: ['Prix, surface et type des logements vendus, à la parcelle, d’après les actes notariés.', 'Price, area and type of the homes sold, by plot, from notarial deeds.'] },
  { slug: 'agenda-des-evenements', title: ['Agenda des évènements', 'Events calendar'], theme: 'EDUC', frequency: 'DAILY', license: BY, formats: ['json', 'csv'], since: 2022,
    words: [['agenda', 'fête', 'spectacle'], ['calendar', 'festival', 'show']],
    about: ['Concerts, marchés, expositions et rencontres sportives des six mois à venir.', 'Concerts, markets, exhibitions and sports of the coming six months.'] },
  { slug: 'bornes-de-recharge', title: ['Bornes de recharge électrique', 'Electric vehicle charging points'], theme: 'TRAN', frequency: '15MIN', license: OPEN, formats: ['csv', 'geojson', 'json', 'parquet', 'pdf'], since: 2020,
    words: [['IRVE', 'recharge', 'véhicule électrique'], ['charging', 'electric vehicle']],
    about: ['Position, puissance, prise et disponibilité de chaque point de charge.', 'Position, power, socket and availability of each charging point.'] },
  { slug: 'deliberations', title: ['Délibérations adoptées', 'Council decisions'], theme: 'JUST', frequency: 'MONTHLY', license: OPEN, formats: ['csv', 'pdf'], since: 2018,
    words: [['délibération', 'conseil', 'vie publique'], ['decision', 'council', 'public life']],
    about: ['Numéro, date, objet, vote et texte de chaque délibération de l’assemblée.', 'Number, date, subject, vote and text of each decision of the assembly.'] },
];
