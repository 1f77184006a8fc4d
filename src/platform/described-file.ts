import { formatRow } from '../vocabularies/format-evidence.ts';
import type { Inspected } from '../model/import.ts';
import type { IncomingData } from './data.ts';

const NAME_LENGTH_MAX = 80;

/** What the platform is told of a file. Its name is made of our own id and of what the content is, nothing of the remote's. */
export function describedFile(
  claim: { datasetId: string; distribution: string },
  found: Inspected,
  url: string | undefined,
): Omit<IncomingData, 'open'> {
  const row = found.format === undefined ? undefined : formatRow(found.format);
  const extension = row?.extensions?.[0] ?? found.format ?? 'bin';
  const packed = found.compress === 'gzip' ? '.gz' : found.compress === 'zip' ? '.zip' : '';
  const base = claim.datasetId.replaceAll(/[^A-Za-z0-9._-]+/g, '-').slice(0, NAME_LENGTH_MAX);
  return {
    datasetId: claim.datasetId,
    distribution: claim.distribution,
    sha256: found.sha256,
    bytes: found.bytes,
    mediaType: row?.mediaType ?? 'application/octet-stream',
    name: `${base}.${extension}${packed}`,
    ...(url !== undefined && /^https?:/.test(url) ? { url } : {}),
    ...(found.format === undefined ? {} : { format: found.format }),
    ...(found.rows === undefined ? {} : { rows: found.rows }),
    ...(found.columns === undefined ? {} : { columns: found.columns }),
    ...(found.compress === undefined ? {} : { compressFormat: `application/${found.compress}` }),
  };
}
