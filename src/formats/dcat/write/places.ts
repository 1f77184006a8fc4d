import type { Location, Period } from '../../../model/coverage.ts';
import type { Telling } from './shared.ts';
import type { Value } from './tree.ts';
import { thing, typed, unlessEmpty } from './tree.ts';
import { date, safeIri, texts } from './values.ts';

export function placeValue(place: Location, telling: Telling): Value | undefined {
  const made = thing(
    safeIri(place.uri),
    ['dct:Location'],
    ['skos:prefLabel', ...texts(place.label)],
    ['dcat:bbox', place.bbox === undefined ? undefined : typed(boxText(place.bbox), 'gsp:wktLiteral')],
    [
      'locn:geometry',
      place.geometry === undefined ? undefined : typed(JSON.stringify(place.geometry), 'gsp:geoJSONLiteral'),
    ],
  );
  const there = unlessEmpty(made);
  return there === undefined ? undefined : telling.of(there, 'spatial');
}

export function periodValue(period: Period): Value | undefined {
  return unlessEmpty(
    thing(
      undefined,
      ['dct:PeriodOfTime'],
      ['dcat:startDate', date(period.start)],
      ['dcat:endDate', date(period.end)],
    ),
  );
}

/** Counter-clockwise from the south-west, longitude first. */
function boxText([west, south, east, north]: NonNullable<Location['bbox']>): string {
  const corners = [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ];
  return `POLYGON((${corners.map((corner) => corner.join(' ')).join(', ')}))`;
}
