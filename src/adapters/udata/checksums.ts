import type { Checksum } from '../../model/distribution.ts';

/** udata's `sha2` is any of the family: the length of the value tells which. */
const SHA2_BY_LENGTH: Readonly<Record<number, string>> = {
  56: 'sha224',
  64: 'sha256',
  96: 'sha384',
  128: 'sha512',
};
const WRITTEN: Readonly<Record<string, string>> = {
  md5: 'md5',
  sha1: 'sha1',
  sha256: 'sha256',
  sha224: 'sha2',
  sha384: 'sha2',
  sha512: 'sha2',
  sha2: 'sha2',
  crc: 'crc',
  crc32: 'crc',
};

export interface WrittenChecksum {
  type: string;
  value: string;
}

export function readChecksum(
  checksum: { type?: string | undefined; value?: string | undefined } | undefined,
): Checksum | undefined {
  const type = checksum?.type?.trim().toLowerCase();
  const value = checksum?.value?.trim();
  if (type === undefined || type === '' || value === undefined || value === '') return undefined;
  return { algorithm: type === 'sha2' ? (SHA2_BY_LENGTH[value.length] ?? type) : type, value };
}

export function writeChecksum(checksum: Checksum): WrittenChecksum | undefined {
  const type = WRITTEN[checksum.algorithm.toLowerCase().replace(/[-_]/g, '')];
  return type === undefined ? undefined : { type, value: checksum.value };
}
