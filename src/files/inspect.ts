import { createHash, getHashes, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createGunzip, type Gunzip } from 'node:zlib';
import { parquetMetadataAsync, parquetSchema } from 'hyparquet';
import { CsvCounter, type Table } from './count-csv.ts';
import { JsonCounter } from './count-json.ts';
import { sniff, SNIFFED_BYTES, type Sniffed } from './sniff.ts';

const CHUNK_BYTES = 256 * 1024;
/** What unpacks to more than this many times its size is a bomb: it is kept as it is and not looked into. */
const RATIO_MAX = 200;
const ZIP_END = Buffer.from([0x50, 0x4b, 0x05, 0x06]);
/** The end of a zip's directory: its fixed part and the longest comment. */
const ZIP_END_BYTES = 22 + 65_535;
const TEXT_TABLES: ReadonlySet<string> = new Set(['csv', 'tsv', 'txt']);

export interface Inspection extends Table {
  sha256: string;
  bytes: number;
  sniffed: Sniffed;
  /** Short name of what it really is, where that can be told; otherwise what it was declared to be. */
  format?: string;
  compress?: 'gzip' | 'zip';
  /** Whether the content has the checksum that was declared; absent when none of a known algorithm was. */
  matches?: boolean;
  /** It does not end as files of its kind do, in words. */
  cut?: string;
  /** Worth a person's eye. */
  remarks: string[];
}

/** Reads a file through once: hash, what it is, columns and rows, and whether it is all there. */
export async function inspect(
  path: string,
  declared: {
    format?: string | undefined;
    wrapped?: string | undefined;
    checksum?: { algorithm: string; value: string } | undefined;
  },
  signal: AbortSignal,
): Promise<Inspection> {
  const head = await beginningOf(path);
  const sniffed = sniff(head);
  const sha256 = createHash('sha256');
  const other = hashFor(declared.checksum?.algorithm);
  const reader = readerFor(sniffed, declared.format);
  let bytes = 0;
  for await (const chunk of chunksOf(path, signal)) {
    bytes += chunk.length;
    sha256.update(chunk);
    other?.update(chunk);
    await reader.add(chunk);
  }
  const read = await reader.end(path, bytes);
  const matches =
    other === undefined || declared.checksum === undefined
      ? undefined
      : other.digest('hex') === declared.checksum.value.trim().toLowerCase();
  const { remarks, ...found } = judged(sniffed, declared, read);
  return {
    sha256: sha256.digest('hex'),
    bytes,
    sniffed,
    remarks,
    ...found,
    ...(matches === undefined ? {} : { matches }),
  };
}

interface Read extends Table {
  cut?: string;
  /** JSON that could be read to its end. */
  json?: boolean;
  remark?: string;
}

interface Reader {
  add(chunk: Buffer): void | Promise<void>;
  end(path: string, bytes: number): Read | Promise<Read>;
}

const NOTHING: Reader = { add: () => undefined, end: () => ({}) };

function readerFor(sniffed: Sniffed, format: string | undefined): Reader {
  if (sniffed === 'parquet') return { add: () => undefined, end: parquetEnd };
  if (sniffed === 'zip') return { add: () => undefined, end: zipEnd };
  if (sniffed === 'gzip') return gunzipping(textReader(format ?? 'csv'));
  if (sniffed === 'json' && format !== 'jsonl') return jsonReader(format);
  return sniffed === 'text' || sniffed === 'json' ? textReader(format) : NOTHING;
}

function textReader(format: string | undefined): Reader {
  if (format === 'json' || format === 'geojson') return jsonReader(format);
  if (format === 'jsonl') return linesReader();
  if (format !== undefined && !TEXT_TABLES.has(format)) return NOTHING;
  const counter = new CsvCounter();
  return { add: (chunk) => counter.add(chunk), end: () => counter.end() };
}

/** JSON; where something else was declared and it is none after all, nothing is said. */
function jsonReader(format: string | undefined): Reader {
  const counter = new JsonCounter();
  const expected = format === 'json' || format === 'geojson';
  return {
    add: (chunk) => counter.add(chunk),
    end() {
      const { cut, ...table } = counter.end();
      if (!cut) return { ...table, json: true };
      return expected ? { cut: 'its JSON ends in the middle' } : {};
    },
  };
}

function linesReader(): Reader {
  const counter = new CsvCounter();
  return {
    add: (chunk) => counter.add(chunk),
    // Each line is a record: there is no header above.
    end: () => ({ rows: (counter.end().rows ?? -1) + 1 }),
  };
}

/** Looks into a compressed file, as far as that is no bomb. */
function gunzipping(inner: Reader): Reader {
  const gunzip: Gunzip = createGunzip();
  let packed = 0;
  let unpacked = 0;
  let bomb = false;
  let failure: Error | undefined;
  let ended = false;
  gunzip.on('data', (chunk: Buffer) => {
    unpacked += chunk.length;
    bomb ||= unpacked > 1024 * 1024 && unpacked > RATIO_MAX * packed;
    if (bomb) gunzip.destroy();
    else void inner.add(chunk);
  });
  gunzip.on('error', (error) => {
    failure = error;
  });
  const over = new Promise<void>((resolve) => {
    gunzip.on('close', resolve);
    gunzip.on('end', () => {
      ended = true;
      resolve();
    });
  });
  return {
    async add(chunk) {
      packed += chunk.length;
      if (gunzip.destroyed || gunzip.write(chunk)) return;
      await new Promise<void>((resolve) => {
        gunzip.once('drain', resolve);
        gunzip.once('close', resolve);
      });
    },
    async end(path, bytes) {
      gunzip.end();
      await over;
      if (bomb) return { remark: `unpacks to more than ${RATIO_MAX} times its size: not looked into` };
      if (failure !== undefined || !ended) return { cut: 'its compression ends in the middle or is damaged' };
      return inner.end(path, bytes);
    },
  };
}

async function zipEnd(path: string, bytes: number): Promise<Read> {
  const tail = await slice(path, Math.max(0, bytes - ZIP_END_BYTES), bytes);
  return tail.includes(ZIP_END) ? {} : { cut: 'the directory at the end of its archive is missing' };
}

async function parquetEnd(path: string, bytes: number): Promise<Read> {
  const file = {
    byteLength: bytes,
    slice: async (start: number, end = bytes) => {
      const read = await slice(path, start, end);
      return Uint8Array.from(read).buffer;
    },
  };
  try {
    const metadata = await parquetMetadataAsync(file);
    const columns = parquetSchema(metadata).children.map((child) => child.element.name);
    return { rows: Number(metadata.num_rows), columns };
  } catch {
    return { cut: 'its Parquet footer is missing or damaged' };
  }
}

/** What to make of what was declared and what was found. */
function judged(
  sniffed: Sniffed,
  declared: { format?: string | undefined; wrapped?: string | undefined },
  read: Read,
): Pick<Inspection, 'format' | 'compress' | 'rows' | 'columns' | 'cut' | 'remarks'> {
  const { format, wrapped } = declared;
  const table = {
    ...(read.rows === undefined ? {} : { rows: read.rows }),
    ...(read.columns === undefined ? {} : { columns: read.columns }),
    ...(read.cut === undefined ? {} : { cut: read.cut }),
  };
  const remarks = read.remark === undefined ? [] : [read.remark];
  const found = foundIn(sniffed, read);
  const compress =
    sniffed === 'gzip' ? 'gzip' : sniffed === 'zip' && !ZIPPED.has(format ?? 'zip') ? 'zip' : undefined;
  if (compress !== undefined && wrapped === undefined)
    remarks.push(`declared ${format ?? 'nothing'}, and it is packed with ${compress}`);
  const contradicts =
    found !== undefined && format !== undefined && !isKind(found, format) && compress === undefined;
  if (contradicts) remarks.push(`declared ${format}, and it is ${found}`);
  const kept = contradicts ? found : (format ?? found);
  return {
    ...table,
    remarks,
    ...(kept === undefined ? {} : { format: kept }),
    ...(compress === undefined ? {} : { compress }),
  };
}

/** Formats that are zip archives by nature. */
const ZIPPED: ReadonlySet<string> = new Set(
  'zip xlsx xlsm xlsb ods odt odp docx pptx shp gtfs kmz gdb gpkg epub netex'.split(' '),
);
const JSON_KINDS: ReadonlySet<string> = new Set('json geojson jsonl jsonld topojson gbfs stac'.split(' '));
const XML_KINDS: ReadonlySet<string> = new Set(
  'xml html kml gml citygml gpx rdf-xml rss atom netex siri datex2 sdmx svg xls'.split(' '),
);

function foundIn(sniffed: Sniffed, read: Read): string | undefined {
  if (sniffed === 'json') return read.json === true ? 'json' : undefined;
  const told: readonly Sniffed[] = ['html', 'zip', 'parquet', 'pdf', 'xml'];
  return told.includes(sniffed) ? sniffed : undefined;
}

function isKind(found: string, format: string): boolean {
  if (found === 'json') return JSON_KINDS.has(format);
  if (found === 'zip') return ZIPPED.has(format);
  if (found === 'xml' || found === 'html') return XML_KINDS.has(format);
  if (found === 'parquet') return format === 'parquet' || format === 'geoparquet';
  return found === format;
}

function hashFor(algorithm: string | undefined): Hash | undefined {
  return algorithm !== undefined && getHashes().includes(algorithm) ? createHash(algorithm) : undefined;
}

async function* chunksOf(path: string, signal: AbortSignal): AsyncGenerator<Buffer> {
  const stream = createReadStream(path, { highWaterMark: CHUNK_BYTES, signal });
  for await (const chunk of stream) if (Buffer.isBuffer(chunk)) yield chunk;
}

async function beginningOf(path: string): Promise<Buffer> {
  return slice(path, 0, SNIFFED_BYTES);
}

async function slice(path: string, start: number, end: number): Promise<Buffer> {
  const handle = await open(path, 'r');
  try {
    const bytes = Buffer.alloc(Math.max(0, end - start));
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, start);
    return bytes.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
