import { z } from 'zod';
import { LangText } from './text.ts';

const ISO_DATE =
  /^-?\d{4,6}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01])(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?)?)?)?$/;

/** ISO 8601 date or date-time with the precision that was read: `2024`, `2024-03`, `2024-03-01`, `2024-03-01T10:00:00Z`. Years 1500 to 2200 for records of today; coverage may reach back further. */
export const IsoDate = z.string().regex(ISO_DATE);

/** The same for whoever reads many. */
export function isIsoDate(text: string): boolean {
  return ISO_DATE.test(text);
}

/** dct:PeriodOfTime; one bound may be open. */
export const Period = z
  .object({ start: IsoDate.optional(), end: IsoDate.optional() })
  .refine(
    (period) => period.start !== undefined || period.end !== undefined,
    'a period needs a start or an end',
  );
export type Period = z.infer<typeof Period>;

/** The types of geometries that GeoJSON has. */
export const GEOMETRY_TYPES = [
  'Point',
  'MultiPoint',
  'LineString',
  'MultiLineString',
  'Polygon',
  'MultiPolygon',
  'GeometryCollection',
] as const;

/** A GeoJSON geometry in WGS 84, longitude first. Coordinates are only checked to be finite and in range by the mappings. */
export const Geometry = z.looseObject({ type: z.string() });
export type Geometry = z.infer<typeof Geometry>;

/** dct:Location: `uri` of a gazetteer, words, box `[west, south, east, north]` in degrees (west > east crosses the antimeridian), geometry. */
export const Location = z.object({
  uri: z.string().optional(),
  label: LangText.optional(),
  bbox: z.tuple([z.number(), z.number(), z.number(), z.number()]).optional(),
  geometry: Geometry.optional(),
});
export type Location = z.infer<typeof Location>;
