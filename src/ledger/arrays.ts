const TEXT = 25;
const JSONB = 3802;
/** Dimensions, whether there are nulls, type of the elements, how many, first index. */
const HEADER = 20;
const NULL = -1;
/** Version of jsonb's own format. */
const JSONB_VERSION = 1;

/**
 * A PostgreSQL array in its binary format, for `${…}::text[]`: as text, each quote and backslash would be escaped here
 * and read back there, which for documents costs more than writing them.
 */
export function textArray(values: readonly (string | null | undefined)[]): Buffer {
  return arrayOf(TEXT, values, 0);
}

/** The same for `${…}::jsonb[]`, of JSON texts. */
export function jsonArray(values: readonly (string | null | undefined)[]): Buffer {
  return arrayOf(JSONB, values, 1);
}

function arrayOf(type: number, values: readonly (string | null | undefined)[], version: 0 | 1): Buffer {
  const lengths = values.map((value) => (value == null ? NULL : Buffer.byteLength(value) + version));
  const size = lengths.reduce((sum, length) => sum + 4 + Math.max(length, 0), HEADER);
  const buffer = Buffer.allocUnsafe(size);
  buffer.writeInt32BE(values.length === 0 ? 0 : 1, 0);
  buffer.writeInt32BE(lengths.includes(NULL) ? 1 : 0, 4);
  buffer.writeInt32BE(type, 8);
  if (values.length === 0) return buffer.subarray(0, 12);
  buffer.writeInt32BE(values.length, 12);
  buffer.writeInt32BE(1, 16);
  let at = HEADER;
  for (const [index, value] of values.entries()) {
    at = buffer.writeInt32BE(lengths[index] ?? NULL, at);
    if (value == null) continue;
    if (version === 1) at = buffer.writeUInt8(JSONB_VERSION, at);
    at += buffer.write(value, at);
  }
  return buffer;
}
