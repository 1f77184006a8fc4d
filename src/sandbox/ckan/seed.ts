import type { JsonObject } from '../json.ts';
import { seeded, uuidOf } from '../random.ts';
import * as words from './seed-words.ts';
import {
  type Extra,
  type Organization,
  type Package,
  type Resource,
  type State,
  savePackage,
} from './state.ts';
import { cleanFormat } from './vocabulary.ts';

const FIRST_DAY = Date.parse('2019-01-01T00:00:00Z');
const MINUTE_MS = 60_000;
/** One dataset in so many is odd in a way that a portal lets pass. */
const ODD_EVERY = 11;
const LONG_EVERY = 97;
const LONG_NOTES_WORDS = 4_000;
const MANY_RESOURCES = 60;

/** Fills the site up to `count` public datasets of others: the one at an index is the same on every machine. */
export function seed(state: State, count: number): void {
  if (count === 0) return;
  const owners = words.OWNERS.map(([name, title]) => owner(state, name, title));
  for (let index = 0; index < count; index += 1) {
    const made = seededPackage(index, owners);
    if (state.packages.get(made.id) === undefined) savePackage(state, made);
  }
}

export function seededPackage(index: number, owners: readonly Organization[]): Package {
  const random = seeded(index * 7_919 + 17);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const [french, english, topic] = pick(words.SUBJECTS);
  const place = pick(words.PLACES);
  const inEnglish = random() < 0.3;
  const odd = index % ODD_EVERY === ODD_EVERY - 1;
  const id = uuidOf(`package ${index}`);
  const year = 2015 + Math.floor(random() * 11);
  const title = odd
    ? pick(words.NASTY_TITLES)
    : inEnglish
      ? `${english}, ${place} ${year}`
      : `${french} – ${place} ${year}`;
  const created = instant(index * 13);
  const modified = instant(index * 13 + Math.floor(random() * 500_000));
  const notes = notesOf(index, inEnglish ? english : french, place, odd, random);
  const owner = owners[index % owners.length];
  const email = random() < 0.5 ? `contact-${index % 40}@example.org` : null;
  const bilingual: JsonObject =
    index % 5 === 0
      ? {
          title_translated: { fr: `${french} – ${place}`, en: `${english}, ${place}` },
          notes_translated: { fr: notes ?? '', en: `About ${english}.` },
        }
      : {};
  return {
    ...bilingual,
    author: random() < 0.6 ? `Service ${topic}` : null,
    author_email: email,
    creator_user_id: uuidOf('seeding user'),
    extras: extrasOf(index, inEnglish, year, place, pick, random),
    groups: [],
    id,
    license_id: pick(words.LICENCES) || null,
    maintainer: random() < 0.3 ? 'Guichet des données' : null,
    maintainer_email: null,
    metadata_created: created,
    metadata_modified: modified,
    name: `${slug(english)}-${slug(place)}-${index}`,
    notes,
    owner_org: owner?.id ?? null,
    private: false,
    resources: resourcesOf(id, index, created, pick, random),
    state: 'active',
    tags: [
      ...new Set([
        topic,
        pick(['open data', 'données ouvertes', 'INSPIRE', 'sig_2.0']),
        `secteur ${index % 9}`,
      ]),
    ]
      .sort()
      .map(tagOf),
    title,
    type: 'dataset',
    url: random() < 0.4 ? `https://data.example.org/fiche/${index}` : null,
    version: random() < 0.2 ? `${year}.1` : null,
  };
}

type Pick = <T>(list: readonly T[]) => T;

function extrasOf(
  index: number,
  inEnglish: boolean,
  year: number,
  place: string,
  pick: Pick,
  random: () => number,
): Extra[] {
  const west = Math.round((random() * 8 - 3) * 1_000) / 1_000;
  const south = Math.round((random() * 6 + 43) * 1_000) / 1_000;
  const ring = [
    [west, south],
    [west + 1, south],
    [west + 1, south + 1],
    [west, south + 1],
    [west, south],
  ];
  const extras: JsonObject = {
    identifier: `urn:x-lab:${index}`,
    guid: `urn:x-lab:${index}`,
    uri: `https://data.example.org/id/${index}`,
    issued: `${year}-0${1 + (index % 9)}-15`,
    modified: index % 7 === 0 ? `15/0${1 + (index % 9)}/${year}` : `${year + 1}-01-31T08:00:00`,
    frequency: pick(words.FREQUENCIES),
    language: inEnglish ? '["en"]' : '["http://publications.europa.eu/resource/authority/language/FRA"]',
    theme: `["http://publications.europa.eu/resource/authority/data-theme/${pick(words.THEMES)}"]`,
    publisher_name: `Direction ${place}`,
    publisher_email: 'publication@example.org',
    contact_name: 'Accueil données',
    contact_email: 'accueil@example.org',
  };
  if (random() < 0.6) extras['spatial'] = JSON.stringify({ type: 'Polygon', coordinates: [ring] });
  else if (random() < 0.3)
    extras['spatial'] = index % 2 === 0 ? `{"type":"Point","coordinates":[${west},${south}]}` : place;
  if (random() < 0.5)
    Object.assign(extras, { temporal_start: `${year}-01-01`, temporal_end: `${year}-12-31` });
  if (random() < 0.2)
    extras['access_rights'] = 'http://publications.europa.eu/resource/authority/access-right/PUBLIC';
  if (random() < 0.2)
    extras['conforms_to'] = '["https://schema.data.gouv.fr/schemas/scdl/deliberations/2.1.3/schema.json"]';
  // As a harvester of the portal's own would leave it: a copy of a copy.
  if (index % 17 === 0)
    Object.assign(extras, {
      harvest_source_title: 'Catalogue voisin',
      harvest_object_id: uuidOf(`harvest ${index}`),
    });
  return Object.entries(extras).map(([key, value]) => ({ key, value: String(value) }));
}

function resourcesOf(
  packageId: string,
  index: number,
  created: string,
  pick: Pick,
  random: () => number,
): Resource[] {
  const count = index % LONG_EVERY === 3 ? MANY_RESOURCES : Math.floor(random() * 5);
  return Array.from({ length: count }, (_none, position) => {
    const [format, extension, mimetype] = pick(words.FILES);
    const id = uuidOf(`resource ${index} ${position}`);
    const base =
      position % 6 === 5
        ? `ftp://files.example.org/jeu ${index}/é`
        : `https://data.example.org/files/${index}/${position}`;
    return {
      cache_last_updated: null,
      cache_url: null,
      created,
      description: random() < 0.4 ? 'Voir la notice.' : null,
      format: cleanFormat(format),
      hash: '',
      id,
      last_modified: random() < 0.5 ? created : null,
      metadata_modified: created,
      mimetype,
      mimetype_inner: null,
      name: random() < 0.8 ? `Fichier ${position + 1}` : null,
      package_id: packageId,
      position,
      resource_type: null,
      size: random() < 0.4 ? Math.floor(random() * 9_000_000) : null,
      state: 'active',
      url: extension === '' ? base : `${base}.${extension}`,
      url_type: null,
    };
  });
}

function notesOf(
  index: number,
  subject: string,
  place: string,
  odd: boolean,
  random: () => number,
): string | null {
  if (index % LONG_EVERY === 5) return `${subject} `.repeat(LONG_NOTES_WORDS);
  if (odd) return random() < 0.5 ? '' : '<script>alert(1)</script>\r\n\r\n* un\n* deux\u2028ligne';
  return random() < 0.05
    ? null
    : `**${subject}** de ${place}.\n\nMises à jour selon la fréquence indiquée, version ${index}.`;
}

function owner(state: State, name: string, title: string): Organization {
  const id = uuidOf(`organization ${name}`);
  const known = state.organizations.get(id);
  if (known !== undefined) return known;
  const organization = { id, name, title, description: '', created: instant(0), members: {} };
  state.organizations.set(id, organization);
  return organization;
}

function tagOf(name: string): Package['tags'][number] {
  return { display_name: name, id: uuidOf(`tag ${name}`), name, state: 'active', vocabulary_id: null };
}

function instant(minutes: number): string {
  return `${new Date(FIRST_DAY + minutes * MINUTE_MS).toISOString().slice(0, 19)}.000000`;
}

function slug(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}
