import { createHash, timingSafeEqual } from 'node:crypto';

/** Secrets are compared by their digests, which have one length, so that the time tells nothing. */
export function digest(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

export function isSecret(given: string, known: Buffer): boolean {
  return timingSafeEqual(digest(given), known);
}
