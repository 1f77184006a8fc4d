import type { Format } from '../format.ts';
import { readJsonRecords } from '../json/records.ts';
import { isJson } from '../values/json.ts';
import type { Json } from '../values/json.ts';
import { hubRecord, isHubItem } from './hub.ts';
import { ogcRecord } from './to-model.ts';

/** Records in GeoJSON: an answer of OGC API Records or of ArcGIS Hub's search, a record by itself, and collections of STAC and Features. */
export const ogcRecords: Format = {
  kind: 'ogc-records',
  title: 'OGC API Records',
  read: (input, options) =>
    readJsonRecords(input, {
      title: 'OGC API Records',
      isList: (key) => key === 'features' || key === 'collections' || key === 'records',
      isRecord,
      read: (record) => {
        if (isHubItem(record)) return hubRecord(record, options);
        return isRecord(record) ? ogcRecord(record, options) : undefined;
      },
    }),
};

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
