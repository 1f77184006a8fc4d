import { createHash } from 'node:crypto';

/** Of our own, as RFC 9562 has name spaces: nobody else makes ids in it. */
const SPACE = Buffer.from('6f1cf0f4c0b1541f8a55b0e6a1d7e2c9', 'hex');

/**
 * The id of the record with this mark, where the remote lets us choose: always the same (a UUID of version 5), so that a
 * creation that is sent twice makes one record, and one whose answer was lost is found again.
 */
export function recordId(mark: string): string {
  const bytes = createHash('sha1').update(SPACE).update(mark).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
