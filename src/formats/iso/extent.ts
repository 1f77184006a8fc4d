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
import { hrefOf, langTextOf, objectsOf, propertiesOf, textsOf, toldIn } from './reading.ts';
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
