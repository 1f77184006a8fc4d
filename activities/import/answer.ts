import type { Download } from '../../src/http/http.ts';

/** What an answer says that it is: where it begins, and how long the whole is. */
export interface Place {
  start: number;
  total?: number;
}

/** Of a 206; undefined when it does not say which part it is. */
export function partOf({ headers }: Download): Place | undefined {
  const [, start, end, total] =
    /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15}|\*)$/.exec(headers['content-range'] ?? '') ?? [];
  if (start === undefined || end === undefined) return undefined;
  return { start: Number(start), ...(total === undefined || total === '*' ? {} : { total: Number(total) }) };
}

/** Of a 416: how long the file is. */
export function lengthIn({ headers }: Download): number | undefined {
  const [, total] = /^bytes \*\/(\d{1,15})$/.exec(headers['content-range'] ?? '') ?? [];
  return total === undefined ? undefined : Number(total);
}

/** Something that changes with every byte of the file. A weak one, `W/"…"`, may stay the same. */
export function strongTag(etag: string | undefined): string | undefined {
  return etag !== undefined && /^"[\x21\x23-\x7e\x80-\xff]{1,500}"$/.test(etag) ? etag : undefined;
}

/** Whether a tag may be sent back at all, strong or weak. */
export function usableTag(etag: string | undefined): string | undefined {
  return etag !== undefined && /^(W\/)?"[\x21\x23-\x7e\x80-\xff]{1,500}"$/.test(etag) ? etag : undefined;
}

const MINUTE_MS = 60_000;

/**
 * A date of change that names a version: not in the future of the server's own clock, and a minute old at least, so that
 * a second change within its second is no longer possible.
 */
export function strongDate({ lastModified, headers }: Download): string | undefined {
  const changed = Date.parse(lastModified ?? '');
  const now = Date.parse(headers['date'] ?? '');
  return !Number.isNaN(changed) && now - changed >= MINUTE_MS ? lastModified : undefined;
}
