import { GEOMETRY_TYPES } from '../../model/coverage.ts';
import type { Geometry, Location } from '../../model/coverage.ts';
import type { LangText } from '../../model/text.ts';
import { parsedJson } from './fields.ts';
import type { Fields } from './fields.ts';
import { shapeOfText } from '../../formats/values/geometry.ts';
import type { Warn } from './links.ts';
import { isJson, textOf } from './wire.ts';
import type { Json } from './wire.ts';

type Box = NonNullable<Location['bbox']>;

/** A dataset's places: ckanext-dcat's keys, a schema's list, and the four numbers that ckanext-spatial leaves. */
export function placesOf(fields: Fields, language: string, warn: Warn): Location[] {
  const places = fields.objects('spatial_coverage').flatMap((place) => placeOf(place, language, warn) ?? []);
  const main = placeOf(
    {
      uri: fields.raw('spatial_uri'),
      text: fields.inLanguages('spatial_text', language),
      geom: fields.raw('spatial'),
      bbox: fields.raw('spatial_bbox') ?? cornersOf(fields),
    },
    language,
    warn,
  );
  return main === undefined ? places : [main, ...places];
}

/** What is written as a geometry in another way than CKAN's: well-known text, four numbers, Esri's envelope, GML. */
const WRITTEN = /^(?:[a-z]+ *z?m? *\(|[-+]?\d|[<{[]|srid=|envelope|box)/i;

function placeOf(place: Json, language: string, warn: Warn): Location | undefined {
  const uri = textOf(place['uri']);
  const words = place['text'];
  const geometry = geometryOf(place['geom']);
  const told = geometry === undefined ? place['geom'] : undefined;
  const plain = isJson(told) ? JSON.stringify(told) : textOf(told);
  const shape =
    plain !== undefined && WRITTEN.test(plain)
      ? shapeOfText(plain, (value, reason) => warn('spatial', value, reason))
      : undefined;
  const text = textOf(words) ?? (shape === undefined ? labelIn(plain, warn) : undefined);
  const label: LangText | undefined = isJson(words)
    ? Object.fromEntries(labels(words))
    : text === undefined
      ? undefined
      : { [language]: text };
  const bbox = boxOf(geometryOf(place['bbox'])) ?? boxOf(geometry) ?? shape?.bbox;
  const found: Location = {
    ...(uri === undefined ? {} : { uri }),
    ...(label === undefined ? {} : { label }),
    ...(bbox === undefined ? {} : { bbox }),
    ...(geometry === undefined || boxOf(geometry) !== undefined ? {} : { geometry }),
    ...(shape?.geometry === undefined ? {} : { geometry: shape.geometry }),
  };
  return Object.keys(found).length === 0 ? undefined : found;
}

/** What is no geometry is the name of a place, unless it is no words either. */
function labelIn(plain: string | undefined, warn: Warn): string | undefined {
  if (plain === undefined || !/^[{[<]/.test(plain)) return plain;
  warn('spatial', plain, 'not a geometry that can be read: left out');
  return undefined;
}

function labels(words: Json): [string, string][] {
  return Object.entries(words).flatMap(([tag, content]): [string, string][] => {
    const text = textOf(content);
    return text === undefined ? [] : [[tag, text]];
  });
}

/** The keys for one place, as ckanext-dcat and ckanext-spatial read them. */
export function placeFields(
  { uri, bbox, geometry }: Location,
  label: string | undefined,
): Record<string, string> {
  const box = bbox === undefined ? undefined : JSON.stringify(polygonOf(bbox));
  // A box across the antimeridian is no polygon that an index could read.
  const shown =
    geometry === undefined
      ? bbox !== undefined && bbox[0] <= bbox[2]
        ? box
        : undefined
      : JSON.stringify(geometry);
  return {
    ...(uri === undefined ? {} : { spatial_uri: uri }),
    ...(label === undefined ? {} : { spatial_text: label }),
    ...(shown === undefined ? {} : { spatial: shown }),
    ...(box === undefined ? {} : { spatial_bbox: box }),
  };
}

function polygonOf([west, south, east, north]: Box): Geometry {
  const ring = [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ];
  return { type: 'Polygon', coordinates: [ring] };
}

/** The box that a polygon of one rectangular ring is; undefined for any other shape. */
function boxOf(geometry: Geometry | undefined): Box | undefined {
  const coordinates = geometry?.['coordinates'];
  if (geometry?.type !== 'Polygon' || !Array.isArray(coordinates) || coordinates.length !== 1)
    return undefined;
  const ring: unknown = coordinates[0];
  if (!Array.isArray(ring) || ring.length !== 5) return undefined;
  const points = ring.flatMap((point: unknown): [number, number][] => {
    const [x, y]: unknown[] = Array.isArray(point) ? point : [];
    return typeof x === 'number' && typeof y === 'number' ? [[x, y]] : [];
  });
  if (points.length !== 5) return undefined;
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  if (new Set(xs).size > 2 || new Set(ys).size > 2 || xs[0] !== xs[4] || ys[0] !== ys[4]) return undefined;
  // Our own rings start south-west, then go east: there a west beyond the east is meant so.
  const [first, second] = points;
  const crossing =
    first !== undefined &&
    second !== undefined &&
    first[1] === second[1] &&
    first[1] === Math.min(...ys) &&
    first[0] > second[0] &&
    first[0] - second[0] > 180;
  const [west, east] = crossing ? [Math.max(...xs), Math.min(...xs)] : [Math.min(...xs), Math.max(...xs)];
  return inRange(points) ? [west, Math.min(...ys), east, Math.max(...ys)] : undefined;
}

const TYPES = new Map<string, string>(GEOMETRY_TYPES.map((type) => [type.toLowerCase(), type]));

/** Some sites write `multiPolygon`. */
function geometryOf(value: unknown): Geometry | undefined {
  const parsed = parsedJson(value);
  if (!isJson(parsed)) return undefined;
  const type = TYPES.get(String(parsed['type']).toLowerCase());
  if (type === undefined) return undefined;
  const isCollection = type === 'GeometryCollection';
  const inner = isCollection ? parsed['geometries'] : parsed['coordinates'];
  const isSound = Array.isArray(inner) && inner.length > 0 && (isCollection || areNumbers(inner));
  return isSound ? { ...parsed, type } : undefined;
}

function areNumbers(value: unknown[]): boolean {
  return value.every((member) =>
    Array.isArray(member) ? areNumbers(member) : typeof member === 'number' && Number.isFinite(member),
  );
}

function inRange(points: [number, number][]): boolean {
  return points.every(([x, y]) => Math.abs(x) <= 360 && Math.abs(y) <= 90);
}

function cornersOf(fields: Fields): Geometry | undefined {
  const [west, south, east, north] = ['west-long', 'south-lat', 'east-long', 'north-lat'].map((side) =>
    Number.parseFloat(fields.text(`bbox-${side}`) ?? ''),
  );
  if (west === undefined || south === undefined || east === undefined || north === undefined)
    return undefined;
  return [west, south, east, north].every(Number.isFinite)
    ? polygonOf([west, south, east, north])
    : undefined;
}
