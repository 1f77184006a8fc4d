import { isObject, listOf, objectOf, textOf } from '../json.ts';
import { type Errors, parseMoment } from './fields.ts';
import { invalidModel } from './refusal.ts';
import type { Dataset, Spatial } from './state.ts';
import { GRANULARITIES, ZONES } from './vocabulary.ts';

/** Absent and null wipe; a start is needed; the time of day is dropped; bounds in the wrong order are swapped. */
export function temporalOf(errors: Errors, value: unknown): Dataset['temporal_coverage'] {
  if (value === undefined || value === null || (isObject(value) && Object.keys(value).length === 0))
    return null;
  const { start, end } = objectOf(value);
  const from = typeof start === 'string' ? parseMoment(start) : undefined;
  const to = typeof end === 'string' ? parseMoment(end) : undefined;
  if (from === undefined || (typeof end === 'string' && to === undefined)) {
    errors['temporal_coverage'] = ['Période illisible'];
    return null;
  }
  const [first, last] = [from.slice(0, 10), to?.slice(0, 10) ?? null];
  return last !== null && last < first ? { start: last, end: first } : { start: first, end: last };
}

/** Null, absent parts and an empty list of zones keep what is there; only `zones: null` and `geom: null` clear. */
export function spatialOf(errors: Errors, value: unknown, before: Spatial | null): Spatial | null {
  if (!isObject(value)) return before;
  const own: Errors = {};
  const spatial: Spatial = { ...(before ?? { zones: [], granularity: 'other', geom: null }) };
  if (value['zones'] === null) spatial.zones = [];
  else if (value['zones'] !== undefined) spatial.zones = zonesOf(own, value['zones']) ?? spatial.zones;
  if (value['geom'] === null) spatial.geom = null;
  else if (value['geom'] !== undefined) spatial.geom = geometryOf(own, value['geom']);
  const granularity = textOf(value['granularity']);
  if (granularity !== undefined) {
    if (GRANULARITIES.includes(granularity)) spatial.granularity = granularity;
    else own['granularity'] = ["N'est pas un choix valide."];
  }
  if (Object.keys(own).length > 0) errors['spatial'] = own;
  else checkModel(spatial);
  const empty =
    before === null && spatial.zones.length === 0 && spatial.geom === null && granularity === undefined;
  return empty ? null : spatial;
}

function zonesOf(errors: Errors, value: unknown): string[] | undefined {
  const zones = (Array.isArray(value) ? listOf(value) : [value]).map((zone) =>
    textOf(isObject(zone) ? zone['id'] : zone),
  );
  const unknown = zones.filter((zone) => zone === undefined || ZONES[zone] === undefined);
  if (unknown.length > 0) errors['zones'] = [`Geoid inconnu(s) : ${unknown.join(', ')}`];
  return zones.length === 0 ? undefined : zones.filter((zone) => zone !== undefined);
}

function geometryOf(errors: Errors, value: unknown): Record<string, unknown> | null {
  if (!isObject(value) || typeof value['type'] !== 'string') {
    errors['geom'] = ['GeoJSON invalide'];
    return null;
  }
  const problem = value['type'] === 'MultiPolygon' ? polygonsProblem(value['coordinates']) : undefined;
  if (problem !== undefined) errors['geom'] = [[problem]];
  return value;
}

/** Rings of at least four positions of at least two numbers. */
function polygonsProblem(coordinates: unknown): string | undefined {
  for (const polygon of listOf(coordinates)) {
    if (!Array.isArray(polygon)) return 'Chaque polygone doit être une liste de contours';
    for (const ring of polygon as unknown[]) {
      const positions = listOf(ring);
      if (positions.length < 4) return 'Chaque contour doit avoir au moins 4 positions';
      if (!positions.every(isPosition)) return 'Position invalide';
    }
  }
  return undefined;
}

function isPosition(value: unknown): boolean {
  return Array.isArray(value) && value.length > 1 && value.every((number) => typeof number === 'number');
}

/** What only the model behind the form refuses. */
function checkModel({ zones, geom }: Spatial): void {
  if (geom === null) return;
  if (geom['type'] !== 'MultiPolygon')
    throw invalidModel({ spatial: { geom: 'MultiPolygonField type must be "MultiPolygon"' } });
  const polygons = listOf(geom['coordinates']);
  if (polygons.length === 0) throw invalidModel({ spatial: { geom: 'Invalid MultiPolygon' } });
  if (!polygons.every((polygon) => listOf(polygon).every(isClosed))) {
    throw invalidModel({ spatial: { geom: 'LineStrings must start and end at the same point' } });
  }
  if (zones.length > 0) throw invalidModel({ spatial: 'The spatial coverage already has a geometry' });
}

function isClosed(ring: unknown): boolean {
  const positions = listOf(ring);
  return JSON.stringify(positions[0]) === JSON.stringify(positions.at(-1));
}
