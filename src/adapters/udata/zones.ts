/**
 * udata's zones are `level:code`. The French ones are INSEE's, whose addresses the model holds; any other zone id is
 * kept as it is, which reads as an identifier too.
 */
const INSEE = 'http://id.insee.fr/geo/';
const LEVELS: readonly (readonly [zone: string, insee: string])[] = [
  ['fr:region:', 'region/'],
  ['fr:departement:', 'departement/'],
  ['fr:arrondissement:', 'arrondissement/'],
  ['fr:epci:', 'intercommunalite/'],
  ['fr:canton:', 'canton/'],
  ['fr:commune:', 'commune/'],
];
const COUNTRIES: readonly (readonly [zone: string, uri: string])[] = [
  ['country:fr', 'http://publications.europa.eu/resource/authority/country/FRA'],
  ['country-group:world', 'https://sws.geonames.org/6295630/'],
];
const ZONE = /^(country|country-group|country-subset|[a-z]{2})(:[A-Za-z0-9_-]+){1,3}$/;
/** INSEE's geography also exists under a domain of its own and over https. */
const INSEE_URI =
  /^https?:\/\/(?:www\.)?(?:id\.insee\.fr|rdf\.insee\.fr)\/geo\/([a-z]+\/)([0-9AB]{1,9})\/?$/i;

export function zoneToUri(zone: string): string {
  // Validity dates and slashes are the spelling of udata before version 2.
  const plain = zone.replace(/@\d{4}-\d{2}-\d{2}$/, '').replaceAll('/', ':');
  for (const [id, uri] of COUNTRIES) if (plain === id) return uri;
  for (const [level, insee] of LEVELS)
    if (plain.startsWith(level)) return `${INSEE}${insee}${plain.slice(level.length)}`;
  return plain;
}

export function zoneFromUri(uri: string): string | undefined {
  const plain = uri.trim();
  for (const [id, known] of COUNTRIES) if (withoutScheme(plain) === withoutScheme(known)) return id;
  const insee = INSEE_URI.exec(plain);
  const [, kind, code] = insee ?? [];
  if (kind !== undefined && code !== undefined) {
    for (const [level, name] of LEVELS)
      if (name === kind.toLowerCase()) return `${level}${code.toUpperCase()}`;
  }
  return ZONE.test(plain) ? plain : undefined;
}

function withoutScheme(uri: string): string {
  return uri.replace(/^https?:/i, '').replace(/\/$/, '');
}
