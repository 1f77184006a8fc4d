import type { Location } from '../../model/coverage.ts';
import { isLink } from '../../model/link.ts';
import type { Tell } from '../values/box.ts';
import { numberOf } from '../values/box.ts';
import { crsOf } from '../values/crs.ts';
import { shapeOfCorners, shapeOfText } from '../values/geometry.ts';
import { unique } from '../values/record.ts';
import { oneText } from '../values/texts.ts';
import type { Told } from '../values/texts.ts';
import type { Warn } from '../values/warn.ts';
import { attributeOf, elementsOf, firstOf, textIn } from '../xml/tree.ts';
import type { XmlElement } from '../xml/tree.ts';

/** Boxes, and places in words; GeoNetwork repeats the box in the words of `dc:coverage`. */
export function placesOf(
  record: XmlElement,
  spatial: readonly Told[],
  coverage: readonly Told[],
  warn: Warn,
): Location[] {
  const tell: Tell = (value, reason) => warn('spatial', value, reason);
  const boxes = elementsOf(record)
    .filter(({ name }) => name === 'BoundingBox' || name === 'WGS84BoundingBox')
    .flatMap((box): Location[] => {
      const [low, high] = ['LowerCorner', 'UpperCorner'].map((corner) =>
        textIn(firstOf(box, corner))
          .trim()
          .split(/[\s,]+/)
          .map(numberOf),
      );
      // Longitude first, whatever else is told.
      const system = box.name === 'WGS84BoundingBox' ? 'CRS84' : systemOf(box, [low ?? [], high ?? []], tell);
      const shape = shapeOfCorners(low ?? [], high ?? [], system, tell);
      return shape === undefined ? [] : [shape];
    });
  const words = [...spatial, ...coverage].flatMap(({ value, language = 'und' }): Location[] => {
    const shape = shapeOfText(value, tell);
    if (shape !== undefined) return boxes.length > 0 && /^north\b/i.test(value) ? [] : [shape];
    if (isLink(value)) return [{ uri: value }];
    const label = oneText(value, language);
    return label === undefined ? [] : [{ label }];
  });
  return unique([...boxes, ...words]);
}

/** GeoNetwork names the system of the data beside a box that is always in degrees: no map in metres is as small as that. */
function systemOf(box: XmlElement, corners: (number | undefined)[][], tell: Tell): string | undefined {
  const told = attributeOf(box, 'crs');
  const inDegrees = corners.every(
    ([x = Number.NaN, y = Number.NaN]) => Math.abs(x) <= 180 && Math.abs(y) <= 90,
  );
  if (!inDegrees || crsOf(told).axes !== 'unread') return told;
  tell(corners.flat().join(' '), `in degrees, whatever ${told} is in: read longitude first`);
  return 'CRS84';
}
