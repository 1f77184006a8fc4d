import type { Location, Period } from '../../model/coverage.ts';
import type { Tell } from '../values/box.ts';
import { shapeOfJson } from '../values/geometry.ts';
import { isJson, jsonAt, listOf, textOf } from '../values/json.ts';
import type { Json } from '../values/json.ts';
import { periodOf, readPeriod } from '../values/periods.ts';
import { unique } from '../values/record.ts';
import { oneText } from '../values/texts.ts';
import type { Warn } from '../values/warn.ts';

/** The geometry of a record, else its box, else the extents that its properties or its collection tell. */
export function placesOf(record: Json, properties: Json, language: string, warn: Warn): Location[] {
  const tell: Tell = (value, reason) => warn('spatial', value, reason);
  const read = (value: unknown): Location[] => {
    const shape = value === undefined || value === null ? undefined : shapeOfJson(value, tell);
    return shape === undefined ? [] : [shape];
  };
  const own = read(record['geometry'] ?? properties['geometry']);
  const boxes = [record, properties].flatMap((part) => {
    const extents = [part['extent'], part['extents']];
    return extents.flatMap((extent) => boxesIn(extent)).flatMap(read);
  });
  const box =
    own.length > 0 || boxes.length > 0 ? [] : [...read(record['bbox']), ...read(properties['bbox'])];
  const { spatial } = properties;
  const words = listOf(spatial).flatMap((told): Location[] => {
    if (isJson(told)) return read(told['geometry'] ?? told);
    const label = oneText(textOf(told), language);
    return label === undefined ? [] : [{ label }];
  });
  return unique([...own, ...boxes, ...box, ...words]);
}

/** `{ spatial: { bbox: [[…], …] } }`: of several boxes the first is the one around all. */
function boxesIn(extent: unknown): unknown[] {
  if (!isJson(extent)) return Array.isArray(extent) && extent.length > 0 ? [extent] : [];
  const { spatial } = extent;
  if (Array.isArray(spatial)) return [spatial];
  const { bbox, geometry } = jsonAt(spatial);
  if (geometry !== undefined && geometry !== null) return [geometry];
  if (!Array.isArray(bbox)) return 'xmin' in extent ? [extent] : [];
  return Array.isArray(bbox[0]) ? (bbox.length > 1 ? bbox.slice(0, 1) : bbox) : [bbox];
}

/** `time` in its writings, and the temporal extents. */
export function periodsOf(
  record: Json,
  properties: Json,
  warn: Warn,
): { temporal: Period[]; resolution?: string | undefined } {
  const told = [record['time'], properties['time']].find((time) => time !== undefined && time !== null);
  const temporal = [...timesIn(told, warn)];
  for (const part of [record, properties])
    for (const extent of [part['extent'], part['extents']]) {
      const intervals =
        jsonAt(extent, 'temporal')['interval'] ?? (isJson(extent) ? extent['temporal'] : undefined);
      if (Array.isArray(intervals))
        temporal.push(
          ...(Array.isArray(intervals[0]) ? intervals : [intervals]).flatMap((interval) =>
            timesIn(interval, warn),
          ),
        );
    }
  if (temporal.length === 0) {
    const { datetime } = properties;
    const interval = [properties['start_datetime'], properties['end_datetime']];
    temporal.push(
      ...timesIn(interval.some((side) => textOf(side) !== undefined) ? interval : datetime, warn),
    );
  }
  return { temporal: unique(temporal), resolution: isJson(told) ? textOf(told['resolution']) : undefined };
}

function timesIn(told: unknown, warn: Warn): Period[] {
  if (Array.isArray(told)) {
    const [start, end] = told.map((side) => textOf(side) ?? '..');
    const period = periodOf(start, end, 'temporal', warn);
    return period === undefined ? [] : [period];
  }
  if (isJson(told)) {
    const { interval, date, timestamp } = told;
    if (interval !== undefined && interval !== null) return timesIn(interval, warn);
    return timesIn(date ?? timestamp, warn);
  }
  const text = textOf(told);
  if (text === undefined) return [];
  const period = readPeriod(text);
  if (period === undefined && !/^\.\.$/.test(text))
    warn('temporal', text, 'not a period that can be read: left out');
  return period === undefined ? [] : [period];
}
