import { z } from 'zod';
import type { Location } from '../../model/coverage.ts';

const Position = z
  .tuple([z.number(), z.number()], z.number())
  .transform(([x, y]): [number, number] => [x, y]);
const Ring = z.array(Position).min(4);
const Polygon = z.array(Ring).min(1);
type Polygon = z.infer<typeof Polygon>;
const Areal = z.discriminatedUnion('type', [
  z.object({ type: z.literal('Polygon'), coordinates: Polygon }),
  z.object({ type: z.literal('MultiPolygon'), coordinates: z.array(Polygon) }),
]);
type Box = [west: number, south: number, east: number, north: number];

/** A udata area, as it takes and shows it. */
export interface MultiPolygon {
  type: 'MultiPolygon';
  coordinates: Polygon[];
}

/** udata rounds to this. */
const DECIMALS = 1e6;
/** More than a detailed outline of a country; udata keeps it in one document of at most 16 MB. */
const POSITIONS_MAX = 100_000;

/** The polygons of one location: its geometry, else its box. Empty when it has neither as an area. */
export function polygonsOf(location: Location): Polygon[] {
  const polygons = location.geometry === undefined ? [] : polygonsOfGeometry(location.geometry);
  if (polygons.length > 0) return polygons;
  return location.bbox === undefined ? [] : boxToPolygons(location.bbox);
}

export function multiPolygon(polygons: readonly Polygon[]): MultiPolygon {
  return { type: 'MultiPolygon', coordinates: [...polygons] };
}

/** Rectangles become boxes, one location each; the rest stays together as one geometry. */
export function locationsOf(geometry: unknown): Location[] {
  const polygons = polygonsOfGeometry(geometry);
  const boxes: Box[] = [];
  const others: Polygon[] = [];
  for (const polygon of polygons) {
    const box = boxOf(polygon);
    if (box === undefined) others.push(polygon);
    else boxes.push(box);
  }
  const locations: Location[] = acrossAntimeridian(boxes).map((bbox) => ({ bbox }));
  if (others.length > 0) locations.push({ geometry: { ...multiPolygon(others) } });
  return locations;
}

function polygonsOfGeometry(geometry: unknown): Polygon[] {
  const area = geometry === undefined ? undefined : Areal.safeParse(geometry).data;
  if (area === undefined) return [];
  const polygons = area.type === 'Polygon' ? [area.coordinates] : area.coordinates;
  let positions = 0;
  for (const ring of polygons.flat()) positions += ring.length;
  if (positions > POSITIONS_MAX || !polygons.flat(2).every(inRange)) return [];
  return polygons.map((rings) =>
    rings.map((ring) => closed(ring.map(([x, y]): [number, number] => [round(x), round(y)]))),
  );
}

function inRange([x, y]: readonly number[]): boolean {
  return x !== undefined && y !== undefined && Math.abs(x) <= 180 && Math.abs(y) <= 90;
}

function closed(ring: [number, number][]): [number, number][] {
  const [first] = ring;
  const last = ring.at(-1);
  if (first === undefined || last === undefined || (first[0] === last[0] && first[1] === last[1]))
    return ring;
  return [...ring, [first[0], first[1]]];
}

function round(value: number): number {
  const rounded = Math.round(value * DECIMALS) / DECIMALS;
  return rounded === 0 ? 0 : rounded;
}

/** A box over the antimeridian is two on a map. */
function boxToPolygons([west, south, east, north]: Box): Polygon[] {
  const inside =
    [west, south, east, north].every(Number.isFinite) && Math.max(Math.abs(west), Math.abs(east)) <= 180;
  if (!inside || Math.max(Math.abs(south), Math.abs(north)) > 90 || south > north) return [];
  if (west > east)
    return [...boxToPolygons([west, south, 180, north]), ...boxToPolygons([-180, south, east, north])];
  const [w, s, e, n] = [round(west), round(south), round(east), round(north)];
  return w === e || s === n
    ? []
    : [
        [
          [
            [w, s],
            [e, s],
            [e, n],
            [w, n],
            [w, s],
          ],
        ],
      ];
}

function boxOf(polygon: Polygon): Box | undefined {
  const [ring, ...holes] = polygon;
  if (ring === undefined || holes.length > 0 || ring.length !== 5) return undefined;
  const xs = [...new Set(ring.map(([x]) => x))].sort((a, b) => a - b);
  const ys = [...new Set(ring.map(([, y]) => y))].sort((a, b) => a - b);
  const [west, east] = xs;
  const [south, north] = ys;
  if (xs.length !== 2 || ys.length !== 2) return undefined;
  if (west === undefined || east === undefined || south === undefined || north === undefined)
    return undefined;
  const [first] = ring;
  const last = ring[4];
  if (first === undefined || last === undefined || first[0] !== last[0] || first[1] !== last[1])
    return undefined;
  const corners = new Set(ring.map((position) => position.join(' ')));
  const straight = ring.every((position, index) => {
    const next = ring[index + 1];
    return next === undefined || position[0] === next[0] || position[1] === next[1];
  });
  return corners.size === 4 && straight ? [west, south, east, north] : undefined;
}

function acrossAntimeridian(boxes: readonly Box[]): Box[] {
  const joined: Box[] = [];
  for (const box of boxes) {
    const before = joined.at(-1);
    const continues = before?.[2] === 180 && box[0] === -180 && before[1] === box[1] && before[3] === box[3];
    if (before !== undefined && continues && before[0] > box[2]) {
      joined[joined.length - 1] = [before[0], before[1], box[2], before[3]];
    } else joined.push(box);
  }
  return joined;
}
