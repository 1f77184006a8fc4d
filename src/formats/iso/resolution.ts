import { numberOf } from '../values/box.ts';
import { attributeOf, firstOf, textIn } from '../xml/tree.ts';
import type { XmlElement } from '../xml/tree.ts';
import { codeOf, objectsOf } from './reading.ts';
import type { Reading } from './reading.ts';

const METRES: Readonly<Record<string, number>> = {
  m: 1,
  meter: 1,
  metre: 1,
  meters: 1,
  metres: 1,
  mètre: 1,
  mètres: 1,
  metri: 1,
  metro: 1,
  metros: 1,
  metr: 1,
  mtr: 1,
  9001: 1,
  '[m]': 1,
  km: 1_000,
  kilometer: 1_000,
  kilometre: 1_000,
  kilometers: 1_000,
  kilometres: 1_000,
  9036: 1_000,
  cm: 0.01,
  centimeter: 0.01,
  centimetre: 0.01,
  centimetres: 0.01,
  mm: 0.001,
  millimeter: 0.001,
  millimetre: 0.001,
  dm: 0.1,
  ft: 0.3048,
  foot: 0.3048,
  feet: 0.3048,
  9002: 0.3048,
  nmi: 1_852,
  'nautical mile': 1_852,
  9030: 1_852,
  mi: 1_609.344,
  mile: 1_609.344,
  miles: 1_609.344,
};
const DEGREES: Readonly<Record<string, number>> = {
  deg: 1,
  degree: 1,
  degrees: 1,
  dd: 1,
  '°': 1,
  'decimal degrees': 1,
  'decimal degree': 1,
  degré: 1,
  degrés: 1,
  9102: 1,
  9122: 1,
  arcsec: 1 / 3_600,
  arcsecond: 1 / 3_600,
  arcseconds: 1 / 3_600,
  'arc second': 1 / 3_600,
  second: 1 / 3_600,
  'arc-second': 1 / 3_600,
  sec: 1 / 3_600,
  arcmin: 1 / 60,
  arcminute: 1 / 60,
  arcminutes: 1 / 60,
  minute: 1 / 60,
  min: 1 / 60,
};
const EQUATOR_METRES_PER_DEGREE = 111_319.49;

/** Resolutions in metres, and scales as told. */
export function resolutionOf(
  identification: XmlElement | undefined,
  reading: Reading,
): { metres: number[]; extra: [string, unknown][] } {
  const metres: number[] = [];
  const scales: unknown[] = [];
  const others: string[] = [];
  for (const resolution of objectsOf(identification, 'spatialResolution')) {
    for (const measure of objectsOf(resolution, 'distance', 'angularDistance')) {
      const value = numberOf(textIn(measure));
      if (value === undefined) {
        const text = textIn(measure).trim();
        if (text !== '') reading.warn('spatialResolutionInMeters', text, 'not a number: left out');
        continue;
      }
      const told = attributeOf(measure, 'uom');
      const found = value > 0 ? inMetres(value, told, measure.name) : undefined;
      if (found === undefined) others.push(`${value}${told === undefined ? '' : ` ${told}`}`);
      else metres.push(found.metres);
      if (found?.angular === true)
        reading.warn(
          'spatialResolutionInMeters',
          `${value} ${told ?? ''}`.trim(),
          'an angle: counted in metres at the equator',
        );
    }
    for (const fraction of objectsOf(resolution, 'equivalentScale')) {
      const text = textIn(firstOf(fraction, 'denominator') ?? fraction).trim();
      if (text !== '') scales.push(numberOf(text) ?? text);
    }
    const level = codeOf(firstOf(resolution, 'levelOfDetail'));
    if (level !== undefined) others.push(level);
  }
  return {
    metres,
    extra: [
      ['equivalentScale', scales],
      ['spatialResolution', others],
    ],
  };
}

/** Units are told by sign, by word, or by an address with either behind its last sign. */
function inMetres(
  value: number,
  uom: string | undefined,
  element: string,
): { metres: number; angular?: true } | undefined {
  const unit =
    (uom ?? (element === 'Angle' ? 'deg' : 'm'))
      .split(/[#/]|::?/)
      .at(-1)
      ?.trim()
      .toLowerCase() ?? '';
  const length = METRES[unit];
  if (length !== undefined) return { metres: rounded(value * length) };
  const angle = DEGREES[unit];
  return angle === undefined
    ? undefined
    : { metres: rounded(value * angle * EQUATOR_METRES_PER_DEGREE), angular: true };
}

function rounded(value: number): number {
  return Number(value.toPrecision(12));
}
