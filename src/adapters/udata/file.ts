import type { OwnedFile } from './resource-from-model.ts';
import type { WireResource } from './wire.ts';

/** What udata says of a hosted file's bytes: its length and one digest, which one depends on its storage. */
export function shownFile({ filesize, checksum }: WireResource): OwnedFile {
  const value = checksum?.value?.toLowerCase();
  const length = filesize === undefined ? {} : { length: filesize };
  if (value === undefined) return length;
  if (checksum?.type === 'sha1' || checksum?.type === 'md5' || checksum?.type === 'sha256')
    return { ...length, [checksum.type]: value };
  return checksum?.type === 'sha2' && value.length === SHA256_LENGTH ? { ...length, sha256: value } : length;
}

const SHA256_LENGTH = 64;

/** The same bytes, as far as both sides tell. */
export function sameFile(a: OwnedFile | undefined, b: OwnedFile | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  const told = (['sha256', 'sha1', 'md5'] as const).filter(
    (name) => a[name] !== undefined && b[name] !== undefined,
  );
  if (a.length !== undefined && b.length !== undefined && a.length !== b.length) return false;
  return told.length > 0 && told.every((name) => a[name] === b[name]);
}
