import { USUAL_PREFIXES } from '../../rdf/names.ts';

const NAMES = 'adms dcat dcatap dct foaf gsp locn navette org prov rdf rdfs skos spdx vcard xsd'.split(' ');

/** The namespaces of everything that is written, in alphabetical order. */
export const PREFIXES: readonly (readonly [prefix: string, namespace: string])[] = NAMES.map(
  (prefix) => [prefix, USUAL_PREFIXES[prefix] ?? ''] as const,
);
