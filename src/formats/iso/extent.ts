import type { Location, Period } from '../../model/coverage.ts';
import type { LangText } from '../../model/text.ts';
import { boxOf, numberOf } from '../values/box.ts';
import type { Tell } from '../values/box.ts';
import { shapeOfGml } from '../values/gml.ts';
import type { Shape } from '../values/positions.ts';
import { periodOf } from '../values/periods.ts';
import { attributeOf, firstOf, textIn, within } from '../xml/tree.ts';
import type { XmlElement } from '../xml/tree.ts';
import { identifierOf } from './citation.ts';
import { plainOf } from './leftovers.ts';
import { codeOf, hrefOf, langTextOf, objectsOf, propertiesOf, textsOf, toldIn } from './reading.ts';
import type { Reading } from './reading.ts';

export interface Coverage {
  spatial: Location[];
  temporal: Period[];
  extra: [string, unknown][];
}

/** Where and when: boxes, outlines, named places, periods. Heights and depths have no place in the model. */
export function coverageOf(identification: XmlElement | undefined, reading: Reading): Coverage {
  const extents = objectsOf(identification, 'extent', 'spatialExtent');
  const vertical = extents.flatMap((extent) => propertiesOf(extent, 'verticalElement')).map(plainOf);
  return {
    spatial: extents.filter(hasPlace).flatMap((extent) => placesIn(extent, reading)),
    temporal: extents.flatMap((extent) => periodsIn(extent, reading)),
    extra: [
      ['verticalExtent', vertical.length === 1 ? vertical[0] : vertical],
      [
        'extentDescription',
        extents.filter((one) => !hasPlace(one)).flatMap((one) => textsOf(one, 'description', reading)),
      ],
    ],
  };
}

/** An extent of a period or a height alone has a description too, which names no place. */
function hasPlace(extent: XmlElement): boolean {
  return (
    propertiesOf(extent, 'geographicElement').length > 0 ||
    propertiesOf(extent, 'temporalElement', 'verticalElement').length === 0 ||
    within(extent, 'EX_SpatialTemporalExtent').length > 0
  );
}

/** The places of one extent; what is told of a single one of them in words is its name. */
function placesIn(extent: XmlElement, reading: Reading): Location[] {
  const tell: Tell = (value, reason) => reading.warn('spatial', value, reason);
  const shapes: Shape[] = [];
  const names: Location[] = [];
  const elements = [
    ...objectsOf(extent, 'geographicElement'),
    ...objectsOf(extent, 'temporalElement').flatMap((one) => objectsOf(one, 'spatialExtent')),
  ];
  for (const element of elements.length > 0 ? elements : [extent]) {
    // Forms leave the mark on the only box that there is.
    if (elements.length > 1 && /^(false|0)$/.test(textIn(firstOf(element, 'extentTypeCode')).trim())) {
      tell(textIn(element).replace(/\s+/g, ' ').trim(), 'an area that is left out of the extent: not kept');
      continue;
    }
    const sides = [
      'westBoundLongitude',
      'southBoundLatitude',
      'eastBoundLongitude',
      'northBoundLatitude',
    ].map((side) => firstOf(element, side));
    if (sides.some((side) => side !== undefined)) {
      const told = sides.map((side) => textIn(side).trim());
      if (told.every((text) => text === '')) continue;
      const numbers = told.map(numberOf);
      const bbox = boxOf(numbers, (value, reason) =>
        tell(numbers.includes(undefined) ? told.join(' ') : value, reason),
      );
      if (bbox !== undefined) shapes.push({ bbox });
    }
    for (const polygon of propertiesOf(element, 'polygon').slice(0, 100)) {
      const shape = shapeOfGml(polygon, tell);
      if (shape !== undefined) shapes.push(shape);
    }
    for (const identifier of objectsOf(element, 'geographicIdentifier')) {
      const name = nameOf(identifier, reading);
      if (name !== undefined) names.push(name);
    }
  }
  return named(shapes, names, descriptionOf(extent, reading));
}

function descriptionOf(extent: XmlElement, reading: Reading): LangText | undefined {
  return langTextOf(propertiesOf(extent, 'description'), 'spatial.label', reading, 'name');
}

function nameOf(identifier: XmlElement, reading: Reading): Location | undefined {
  const property = firstOf(identifier, 'code');
  const { identifier: whole, code } = identifierOf(identifier, reading);
  const told = toldIn(property, reading);
  const uri = [hrefOf(property), whole].find((one) => one !== undefined && /^https?:\/\/\S+$/i.test(one));
  const description = langTextOf(propertiesOf(identifier, 'description'), 'spatial.label', reading, 'name');
  const isName = told.length > 0 && code !== uri;
  const label =
    isName && property !== undefined ? langTextOf([property], 'spatial.label', reading, 'name') : description;
  if (uri === undefined && label === undefined) return undefined;
  return { ...(uri === undefined ? {} : { uri }), ...(label === undefined ? {} : { label }) };
}

/** A description is the name of the one place that an extent has; without any place it may be one itself, or belong to a period. */
function named(shapes: Shape[], names: Location[], description: LangText | undefined): Location[] {
  const [shape, second] = shapes;
  const boxAndOutline = shapes.length === 2 && shape?.geometry === undefined && second?.bbox === undefined;
  const places: Location[] = boxAndOutline ? [{ ...shape, ...second }] : shapes;
  const [place, ...others] = places;
  if (place === undefined || others.length > 0)
    return [...places, ...names, ...(description === undefined ? [] : [{ label: description }])];
  const [name, ...otherNames] = names;
  if (description === undefined)
    return name !== undefined && otherNames.length === 0 ? [{ ...name, ...place }] : [place, ...names];
  // A gazetteer's address and a description of the same place.
  if (name !== undefined && otherNames.length === 0 && name.label === undefined)
    return [{ ...name, label: description, ...place }];
  return [{ label: description, ...place }, ...names];
}

function periodsIn(extent: XmlElement, reading: Reading): Period[] {
  const elements = objectsOf(extent, 'temporalElement');
  return (elements.length > 0 ? elements : [extent]).flatMap((element) =>
    propertiesOf(element, 'extent').flatMap((property) => {
      const primitives = within(property, 'TimePeriod', 'TimeInstant');
      return primitives.flatMap((primitive) => periodIn(primitive, reading) ?? []);
    }),
  );
}

function periodIn(primitive: XmlElement, reading: Reading): Period | undefined {
  if (primitive.name === 'TimeInstant') {
    const instant = positionIn(primitive, reading);
    const period = periodOf(instant, undefined, 'temporal', reading.warn);
    return period?.start === undefined ? undefined : { start: period.start, end: period.start };
  }
  const [begin, end] = [
    ['beginPosition', 'begin'],
    ['endPosition', 'end'],
  ].map((names) => {
    const side = firstOf(primitive, ...names);
    return side === undefined ? undefined : positionIn(side, reading);
  });
  return periodOf(begin, end, 'temporal', reading.warn);
}

/** A position in time: told in the element, or in an instant within. `now` and `unknown` leave it open. */
function positionIn(element: XmlElement, reading: Reading): string | undefined {
  const [place] = within(
    { ...element, children: [element] },
    'timePosition',
    'position',
    'beginPosition',
    'endPosition',
  );
  const holder = place ?? element;
  const text = textIn(holder).trim();
  const indeterminate =
    attributeOf(holder, 'indeterminatePosition') ?? attributeOf(element, 'indeterminatePosition');
  if (text !== '') {
    if (indeterminate === 'before' || indeterminate === 'after')
      reading.warn('temporal', `${indeterminate} ${text}`, 'an uncertain date: taken as it stands');
    return text;
  }
  return undefined;
}

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
