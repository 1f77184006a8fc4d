import type { DataConfig } from '../../src/config/connector.ts';
import type { Inspection } from '../../src/files/inspect.ts';
import type { Source } from '../../src/model/import.ts';
import type { DataFile } from '../../src/platform/data.ts';

/**
 * What speaks against a file that came without an error. A record's size and checksum are often out of date, so that
 * none of it is proof: only a second look is. `short`: the rest may be missing.
 */
export function doubtsOf(
  found: Inspection,
  source: Source,
): { reasons: string[]; remarks: string[]; short: boolean } {
  const reasons: string[] = [];
  const remarks: string[] = [];
  const { byteSize, checksum } = source;
  if (found.cut !== undefined) reasons.push(found.cut);
  if (found.matches === false)
    reasons.push(`its ${checksum?.algorithm ?? 'checksum'} is not the one that the record tells`);
  // A right checksum proves more than any size, and a file that is longer than it was said to be misses nothing.
  const told = `it has ${found.bytes} bytes and the record tells ${byteSize ?? 0}`;
  const less = byteSize !== undefined && found.bytes < byteSize && found.matches !== true;
  if (less) reasons.push(told);
  else if (byteSize !== undefined && found.bytes !== byteSize) remarks.push(told);
  if (found.bytes === 0) reasons.push('it is empty');
  return { reasons, remarks, short: less || found.cut !== undefined };
}

/** Why a new version waits for a decision; undefined when it may take the place of the present one. */
export function holdReason(
  found: Inspection,
  current: DataFile | undefined,
  data: DataConfig,
): string | undefined {
  if (current === undefined) return undefined;
  if (found.bytes === 0 && current.bytes > 0)
    return `it is empty, and the present version has ${current.bytes} bytes`;
  if (found.rows === undefined || current.rows === undefined || current.rows === 0) return undefined;
  const share = (current.rows - found.rows) / current.rows;
  if (share <= data.rowsDropShare) return undefined;
  return `it has ${found.rows} rows and the present version ${current.rows}: ${Math.round(share * 100)} % fewer, more than rowsDropShare lets go`;
}

/** Columns that came or went, in words. */
export function schemaRemark(found: Inspection, current: DataFile | undefined): string | undefined {
  if (found.columns === undefined || current?.columns === undefined) return undefined;
  const before = new Set(current.columns);
  const after = new Set(found.columns);
  const came = found.columns.filter((column) => !before.has(column));
  const went = current.columns.filter((column) => !after.has(column));
  const parts = [
    ...(went.length === 0 ? [] : [`without ${went.slice(0, NAMED_MAX).join(', ')}`]),
    ...(came.length === 0 ? [] : [`with ${came.slice(0, NAMED_MAX).join(', ')}`]),
  ];
  return parts.length === 0 ? undefined : `columns changed: ${parts.join(', ')}`;
}

const NAMED_MAX = 20;
