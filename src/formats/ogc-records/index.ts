import type { Kind } from '../../model/dataset.ts';
import type { Format, Read, ReadOptions } from '../format.ts';
import { readJsonRecords } from '../json/records.ts';
import { isJson, jsonAt, momentOf, textOf } from '../values/json.ts';
import type { Json } from '../values/json.ts';
import { asideOf } from '../values/record.ts';
import { hubRecord, isHubItem } from './hub.ts';
import { ogcKind, ogcRecord } from './to-model.ts';

/** Records in GeoJSON: an answer of OGC API Records or of ArcGIS Hub's search, a record by itself, and collections of STAC and Features. */
export const ogcRecords: Format = {
  kind: 'ogc-records',
  title: 'OGC API Records',
  read: (input, options) =>
    readJsonRecords(input, {
      title: 'OGC API Records',
      isList: (key) => key === 'features' || key === 'collections' || key === 'records',
      isRecord,
      read: (record) => recordIn(record, options),
    }),
};

/** One record as a service gives it; whatever it is, it costs no other. */
export function readOgcRecord(value: unknown, options: ReadOptions): Read {
  const id = isJson(value) ? textOf(value['id']) : undefined;
  const about = { remoteId: id, raw: value };
  if (!isJson(value)) return { aside: asideOf('parse', 'not an object: no record', about) };
  try {
    return recordIn(value, options) ?? { aside: asideOf('parse', 'not a record of OGC API Records', about) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { aside: asideOf('map', `the mapping failed: ${reason}`, about) };
  }
}

/** What is seen of a record without mapping it, as the mapping will find it; the kind of an item of Hub only that tells. */
export function glanceAtOgc(value: unknown): { id?: string; kind?: Kind; modified?: string } {
  if (!isJson(value)) return {};
  const id = textOf(value['id']);
  const isHub = isHubItem(value);
  const { updated, modified } = jsonAt(value, 'properties');
  const time = Date.parse(momentOf(updated ?? modified) ?? '');
  return {
    ...(id === undefined ? {} : { id }),
    ...(isHub ? {} : { kind: ogcKind(value) }),
    ...(Number.isNaN(time) ? {} : { modified: new Date(time).toISOString() }),
  };
}

function recordIn(record: Json, options: ReadOptions): Read | undefined {
  if (isHubItem(record)) return hubRecord(record, options);
  return isRecord(record) ? ogcRecord(record, options) : undefined;
}

/** A feature, or a collection that describes itself; an answer around records is neither. */
function isRecord(whole: Json): boolean {
  if (whole['type'] === 'FeatureCollection') return false;
  if (isJson(whole['properties'])) return true;
  return (
    'id' in whole &&
    ['title', 'description', 'extent', 'links'].some((key) => key in whole) &&
    !('features' in whole)
  );
}
