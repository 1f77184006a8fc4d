import type { Geometry } from '../../model/coverage.ts';
import { attributeOf, elementsOf, firstOf, textIn, within } from '../xml/tree.ts';
import type { XmlElement } from '../xml/tree.ts';
import { numberOf } from './box.ts';
import type { Tell } from './box.ts';
import { crsOf } from './crs.ts';
import { shapeOf } from './positions.ts';
import type { Position, Shape } from './positions.ts';

const SURFACES = ['Polygon', 'PolygonPatch', 'Rectangle'];
const MEMBERS_MAX = 100;
const SHAPES = [
  ...SURFACES,
  'MultiSurface',
  'MultiPolygon',
  'Surface',
  'CompositeSurface',
  'Envelope',
  'Box',
  'Point',
  'MultiPoint',
  'LineString',
  'LineStringSegment',
  'Curve',
  'MultiCurve',
  'MultiGeometry',
];

/** The shape in GML 2, 3.1 or 3.2, given the geometry or anything around it. */
export function shapeOfGml(element: XmlElement, tell: Tell): Shape | undefined {
  const root = SHAPES.includes(element.name) ? element : within(element, ...SHAPES)[0];
  if (root === undefined) return undefined;
  const said = textIn(root).replace(/\s+/g, ' ').trim().slice(0, 200);
  const geometry = geometryOf(root);
  if (geometry === undefined) {
    if (said !== '') tell(said, `a ${root.name} that could not be read: left out`);
    return undefined;
  }
  const system = within({ ...root, children: [root] }, ...SHAPES, 'posList', 'pos')
    .map((one) => attributeOf(one, 'srsName'))
    .concat(srsWithin(root))
    .find((name) => name !== undefined);
  return shapeOf(geometry, crsOf(system), said, tell);
}

function srsWithin(element: XmlElement): string | undefined {
  for (const child of elementsOf(element)) {
    const name = attributeOf(child, 'srsName') ?? srsWithin(child);
    if (name !== undefined) return name;
  }
  return undefined;
}

function geometryOf(element: XmlElement): Geometry | undefined {
  const { name } = element;
  if (name === 'Point') {
    const [position] = positionsOf(element);
    return position === undefined ? undefined : { type: 'Point', coordinates: position };
  }
  if (name === 'Envelope' || name === 'Box') return envelope(positionsOf(element));
  if (SURFACES.includes(name)) return polygon(element);
  if (/^(LineString|LineStringSegment)$/.test(name)) return line(element);
  const members = within(element, ...SURFACES, 'Point', 'LineString', 'LineStringSegment')
    .slice(0, MEMBERS_MAX)
    .flatMap((member) => geometryOf(member) ?? []);
  return joined(members);
}

function envelope(positions: Position[]): Geometry | undefined {
  const [low, high] = positions;
  if (low === undefined || high === undefined) return undefined;
  const [[x1 = 0, y1 = 0], [x2 = 0, y2 = 0]] = [low, high];
  const ring = [
    [x1, y1],
    [x2, y1],
    [x2, y2],
    [x1, y2],
    [x1, y1],
  ];
  return { type: 'Polygon', coordinates: [ring] };
}

function polygon(element: XmlElement): Geometry | undefined {
  const sides = elementsOf(element).filter(({ name }) =>
    /^(exterior|interior|outerBoundaryIs|innerBoundaryIs)$/.test(name),
  );
  const rings = sides.map(positionsOf).filter((ring) => ring.length > 2);
  return rings.length === 0 ? undefined : { type: 'Polygon', coordinates: rings.map(closed) };
}

function closed(ring: Position[]): Position[] {
  const [first, last] = [ring[0], ring.at(-1)];
  if (first === undefined || last === undefined || first.join() === last.join()) return ring;
  return [...ring, first];
}

function line(element: XmlElement): Geometry | undefined {
  const positions = positionsOf(element);
  return positions.length < 2 ? undefined : { type: 'LineString', coordinates: positions };
}

function joined(members: Geometry[]): Geometry | undefined {
  const [first] = members;
  if (first === undefined || members.length === 1) return first;
  if (members.every(({ type }) => type === first.type))
    return { type: `Multi${first.type}`, coordinates: members.map((member) => member['coordinates']) };
  return { type: 'GeometryCollection', geometries: members };
}

/** In `posList`, in many `pos`, in GML 2's `coordinates` and `coord`, or in corners. */
function positionsOf(element: XmlElement): Position[] {
  return within(element, 'posList', 'pos', 'coordinates', 'coord', 'lowerCorner', 'upperCorner').flatMap(
    (part): Position[] => {
      if (part.name === 'coord') {
        return [['X', 'Y'].map((axis) => numberOf(textIn(firstOf(part, axis))) ?? Number.NaN)];
      }
      if (part.name === 'coordinates') return tuples(part);
      const numbers = textIn(part)
        .trim()
        .split(/[\s,]+/)
        .map((text) => numberOf(text) ?? Number.NaN);
      if (part.name !== 'posList') return [numbers];
      const size = Number(attributeOf(part, 'srsDimension') ?? attributeOf(element, 'srsDimension') ?? '2');
      return chunks(numbers, size === 3 ? 3 : 2);
    },
  );
}

/** GML 2: `x,y x,y`, unless the attributes name other signs; some wrote `x y x y`. */
function tuples(part: XmlElement): Position[] {
  const decimal = attributeOf(part, 'decimal') ?? '.';
  const text = textIn(part).trim();
  const pointed = decimal === '.' ? text : text.replaceAll(decimal, '.');
  const groups = pointed.split(/\s+/).map((group) => group.split(/[,;]/).filter((number) => number !== ''));
  if (groups.every((group) => group.length === 1))
    return chunks(
      groups.flat().map((number) => numberOf(number) ?? Number.NaN),
      2,
    );
  return groups.map((group) => group.map((number) => numberOf(number) ?? Number.NaN));
}

function chunks(numbers: number[], size: number): Position[] {
  const positions: Position[] = [];
  for (let at = 0; at + size <= numbers.length; at += size) positions.push(numbers.slice(at, at + size));
  return positions;
}
