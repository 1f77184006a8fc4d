import type { Location } from '../../model/coverage.ts';
import { pickText } from '../../model/text.ts';
import type { Loss } from '../adapter.ts';
import { multiPolygon, polygonsOf } from './areas.ts';
import type { MultiPolygon } from './areas.ts';
import { zoneFromUri } from './zones.ts';

/** udata has zones or an area, never both. */
export type Area = { zones: string[] } | { geom: MultiPolygon };

/** Zones where every place is one or has no area of its own, else the areas together. */
export function areaOf(locations: readonly Location[] | undefined, losses: Loss[]): Area | undefined {
  const places = (locations ?? []).map((location) => ({
    location,
    zone: location.uri === undefined ? undefined : zoneFromUri(location.uri),
    polygons: polygonsOf(location),
  }));
  const zones = [...new Set(places.flatMap(({ zone }) => (zone === undefined ? [] : [zone])))];
  const asZones =
    zones.length > 0 && places.every(({ zone, polygons }) => zone !== undefined || polygons.length === 0);
  for (const { location, zone, polygons } of places) {
    const value = location.uri ?? pickText(location.label, ['fr']) ?? location.geometry?.type ?? '';
    if (asZones ? zone === undefined : polygons.length === 0) {
      losses.push({ field: 'spatial', value, reason: 'neither a zone of udata nor an area' });
    } else if (asZones ? polygons.length > 0 : location.uri !== undefined) {
      const reason = asZones
        ? 'udata has zones or an area, not both: the zones stay'
        : 'only its area is kept';
      losses.push({ field: 'spatial', value, reason });
    } else if (location.label !== undefined) {
      losses.push({ field: 'spatial.label', value, reason: 'udata has no place for it' });
    }
    if (!asZones && location.geometry !== undefined && location.bbox !== undefined && polygons.length > 0) {
      losses.push({
        field: 'spatial.bbox',
        value: location.bbox.join(','),
        reason: 'udata has one area: the geometry stays',
      });
    }
  }
  if (asZones) return { zones: zones.sort() };
  const polygons = places.flatMap((place) => place.polygons);
  return polygons.length === 0 ? undefined : { geom: multiPolygon(polygons) };
}

/** The area of the same places, for a site that does not know the zones. */
export function areaWithoutZones(locations: readonly Location[] | undefined): Area | undefined {
  const polygons = (locations ?? []).flatMap(polygonsOf);
  return polygons.length === 0 ? undefined : { geom: multiPolygon(polygons) };
}
