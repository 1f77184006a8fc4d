import { parseXml } from '../xml/parse.ts';
import { boxOf, numberOf } from './box.ts';
import type { Tell } from './box.ts';
import { crsOf } from './crs.ts';
import { shapeOfGml } from './gml.ts';
import { isGeometry, shapeOf } from './positions.ts';
import type { Shape } from './positions.ts';
import { WKT_HEAD, geometryOfWkt } from './wkt.ts';

/** A longer text is data, not an outline. */
const TEXT_LENGTH_MAX = 2_000_000;
const SAID_LENGTH_MAX = 200;
const NUMBER = '[-+]?\\d+(?:[.,]\\d+)?(?:e[-+]?\\d+)?';

/**
 * A place as any catalogue writes one: well-known text (with or without its reference system), GML, GeoJSON, a DCMI Box
 * or Point, an envelope, or four numbers west, south, east, north. Undefined for other words, which may be the name of
 * a place. What is a place but cannot be kept as it is, is told.
 */
export function shapeOfText(text: string, tell: Tell): Shape | undefined {
  const trimmed = text.trim();
  const said = trimmed.slice(0, SAID_LENGTH_MAX);
  if (trimmed.length > TEXT_LENGTH_MAX) {
    tell(said, `a geometry of ${trimmed.length} characters: left out`);
    return undefined;
  }
  if (/^[[{]/.test(trimmed)) return ofJson(trimmed, tell);
  const head = WKT_HEAD.exec(trimmed);
  if (head !== null) return ofWkt(trimmed, head, tell);
  if (trimmed.startsWith('<')) {
    const root = parseXml(trimmed);
    return root === undefined ? undefined : shapeOfGml(root, tell);
  }
  return ofSides(trimmed, tell);
}

/** A place in JSON: a geometry, a feature, a box of numbers or of two corners, an envelope of Elasticsearch or Esri. */
export function shapeOfJson(value: unknown, tell: Tell): Shape | undefined {
  if (Array.isArray(value)) return ofNumbers(value, tell);
  if (!isObject(value)) return typeof value === 'string' ? shapeOfText(value, tell) : undefined;
  const said = (JSON.stringify(value) ?? '').slice(0, SAID_LENGTH_MAX);
  if (isGeometry(value)) {
    const { crs } = value;
    const named = isObject(crs) && isObject(crs['properties']) ? crs['properties']['name'] : undefined;
    const system = crsOf(typeof named === 'string' ? named : undefined);
    // GeoJSON is written longitude first whatever the system's name would mean elsewhere.
    return shapeOf(value, system.axes === 'lat-lon' ? { ...system, axes: 'lon-lat' } : system, said, tell);
  }
  if (value['type'] === 'Feature') return shapeOfJson(value['geometry'], tell);
  if (value['type'] === 'FeatureCollection' && Array.isArray(value['features'])) {
    const geometries = value['features'].flatMap((feature: unknown) =>
      isObject(feature) && isGeometry(feature['geometry']) ? [feature['geometry']] : [],
    );
    const [only] = geometries;
    return geometries.length === 1
      ? shapeOfJson(only, tell)
      : shapeOfJson({ type: 'GeometryCollection', geometries }, tell);
  }
  if (String(value['type']).toLowerCase() === 'envelope' && Array.isArray(value['coordinates'])) {
    const [[west, north] = [], [east, south] = []] = corners(value['coordinates']);
    return box([west, south, east, north], tell);
  }
  if ('xmin' in value) {
    const sides = ['xmin', 'ymin', 'xmax', 'ymax'].map((side) => numeric(value[side]));
    const reference = value['spatialReference'];
    const wkid = isObject(reference) ? (reference['latestWkid'] ?? reference['wkid']) : undefined;
    return inSystem(sides, typeof wkid === 'number' ? `EPSG:${wkid}` : undefined, said, tell);
  }
  return undefined;
}

/** A box told by its lower and upper corner in some reference system, as OWS and GML do. */
export function shapeOfCorners(
  low: readonly (number | undefined)[],
  high: readonly (number | undefined)[],
  system: string | undefined,
  tell: Tell,
): Shape | undefined {
  const said = [...low, ...high].map((side) => side ?? '?').join(' ');
  return inSystem([low[0], low[1], high[0], high[1]], system, said, tell);
}

function inSystem(
  [x1, y1, x2, y2]: (number | undefined)[],
  system: string | undefined,
  said: string,
  tell: Tell,
): Shape | undefined {
  const crs = crsOf(system);
  if (crs.axes === 'lat-lon') return box([y1, x1, y2, x2], tell);
  if (crs.axes === 'lon-lat') return box([x1, y1, x2, y2], tell);
  if (x1 === undefined || y1 === undefined || x2 === undefined || y2 === undefined)
    return box([x1, y1, x2, y2], tell);
  const ring = [
    [x1, y1],
    [x2, y1],
    [x2, y2],
    [x1, y2],
    [x1, y1],
  ];
  return shapeOf({ type: 'Polygon', coordinates: [ring] }, crs, said, tell);
}

function ofJson(text: string, tell: Tell): Shape | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    tell(text.slice(0, SAID_LENGTH_MAX), 'not JSON that can be read: left out');
    return undefined;
  }
  return shapeOfJson(value, tell);
}

function ofWkt(text: string, head: RegExpExecArray, tell: Tell): Shape | undefined {
  const [whole, address, srid, type = ''] = head;
  const geometry = geometryOfWkt(text.slice(whole.length - type.length));
  const said = text.slice(0, SAID_LENGTH_MAX);
  if (geometry === undefined) {
    tell(said, 'not well-known text that can be read: left out');
    return undefined;
  }
  return shapeOf(geometry, crsOf(address ?? (srid === undefined ? undefined : `EPSG:${srid}`)), said, tell);
}

const ENVELOPE = new RegExp(
  `^ENVELOPE\\s*\\(\\s*(${NUMBER})\\s*,\\s*(${NUMBER})\\s*,\\s*(${NUMBER})\\s*,\\s*(${NUMBER})\\s*\\)$`,
  'i',
);
const BOX = new RegExp(
  `^BOX(?:2D|3D)?\\s*\\(\\s*(${NUMBER})\\s+(${NUMBER})(?:\\s+${NUMBER})?\\s*,\\s*(${NUMBER})\\s+(${NUMBER})(?:\\s+${NUMBER})?\\s*\\)$`,
  'i',
);
const FOUR = new RegExp(
  `^\\[?\\(?\\s*${NUMBER}(?:\\s*[,;|]\\s*|\\s+)${NUMBER}(?:\\s*[,;|]\\s*|\\s+)${NUMBER}(?:\\s*[,;|]\\s*|\\s+)${NUMBER}\\s*\\)?\\]?$`,
  'i',
);
const SIDE = (names: string): RegExp => new RegExp(`(?:^|[\\s;,])(?:${names})\\s*[=:]?\\s*(${NUMBER})`, 'i');
const WEST = SIDE('westlimit|westBoundLongitude|west');
const SOUTH = SIDE('southlimit|southBoundLatitude|south');
const EAST = SIDE('eastlimit|eastBoundLongitude|east');
const NORTH = SIDE('northlimit|northBoundLatitude|north');

/** Told side by side: an envelope, DCMI's `northlimit=…; eastlimit=…`, GeoNetwork's «North 42, South 41, …», or four numbers. */
function ofSides(text: string, tell: Tell): Shape | undefined {
  // A box is short; what is longer is prose, which these patterns must not search.
  if (text.length > 1_000) return undefined;
  const envelope = ENVELOPE.exec(text);
  if (envelope !== null) {
    const [, west, east, north, south] = envelope;
    return box([west, south, east, north].map(numberOf), tell);
  }
  const corners = BOX.exec(text);
  if (corners !== null) return box(corners.slice(1).map(numberOf), tell);
  const sides = [WEST, SOUTH, EAST, NORTH].map((side) => numberOf(side.exec(text)?.[1]));
  if (sides.every((side) => side !== undefined)) return box(sides, tell);
  const [, , east, north] = sides;
  if (east !== undefined && north !== undefined && /=/.test(text))
    return shapeOf({ type: 'Point', coordinates: [east, north] }, crsOf(undefined), text, tell);
  if (!FOUR.test(text))
    return /\b(nan|infinity)\b/i.test(text) && /^[\s\d.,;naifty+-]+$/i.test(text)
      ? box([], tell, text)
      : undefined;
  // «1,5 2,5 3,5 4,5» has decimal commas, «1,2,3,4» has not.
  const parts = text.replace(/[[\]()]/g, '').trim();
  const spaced = parts.split(/\s*[;|]\s*|,\s+|\s+/);
  return box((spaced.length === 4 ? spaced : parts.split(/[\s,;|]+/)).map(numberOf), tell);
}

function ofNumbers(list: unknown[], tell: Tell): Shape | undefined {
  const pairs = corners(list);
  if (pairs.length === 2 && list.length === 2) {
    const [[west, south] = [], [east, north] = []] = pairs;
    return box([west, south, east, north], tell);
  }
  const numbers = list.map(numeric);
  if (list.length === 4) return box(numbers, tell);
  if (list.length === 6) return box([numbers[0], numbers[1], numbers[3], numbers[4]], tell);
  tell((JSON.stringify(list) ?? '').slice(0, SAID_LENGTH_MAX), 'not four numbers: the box was left out');
  return undefined;
}

function corners(list: unknown[]): (number | undefined)[][] {
  return list.flatMap((corner: unknown) => (Array.isArray(corner) ? [corner.map(numeric)] : []));
}

function numeric(value: unknown): number | undefined {
  return typeof value === 'number' ? value : typeof value === 'string' ? numberOf(value) : undefined;
}

function box(sides: readonly (number | undefined)[], tell: Tell, said?: string): Shape | undefined {
  const bbox = boxOf(sides, said === undefined ? tell : (_, reason) => tell(said, reason));
  return bbox === undefined ? undefined : { bbox };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
