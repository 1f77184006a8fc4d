import { sizeBytes, type DataConfig } from '../../src/config/connector.ts';
import type { Dataset } from '../../src/model/dataset.ts';
import type { Distribution } from '../../src/model/distribution.ts';
import { fingerprintOf } from '../../src/model/fingerprint.ts';
import type { Source } from '../../src/model/import.ts';

/** A key stands in addresses and in an index. */
const KEY_BYTES_MAX = 200;
/** Media types of what a file may be wrapped in, and how we call it. */
const WRAPPINGS: Readonly<Record<string, string>> = { 'application/gzip': 'gz', 'application/zip': 'zip' };

interface Candidate {
  key: string;
  source: Source;
  rank: number;
  fits: boolean;
  modified: string;
}

/**
 * Which files of a dataset are wanted: the best one by format, those that fit before those that do not, the newest of
 * several alike; or all in a wanted format.
 */
export function choose(
  dataset: Dataset,
  data: DataConfig,
  tableOf: (distribution: Distribution) => string | undefined = () => undefined,
): Map<string, Source> {
  const candidates: Candidate[] = [];
  const keys = new Set<string>();
  for (const distribution of dataset.distribution ?? []) {
    const candidate = candidateOf(distribution, data, tableOf(distribution));
    // Of two with one id the first counts: nobody could tell their copies apart.
    if (candidate === undefined || keys.has(candidate.key)) continue;
    keys.add(candidate.key);
    candidates.push(candidate);
  }
  const sorted = candidates.toSorted(better);
  const chosen = data.all ? sorted : sorted.slice(0, 1);
  return new Map(chosen.map(({ key, source }) => [key, source]));
}

/** What a distribution is called within its dataset, the same as long as its source gives it the same id. */
export function distributionKey(distribution: Distribution): string {
  const key =
    distribution.id ??
    distribution.iri ??
    distribution.downloadURL?.[0] ??
    distribution.accessURL?.[0] ??
    `${JSON.stringify(distribution.title ?? {})} ${distribution.format?.code ?? ''}`;
  const usable = Buffer.byteLength(key, 'utf8') <= KEY_BYTES_MAX && !/\p{C}/u.test(key);
  return usable && key !== '.' && key !== '..' ? key : `sha256:${fingerprintOf(key)}`;
}

function candidateOf(
  distribution: Distribution,
  data: DataConfig,
  table: string | undefined,
): Candidate | undefined {
  const file = distribution.downloadURL?.find((url) => /^https?:/i.test(url));
  const usesTable = table !== undefined && data.table !== 'never';
  if (file === undefined && !usesTable) return undefined;
  const wrapped = WRAPPINGS[distribution.compressFormat ?? ''] ?? WRAPPINGS[distribution.packageFormat ?? ''];
  const first = file === undefined || (usesTable && data.table === 'prefer') ? 'table' : 'file';
  // A table is written down as CSV, whatever its file is.
  const format = first === 'table' ? 'csv' : distribution.format?.code;
  const rank = format === undefined ? -1 : data.formats.indexOf(format);
  if (rank < 0) return undefined;
  const [title] = Object.values(distribution.title ?? {});
  const { byteSize, checksum, mediaType, modified } = distribution;
  return {
    key: distributionKey(distribution),
    source: {
      first,
      ...(file === undefined ? {} : { url: file }),
      ...(usesTable ? { table } : {}),
      ...(format === undefined ? {} : { format }),
      ...(wrapped === undefined || first === 'table' ? {} : { wrapped }),
      ...(mediaType === undefined ? {} : { mediaType }),
      ...(title === undefined ? {} : { title }),
      ...(byteSize === undefined ? {} : { byteSize }),
      ...(checksum === undefined ? {} : { checksum }),
      ...(modified === undefined ? {} : { modified }),
    },
    rank: rank + (wrapped === undefined ? 0 : 0.5),
    fits: byteSize === undefined || byteSize <= sizeBytes(data.bytesMax),
    modified: modified ?? '',
  };
}

function better(a: Candidate, b: Candidate): number {
  return (
    Number(b.fits) - Number(a.fits) ||
    a.rank - b.rank ||
    (a.modified === b.modified ? 0 : a.modified < b.modified ? 1 : -1)
  );
}
