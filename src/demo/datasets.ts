import { createHash } from 'node:crypto';
import type { Location, Period } from '../model/coverage.ts';
import { Dataset } from '../model/dataset.ts';
import type { LangKeywords, LangText } from '../model/text.ts';
import { matchAccessRights } from '../vocabularies/access-rights.ts';
import { matchFrequency } from '../vocabularies/frequencies.ts';
import { HVD_LEGISLATION, matchHvdCategory } from '../vocabularies/hvd.ts';
import { matchLicense } from '../vocabularies/licenses.ts';
import { matchTheme } from '../vocabularies/themes.ts';
import { demoDistribution } from './distributions.ts';
import { ODDITIES } from './oddities.ts';
import { DEMO_PLACES, DEMO_SITE, type DemoPlace } from './places.ts';
import { DEMO_SUBJECTS, type DemoSubject } from './subjects.ts';

/** Each subject exists in this many places. */
const PLACES_EACH = 4;

const DAY_S = 86_400;

type Language = 'fr' | 'en';

/** About a hundred datasets of an invented French region and its towns, always the same. */
export function demoDatasets(): Dataset[] {
  const datasets = DEMO_SUBJECTS.flatMap((subject, row) =>
    Array.from({ length: PLACES_EACH }, (_, column) => {
      const place = DEMO_PLACES[(row + column * 2) % DEMO_PLACES.length];
      if (place === undefined) throw new RangeError('the table of places is empty');
      return demoDataset(subject, place, row * PLACES_EACH + column);
    }),
  );
  return datasets.map((dataset, index) => Dataset.parse(ODDITIES[index]?.(dataset) ?? dataset));
}

function demoDataset(subject: DemoSubject, place: DemoPlace, number: number): Dataset {
  const languages = languagesOf(number);
  const id = `${subject.slug}-${place.slug}`;
  const landingPage = `${DEMO_SITE}/datasets/${id}`;
  const license = matchLicense(subject.license);
  const modified = momentIn(2026, id);
  return {
    kind: 'dataset',
    id,
    iri: `${DEMO_SITE}/id/${id}`,
    identifier: [id],
    title: inLanguages(languages, `${subject.title[0]} ${place.of.fr}`, `${subject.title[1]} ${place.of.en}`),
    description: inLanguages(languages, describe(subject, place, 0), describe(subject, place, 1)),
    keyword: keywords(languages, subject, place),
    theme: [matchTheme(subject.theme)],
    language: ['fr'],
    publisher: {
      name: place.publisher,
      url: `${DEMO_SITE}/organisations/${place.slug}`,
      identifier: `org-${place.slug}`,
    },
    contactPoint: [
      {
        name: inLanguages(languages, `Données ouvertes, ${place.name}`, `Open data, ${place.name}`),
        email: `donnees.${place.slug}@example.org`,
        ...(number % 4 === 0 ? { telephone: '+33 1 99 00 00 00' } : {}),
        url: `https://www.example.org/${place.slug}/contact`,
      },
    ],
    issued: momentIn(Math.max(subject.since, 2015), id).slice(0, 10),
    modified,
    frequency: matchFrequency(subject.frequency),
    temporal: [periodOf(subject, number)],
    spatial: [locationOf(place, number)],
    license,
    accessRights: matchAccessRights('PUBLIC'),
    ...(subject.hvd === undefined
      ? {}
      : { hvdCategory: [matchHvdCategory(subject.hvd)], applicableLegislation: [HVD_LEGISLATION] }),
    landingPage: [landingPage],
    ...(subject.formats.includes('gtfs')
      ? {
          conformsTo: [{ url: 'https://gtfs.org/documentation/schedule/reference/', title: 'GTFS Schedule' }],
        }
      : {}),
    distribution: subject.formats.map((format) =>
      demoDistribution(format, { id, subject, license, modified, languages }),
    ),
  };
}

/** Of ten datasets in a row seven are described in both languages, two in French only and one in English only. */
function languagesOf(number: number): Language[] {
  const digit = number % 10;
  if (digit < 7) return ['fr', 'en'];
  return digit < 9 ? ['fr'] : ['en'];
}

function describe(subject: DemoSubject, place: DemoPlace, language: 0 | 1): string {
  return language === 0
    ? `${subject.about[0]}\n\n**Périmètre** : ${place.name}. **Depuis** : ${subject.since}.\n\nProducteur : ${place.publisher.fr}. Signalez-nous une erreur depuis la page du jeu de données.`
    : `${subject.about[1]}\n\n**Area**: ${place.name}. **Since**: ${subject.since}.\n\nProducer: ${place.publisher.en}. Tell us about errors on the page of the dataset.`;
}

function keywords(languages: readonly Language[], subject: DemoSubject, place: DemoPlace): LangKeywords {
  const [fr, en] = subject.words;
  const town = place.name.toLocaleLowerCase('fr');
  const all = { fr: [...fr, town, 'open data'], en: [...en, town] };
  return Object.fromEntries(languages.map((language) => [language, all[language]]));
}

function inLanguages(languages: readonly Language[], fr: string, en: string): LangText {
  const all = { fr, en };
  return Object.fromEntries(languages.map((language) => [language, all[language]]));
}

/** Every fifth series has ended, every third is known to the year only. */
function periodOf({ since }: DemoSubject, number: number): Period {
  const start = number % 3 === 0 ? String(since) : `${since}-01-01`;
  return { start, ...(number % 5 === 0 ? { end: number % 3 === 0 ? '2025' : '2025-12-31' } : {}) };
}

/** Every third place is drawn, every fifth is only named. */
function locationOf(place: DemoPlace, number: number): Location {
  const named = { uri: place.uri, label: { fr: place.name } };
  if (number % 5 === 4) return named;
  const [west, south, east, north] = place.bbox;
  if (number % 3 !== 0) return { ...named, bbox: place.bbox };
  const ring = [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ];
  return { ...named, bbox: place.bbox, geometry: { type: 'Polygon', coordinates: [ring] } };
}

/** A moment in the first half of a year, for ever the same for an id. */
function momentIn(year: number, id: string): string {
  const seconds = createHash('sha256').update(id).digest().readUInt32BE(0) % (180 * DAY_S);
  return new Date(Date.UTC(year, 0, 1) + seconds * 1_000).toISOString().replace('.000', '');
}
