/** The namespaces that the mappings speak of. Later spellings of a prefix are read, the first is written. */
const NAMESPACES: readonly (readonly [prefix: string, namespace: string])[] = [
  ['rdf', 'http://www.w3.org/1999/02/22-rdf-syntax-ns#'],
  ['rdfs', 'http://www.w3.org/2000/01/rdf-schema#'],
  ['xsd', 'http://www.w3.org/2001/XMLSchema#'],
  ['owl', 'http://www.w3.org/2002/07/owl#'],
  ['dcat', 'http://www.w3.org/ns/dcat#'],
  ['dcat', 'http://www.w3.org/ns/dcat/'],
  ['dcat', 'http://vocab.deri.ie/dcat#'],
  ['dct', 'http://purl.org/dc/terms/'],
  ['dct', 'http://purl.org/dc/terms#'],
  ['dct', 'http://purl.org/dc/elements/1.1/'],
  ['foaf', 'http://xmlns.com/foaf/0.1/'],
  ['vcard', 'http://www.w3.org/2006/vcard/ns#'],
  ['vcard', 'http://www.w3.org/2001/vcard-rdf/3.0#'],
  ['skos', 'http://www.w3.org/2004/02/skos/core#'],
  ['schema', 'http://schema.org/'],
  ['schema', 'http://schema.org#'],
  ['adms', 'http://www.w3.org/ns/adms#'],
  ['locn', 'http://www.w3.org/ns/locn#'],
  ['spdx', 'http://spdx.org/rdf/terms#'],
  ['prov', 'http://www.w3.org/ns/prov#'],
  ['time', 'http://www.w3.org/2006/time#'],
  ['org', 'http://www.w3.org/ns/org#'],
  ['gsp', 'http://www.opengis.net/ont/geosparql#'],
  ['wgs', 'http://www.w3.org/2003/01/geo/wgs84_pos#'],
  ['dcatap', 'http://data.europa.eu/r5r/'],
  ['geodcat', 'http://data.europa.eu/930/'],
  ['hydra', 'http://www.w3.org/ns/hydra/core#'],
  ['dcatde', 'http://dcat-ap.de/def/dcatde/'],
  ['dcatde', 'http://dcat-ap.de/def/dcatde/1_0/'],
  ['dcatde', 'http://dcat-ap.de/def/dcatde/1.0.1/'],
  ['dcatapit', 'http://dati.gov.it/onto/dcatapit#'],
  ['dcatus', 'http://resources.data.gov/ontology/dcat-us#'],
  ['dcatus', 'http://data.resources.gov/ontology/dcat-us#'],
  ['pod', 'http://project-open-data.cio.gov/v1.1/schema#'],
  ['pod', 'http://project-open-data.cio.gov/v1.1/schema/#'],
  ['odrs', 'http://schema.theodi.org/odrs#'],
  ['cnt', 'http://www.w3.org/2011/content#'],
  ['dqv', 'http://www.w3.org/ns/dqv#'],
  ['odrl', 'http://www.w3.org/ns/odrl/2/'],
  ['ical', 'http://www.w3.org/2002/12/cal/ical#'],
  ['scovo', 'http://purl.org/NET/scovo#'],
  ['void', 'http://rdfs.org/ns/void#'],
  ['mobility', 'http://w3id.org/mobilitydcat-ap#'],
  ['navette', 'https://navette.example/ns#'],
];

/** Prefixes in Turtle and JSON-LD that are used without being declared. */
export const USUAL_PREFIXES: Readonly<Record<string, string>> = Object.fromEntries(
  [
    ...NAMESPACES.toReversed(),
    ['dcterms', 'http://purl.org/dc/terms/'] as const,
    ['dc', 'http://purl.org/dc/elements/1.1/'] as const,
    ['sdo', 'http://schema.org/'] as const,
    ['geo', 'http://www.w3.org/2003/01/geo/wgs84_pos#'] as const,
    ['geosparql', 'http://www.opengis.net/ont/geosparql#'] as const,
    ['r5r', 'http://data.europa.eu/r5r/'] as const,
    ['geodcatap', 'http://data.europa.eu/930/'] as const,
    ['dcat-us', 'http://resources.data.gov/ontology/dcat-us#'] as const,
  ].map(([prefix, namespace]) => [prefix, namespace]),
);

const byNamespace = new Map(
  NAMESPACES.map(([prefix, namespace]) => [namespace.replace(/^https:/, 'http:'), prefix]),
);
const names = new Map<string, string>();
const NAMES_MAX = 20_000;

/** `dcat:Dataset` for an address of a known vocabulary in any of its spellings; other addresses as they are. */
export function nameOf(iri: string): string {
  const known = names.get(iri);
  if (known !== undefined) return known;
  const name = read(iri);
  if (names.size < NAMES_MAX) names.set(iri, name);
  return name;
}

/** The address of a name that `nameOf` made. */
export function iriOf(name: string): string {
  const colon = name.indexOf(':');
  const namespace = Object.hasOwn(USUAL_PREFIXES, name.slice(0, colon))
    ? USUAL_PREFIXES[name.slice(0, colon)]
    : undefined;
  return colon === -1 || namespace === undefined || name.startsWith('//', colon + 1)
    ? name
    : namespace + name.slice(colon + 1);
}

function read(iri: string): string {
  const plain = iri.replace(/^https:/i, 'http:').replace(/^http:\/\/www\.schema\.org/i, 'http://schema.org');
  const cut = Math.max(plain.lastIndexOf('#'), plain.lastIndexOf('/')) + 1;
  const prefix = byNamespace.get(plain.slice(0, cut));
  if (prefix !== undefined) return `${prefix}:${plain.slice(cut)}`;
  // A prefix that nobody declared, which JSON-LD takes for a scheme.
  const [, undeclared, local] = /^([a-z][\w-]*):(?!\/\/)([\w-]+)$/i.exec(plain) ?? [];
  const namespace =
    undeclared !== undefined && Object.hasOwn(USUAL_PREFIXES, undeclared)
      ? USUAL_PREFIXES[undeclared]
      : undefined;
  return namespace === undefined ? iri : `${byNamespace.get(namespace) ?? undeclared}:${local}`;
}
