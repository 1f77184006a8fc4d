import type { Location } from '../../model/coverage.ts';
import { shapeOfText } from '../values/geometry.ts';
import type { Node } from '../rdf/node.ts';
import { isLiteral } from '../rdf/terms.ts';
import type { Literal, Term } from '../rdf/terms.ts';
import { some, unique } from '../values/record.ts';
import { langText } from '../values/texts.ts';
import { addressOf, nodeOf, textsOf, wordsOf } from './scope.ts';
import type { Scope } from './scope.ts';

type Shape = Pick<Location, 'bbox' | 'geometry'>;

const LABELS = [
  'skos:prefLabel',
  'rdfs:label',
  'locn:geographicName',
  'schema:name',
  'foaf:name',
  'dct:title',
  'dct:description',
  'http://www.geonames.org/ontology#name',
  'rdf:value',
  'schema:address',
] as const;
const GEOMETRIES = [
  'locn:geometry',
  'gsp:hasGeometry',
  'gsp:defaultGeometry',
  'gsp:asWKT',
  'gsp:asGeoJSON',
  'gsp:asGML',
  'locn:location',
] as const;
const IDENTITIES = [
  'dct:identifier',
  'dcatapit:geographicalIdentifier',
  'skos:exactMatch',
  'owl:sameAs',
  'rdfs:seeAlso',
  'schema:sameAs',
  'locn:geographicIdentifier',
] as const;

export function placesIn(node: Node, scope: Scope): Record<string, unknown> {
  const resolutions = wordsOf(
    node.all('dcat:spatialResolutionInMeters'),
    'dcat:spatialResolutionInMeters',
    scope,
  ).flatMap((text) => {
    const number = Number(text.replace(',', '.').replace(/\s*m(?:eters?|ètres?)?$/i, ''));
    if (Number.isFinite(number) && text.trim() !== '') return [number];
    scope.warn('spatialResolutionInMeters', text, 'not a number: left out');
    return [];
  });
  const places = node
    .all('dct:spatial', 'schema:spatialCoverage', 'schema:spatial')
    .flatMap((term) => placeIn(term, scope) ?? []);
  return { spatial: some(unique(places)), spatialResolutionInMeters: some(unique(resolutions)) };
}

/** A place by address, in words, or drawn. */
export function placeIn(term: Term, scope: Scope): Location | undefined {
  if (isLiteral(term)) return placeInText(term, scope);
  const node = nodeOf(term, 'dct:spatial', scope);
  if (node === undefined) return undefined;
  const shape = shapeIn(node, scope);
  const labels = LABELS.find((predicate) => node.says(predicate));
  const label = langText(labels === undefined ? [] : textsOf(node.all(labels), 'dct:spatial', scope), {
    field: 'spatial.label',
    warn: scope.warn,
    fallback: scope.language,
    name: true,
  });
  const drawn = shape === undefined && label !== undefined ? drawnIn(label, scope) : undefined;
  const uri =
    node.iri ??
    node
      .all(...IDENTITIES)
      .map(addressOf)
      .find((address) => address !== undefined && /^https?:/i.test(address));
  const words = drawn === undefined ? label : undefined;
  const place: Location = {
    ...(uri === undefined ? {} : { uri }),
    ...(words === undefined ? {} : { label: words }),
    ...shape,
    ...drawn,
  };
  return Object.keys(place).length === 0 ? undefined : place;
}

function placeInText(term: Literal, scope: Scope): Location | undefined {
  const text = term.value.trim();
  if (text === '') return undefined;
  const shape = shapeOf(text, scope);
  if (shape !== undefined) return shape;
  if (looksDrawn(text, term.datatype)) return undefined;
  if (/^https?:\/\/\S+$/i.test(text)) return { uri: text };
  const label = langText([{ value: text, language: term.language }], {
    field: 'spatial',
    warn: scope.warn,
    fallback: scope.language,
    name: true,
  });
  return label === undefined ? undefined : { label };
}

/** What was meant as a drawing but cannot be read has been told, and is no name of a place. */
function looksDrawn(text: string, datatype: string | undefined): boolean {
  return (
    /(?:wkt|geojson|gml)/i.test(datatype ?? '') ||
    /^[{[<]|^(?:POLYGON|POINT|ENVELOPE|MULTIPOLYGON)\s*\(/i.test(text)
  );
}

/** The outline and the box; the centre only where there is nothing better. */
function shapeIn(node: Node, scope: Scope): Shape | undefined {
  const box = firstShape(node.all('dcat:bbox'), scope);
  const outline = firstShape(node.all(...GEOMETRIES), scope) ?? schemaShape(node, scope);
  const bbox = box?.bbox ?? outline?.bbox;
  const geometry = outline?.geometry ?? box?.geometry;
  if (bbox !== undefined || geometry !== undefined)
    return { ...(bbox === undefined ? {} : { bbox }), ...(geometry === undefined ? {} : { geometry }) };
  return firstShape(node.all('dcat:centroid'), scope) ?? pointIn(node, scope);
}

/** schema.org writes latitude first, in blanks or commas. */
function schemaShape(node: Node, scope: Scope): Shape | undefined {
  const shapes = node.all('schema:geo').flatMap((term) => nodeOf(term, 'dct:spatial', scope) ?? []);
  for (const shape of [node, ...shapes]) {
    const [box] = wordsOf(shape.all('schema:box'), 'dct:spatial', scope);
    const [south, west, north, east] = numbersIn(box);
    if (east !== undefined) return shapeOf(`${west},${south},${east},${north}`, scope);
    const [drawn] = wordsOf(shape.all('schema:polygon', 'schema:line'), 'dct:spatial', scope);
    if (drawn !== undefined && /^[A-Z{<]/.test(drawn)) return shapeOf(drawn, scope);
    const points = pairs(numbersIn(drawn)).map(([latitude, longitude]) => `${longitude} ${latitude}`);
    if (points.length > 2) return shapeOf(`POLYGON((${points.join(', ')}))`, scope);
    const point = pointIn(shape, scope);
    if (point !== undefined) return point;
  }
  return undefined;
}

function numbersIn(text: string | undefined): string[] {
  return text?.match(/[-+]?\d+(?:\.\d+)?(?:e[-+]?\d+)?/gi) ?? [];
}

function pairs(numbers: readonly string[]): [string, string][] {
  return numbers.flatMap((number, index): [string, string][] => {
    const next = numbers[index + 1];
    return index % 2 === 0 && next !== undefined ? [[number, next]] : [];
  });
}

/** The first that can be read: the same outline is often given as WKT, GML and GeoJSON. */
function firstShape(terms: readonly Term[], scope: Scope): Shape | undefined {
  const literals = terms.flatMap((term) => (isLiteral(term) ? [term] : literalsIn(term, scope)));
  const troubles: (() => void)[] = [];
  for (const { value } of literals.toSorted((a, b) => rank(a) - rank(b))) {
    const shape = shapeOfText(value, (said, reason) =>
      troubles.push(() => scope.warn('spatial', said, reason)),
    );
    if (shape !== undefined) {
      for (const tell of troubles) tell();
      return shape;
    }
  }
  for (const tell of troubles) tell();
  for (const { value } of literals)
    if (troubles.length === 0 && value.trim() !== '')
      scope.warn('spatial', value, 'not a geometry: left out');
  return undefined;
}

function rank({ value, datatype = '' }: Literal): number {
  if (/json/i.test(datatype) || value.startsWith('{')) return 0;
  return /gml/i.test(datatype) || value.startsWith('<gml') ? 2 : 1;
}

function literalsIn(term: Term, scope: Scope): Literal[] {
  const node = nodeOf(term, 'dct:spatial', scope);
  if (node === undefined) return [];
  const direct = node
    .all('gsp:asWKT', 'gsp:asGeoJSON', 'gsp:asGML', 'rdf:value', 'locn:geometry', 'dcat:bbox', 'rdfs:label')
    .filter(isLiteral);
  const point = pointText(node, scope);
  return point === undefined ? direct : [...direct, { kind: 'literal', value: point }];
}

function pointIn(node: Node, scope: Scope): Shape | undefined {
  const point = pointText(node, scope);
  return point === undefined
    ? undefined
    : shapeOfText(point, (said, reason) => scope.warn('spatial', said, reason));
}

function pointText(node: Node, scope: Scope): string | undefined {
  const [latitude] = wordsOf(node.all('wgs:lat', 'schema:latitude'), 'dct:spatial', scope);
  const [longitude] = wordsOf(node.all('wgs:long', 'schema:longitude'), 'dct:spatial', scope);
  return latitude === undefined || longitude === undefined ? undefined : `POINT(${longitude} ${latitude})`;
}

function drawnIn(label: Record<string, string>, scope: Scope): Shape | undefined {
  const [only, ...others] = Object.values(label);
  return only === undefined || others.length > 0 ? undefined : shapeOf(only, scope);
}

function shapeOf(text: string, scope: Scope): Shape | undefined {
  return shapeOfText(text, (said, reason) => scope.warn('spatial', said, reason));
}
