import type { Location } from '../../model/coverage.ts';

export type Box = NonNullable<Location['bbox']>;

/** Notes a value that was dropped, repaired or guessed; the caller knows the field. */
export type Tell = (value: string, reason: string) => void;

/** Grid cells reach half a cell beyond the world's edge. */
const BEYOND = 1;
/** A box that would go nearly round the world the other way has its sides exchanged. */
const CROSSING_WIDTH_MAX = 270;
/** From 0 to 359.75 is round the world in a grid. */
const WORLD_WIDTH_MIN = 355;

/**
 * A number as catalogues write one: `2.35`, `2,35`, `+2.35`, `2.35°`, `-1.5E-3`. Undefined for anything else, NaN and infinity included.
 */
export function numberOf(text: string | undefined): number | undefined {
  const trimmed = text?.trim() ?? '';
  if (trimmed.length > 40) return undefined;
  const plain = trimmed.replace(/\s*°$/, '').replace(/^\+/, '').replace('−', '-');
  const pointed = /^-?\d+,\d+$/.test(plain) ? plain.replace(',', '.') : plain;
  if (!/^-?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(pointed)) return undefined;
  const value = Number(pointed);
  return Number.isFinite(value) ? value : undefined;
}

/** A box in degrees with what can be repaired repaired, and told; undefined, and told, for what is no box on earth. */
export function boxOf(sides: readonly (number | undefined)[], tell: Tell): Box | undefined {
  const said = sides.map((side) => side ?? '?').join(' ');
  const [west, south, east, north] = sides;
  if (west === undefined || south === undefined || east === undefined || north === undefined) {
    tell(said, 'not four numbers: the box was left out');
    return undefined;
  }
  if (![west, south, east, north].every(Number.isFinite)) {
    tell(said, 'not four finite numbers: the box was left out');
    return undefined;
  }
  if (west === 0 && south === 0 && east === 0 && north === 0) {
    tell(said, 'a box of four zeros: left out');
    return undefined;
  }
  const turned = axesRight(west, south, east, north)
    ? [west, south, east, north]
    : axesRight(south, west, north, east)
      ? exchanged(tell, said, [south, west, north, east])
      : undefined;
  const placed = turned === undefined ? undefined : settle(turned, said, tell);
  if (placed === undefined) tell(said, 'outside the degrees of the earth: the box was left out');
  return placed;
}

function exchanged(tell: Tell, said: string, sides: number[]): number[] {
  tell(said, 'latitude and longitude were exchanged: turned round');
  return sides;
}

function axesRight(west: number, south: number, east: number, north: number): boolean {
  return isLatitude(south) && isLatitude(north) && isLongitude(west) && isLongitude(east);
}

export function isLatitude(value: number): boolean {
  return Math.abs(value) <= 90 + BEYOND;
}

export function isLongitude(value: number): boolean {
  return value >= -180 - BEYOND && value <= 360 + BEYOND;
}

function settle([west = 0, south = 0, east = 0, north = 0]: number[], said: string, tell: Tell): Box {
  let [left, right] = [west, east];
  if (west >= 0 && east > 180 + BEYOND) {
    // Longitudes counted from 0 to 360.
    [left, right] = east - west >= WORLD_WIDTH_MIN ? [-180, 180] : [wrapped(west), wrapped(east)];
  }
  left = Math.max(-180, Math.min(180, left));
  right = Math.max(-180, Math.min(180, right));
  const isCrossing = right + 360 - left > 0 && right + 360 - left <= CROSSING_WIDTH_MAX;
  if (left > right && !isCrossing) {
    tell(said, 'west and east were exchanged: turned round');
    [left, right] = [right, left];
  }
  let [bottom, top] = [Math.max(-90, Math.min(90, south)), Math.max(-90, Math.min(90, north))];
  if (bottom > top) {
    tell(said, 'south and north were exchanged: turned round');
    [bottom, top] = [top, bottom];
  }
  // No -0, which JSON does not know.
  return [left + 0, bottom + 0, right + 0, top + 0];
}

function wrapped(longitude: number): number {
  return longitude > 180 ? longitude - 360 : longitude;
}
