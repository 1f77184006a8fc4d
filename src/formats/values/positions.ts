import type { Geometry } from '../../model/coverage.ts';
import { boxOf, isLatitude, isLongitude } from './box.ts';
import type { Box, Tell } from './box.ts';
import { fromMercator } from './crs.ts';
import type { Crs } from './crs.ts';

/** A shape as read: a box where it is one, else a GeoJSON geometry. */
export interface Shape {
  bbox?: Box;
  geometry?: Geometry;
}

export type Position = number[];

/** More points than this are somebody's data, not its outline: the box around them is kept. */
const POINTS_MAX = 10_000;
/** A MultiPolygon's positions lie four lists deep. */
const DEPTH_MAX = 4;
const COLLECTED_MAX = 100;

const DEPTHS: Readonly<Record<string, number>> = {
  Point: 0,
  MultiPoint: 1,
  LineString: 1,
  Polygon: 2,
  MultiLineString: 2,
  MultiPolygon: 3,
};

/** A geometry in the numbers of some reference system, as a shape in degrees, longitude first. */
export function shapeOf(geometry: Geometry, crs: Crs, said: string, tell: Tell): Shape | undefined {
  const positions: Position[] = [];
  if (!collect(geometry, positions, 0)) {
    tell(said, 'not a geometry of finite numbers: left out');
    return undefined;
  }
  if (crs.axes === 'unread') {
    tell(said, `the reference system ${crs.name} is not read: the geometry was left out`);
    return undefined;
  }
  let turn: (position: Position) => Position = (position) => position;
  if (crs.axes === 'lat-lon') turn = swapped;
  if (crs.axes === 'mercator') turn = ([x = 0, y = 0]) => fromMercator(x, y);
  let degrees = positions.map(turn);
  if (!degrees.every(isOnEarth)) {
    if (!degrees.every((position) => isOnEarth(swapped(position)))) {
      tell(said, 'outside the degrees of the earth: the geometry was left out');
      return undefined;
    }
    tell(said, 'latitude and longitude were exchanged: turned round');
    const before = turn;
    turn = (position) => swapped(before(position));
    degrees = degrees.map(swapped);
  }
  if (degrees.length > POINTS_MAX) {
    tell(said, `${degrees.length} points: only the box around them was kept`);
    return boundsOf(degrees, tell);
  }
  if (degrees.some(([longitude = 0]) => Math.abs(longitude) > 180)) return boundsOf(degrees, tell);
  const box = rectangle(geometry, degrees);
  if (box !== undefined) {
    const bbox = boxOf(box, tell);
    return bbox === undefined ? undefined : { bbox };
  }
  return { geometry: mapped(geometry, turn) };
}

function collect(geometry: Geometry, positions: Position[], depth: number): boolean {
  if (geometry.type === 'GeometryCollection') {
    const members = geometry['geometries'];
    return (
      depth < DEPTH_MAX &&
      Array.isArray(members) &&
      members.length > 0 &&
      members.length <= COLLECTED_MAX &&
      members.every((member: unknown) => isGeometry(member) && collect(member, positions, depth + 1))
    );
  }
  const nested = DEPTHS[geometry.type];
  return nested !== undefined && gather(geometry['coordinates'], nested, positions) && positions.length > 0;
}

function gather(value: unknown, depth: number, positions: Position[]): boolean {
  if (!Array.isArray(value)) return false;
  if (depth > 0) return value.length > 0 && value.every((member) => gather(member, depth - 1, positions));
  const numbers = value.filter((member): member is number => Number.isFinite(member));
  if (numbers.length !== value.length || numbers.length < 2) return false;
  positions.push(numbers.slice(0, 3));
  return true;
}

export function isGeometry(value: unknown): value is Geometry {
  return (
    typeof value === 'object' &&
    value !== null &&
    'type' in value &&
    typeof value.type === 'string' &&
    (value.type in DEPTHS || value.type === 'GeometryCollection')
  );
}

function swapped([x = 0, y = 0, ...rest]: Position): Position {
  return [y, x, ...rest];
}

function isOnEarth([longitude = Number.NaN, latitude = Number.NaN]: Position): boolean {
  return isLatitude(latitude) && isLongitude(longitude);
}

function boundsOf(positions: Position[], tell: Tell): Shape | undefined {
  const bbox = boxOf(sidesOf(positions), tell);
  return bbox === undefined ? undefined : { bbox };
}

function sidesOf(positions: Position[]): Box {
  const sides: Box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x = Number.NaN, y = Number.NaN] of positions) {
    sides[0] = Math.min(sides[0], x);
    sides[1] = Math.min(sides[1], y);
    sides[2] = Math.max(sides[2], x);
    sides[3] = Math.max(sides[3], y);
  }
  return sides;
}

/** The box that a polygon of one ring with four corners is; one that starts south-west and goes east to a lower longitude crosses the antimeridian. */
function rectangle(geometry: Geometry, ring: Position[]): Box | undefined {
  const rings = geometry['coordinates'];
  if (geometry.type !== 'Polygon' || !Array.isArray(rings) || rings.length !== 1 || ring.length !== 5)
    return undefined;
  const [a, b, c, d, e] = ring.map(([x = 0, y = 0]) => [x, y] as const);
  if (a === undefined || b === undefined || c === undefined || d === undefined || e === undefined)
    return undefined;
  const closed = a[0] === e[0] && a[1] === e[1];
  const upright =
    (a[0] === b[0] && b[1] === c[1] && c[0] === d[0] && d[1] === a[1]) ||
    (a[1] === b[1] && b[0] === c[0] && c[1] === d[1] && d[0] === a[0]);
  if (!closed || !upright) return undefined;
  const [west, south, east, north] = sidesOf(ring);
  const crossing = a[1] === b[1] && a[1] === south && a[0] === east && a[0] - b[0] > 180;
  return crossing ? [east, south, west, north] : [west, south, east, north];
}

function mapped(geometry: Geometry, turn: (position: Position) => Position): Geometry {
  const members: unknown = geometry['geometries'];
  if (Array.isArray(members))
    return {
      type: geometry.type,
      geometries: members.map((member: unknown) => (isGeometry(member) ? mapped(member, turn) : member)),
    };
  return { type: geometry.type, coordinates: turned(geometry['coordinates'], turn) };
}

function turned(value: unknown, turn: (position: Position) => Position): unknown {
  if (!Array.isArray(value)) return value;
  const numbers = value.filter((member): member is number => typeof member === 'number');
  if (numbers.length > 0) return turn(numbers.slice(0, 3)).map((number) => number + 0);
  return value.map((member: unknown) => turned(member, turn));
}
