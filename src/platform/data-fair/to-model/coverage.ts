import { cleanName } from '../../../model/clean.ts';
import { IsoDate, type Location, type Period } from '../../../model/coverage.ts';

/** Data Fair has one text for all places; people separate them by semicolons. */
export function placesOf(text: string | undefined, language: string): Location[] {
  const names = (text ?? '').split(';').map(cleanName);
  return names.filter((name) => name !== '').map((name) => ({ label: { [language]: name } }));
}

/** The box that Data Fair finds in the data, of whatever its places are called. */
export function withBox(places: readonly Location[], bbox: readonly number[] | undefined): Location[] {
  const [west, south, east, north] = bbox ?? [];
  if (west === undefined || south === undefined || east === undefined || north === undefined)
    return [...places];
  if (![west, south, east, north].every(Number.isFinite)) return [...places];
  const box: [number, number, number, number] = [west, south, east, north];
  const [first, ...others] = places;
  return others.length > 0 ? [...places, { bbox: box }] : [{ ...first, bbox: box }];
}

export function periodOf(
  temporal: { start?: string | undefined; end?: string | undefined } | undefined,
): Period[] {
  const [start, end] = [dated(temporal?.start), dated(temporal?.end)];
  if (start === undefined && end === undefined) return [];
  return [{ ...(start === undefined ? {} : { start }), ...(end === undefined ? {} : { end }) }];
}

function dated(text: string | undefined): string | undefined {
  const read = IsoDate.safeParse(text);
  return read.success ? read.data : undefined;
}
