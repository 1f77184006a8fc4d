import type { DataFairSettings } from '../../../config/data-fair.ts';
import type { IncomingData } from '../../data.ts';
import type { Mark, MarkedFile } from '../mark.ts';
import type { WireDataset } from '../../../formats/data-fair/wire.ts';

/** What Data Fair reads as data, by our names of formats. */
const READ = new Set([
  'csv',
  'tsv',
  'geojson',
  'shp',
  'ods',
  'xlsx',
  'xls',
  'dbf',
  'kml',
  'kmz',
  'gpx',
  'gpkg',
  'ics',
  'json',
  'ndjson',
]);
/** What is a table of rows as it stands. */
const ROWS = new Set(['csv', 'tsv']);
/** Rows are compared in memory: a larger table comes as a file. */
const ROWS_BYTES_MAX = 64 * 1024 * 1024;

/**
 * As what a file comes in. A dataset of Data Fair has one body of data: the first file that Data Fair can read, or what takes
 * its place. All others are attached.
 */
export function formOf(
  { data: wanted }: Pick<DataFairSettings, 'data'>,
  wire: WireDataset,
  mark: Pick<Mark, 'files'>,
  data: IncomingData,
): MarkedFile['as'] {
  const body = Object.entries(mark.files).find(([, file]) => file.as !== 'attachment');
  const isKept =
    body !== undefined && body[0] !== data.distribution && data.inPlaceOf?.includes(body[0]) !== true;
  if (isKept) return 'attachment';
  if (wanted === 'attachment' || wire.isVirtual === true) return 'attachment';
  // Somebody's own data is not replaced by ours.
  if (body === undefined && (wire.file !== undefined || wire.isRest === true)) return 'attachment';
  const format = data.format ?? '';
  const isTable = ROWS.has(format) && data.compressFormat === undefined && data.bytes <= ROWS_BYTES_MAX;
  if (wanted === 'rows' && isTable) return 'rows';
  return READ.has(format) ? 'file' : 'attachment';
}
