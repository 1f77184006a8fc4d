import type { Location } from '../model/coverage.ts';
import { wordsTest, type OneOrMore } from './words.ts';

type Box = readonly [west: number, south: number, east: number, north: number];

/** More positions than any outline of a place; what comes after them is not looked at. */
const POSITIONS_MAX = 200_000;

/** Whether a place touches the box or has one of the addresses. A place without coordinates touches no box. */
export function areaTest(area: {
  bbox?: Box | undefined;
  uri?: OneOrMore<string> | undefined;
}): (location: Location) => boolean {
  const uri = area.uri === undefined ? undefined : wordsTest(area.uri);
  return (location) => {
    if (uri !== undefined && (location.uri === undefined || !uri(location.uri))) return false;
    if (area.bbox === undefined) return true;
    const box = location.bbox ?? boxOf(location.geometry);
    return box !== undefined && touches(area.bbox, box);
  };
}

function touches(a: Box, b: Box): boolean {
  if (a[1] > b[3] || b[1] > a[3]) return false;
  return spans(a).some(([west, east]) => spans(b).some(([from, to]) => west <= to && from <= east));
}

/** A box that crosses the antimeridian is two. */
function spans([west, , east]: Box): [number, number][] {
  return west <= east
    ? [[west, east]]
    : [
        [west, 180],
        [-180, east],
      ];
}

/** The box around all positions of a GeoJSON geometry, whatever its type. */
function boxOf(geometry: Location['geometry']): Box | undefined {
  if (geometry === undefined) return undefined;
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  const open: unknown[] = [geometry['coordinates'], geometry['geometries']];
  for (let seen = 0; open.length > 0 && seen < POSITIONS_MAX; seen += 1) {
    const part = open.pop();
    if (Array.isArray(part) && typeof part[0] === 'number' && typeof part[1] === 'number') {
      west = Math.min(west, part[0]);
      east = Math.max(east, part[0]);
      south = Math.min(south, part[1]);
      north = Math.max(north, part[1]);
    } else if (Array.isArray(part)) for (const inner of part) open.push(inner);
    else if (typeof part === 'object' && part !== null && 'coordinates' in part) open.push(part.coordinates);
  }
  return west === Infinity ? undefined : [west, south, east, north];
}
