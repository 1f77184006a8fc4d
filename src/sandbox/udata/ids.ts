import { randomBytes } from 'node:crypto';

const OBJECT_ID_BYTES = 12;

/** An id of the kind that MongoDB makes. */
export function objectId(): string {
  return randomBytes(OBJECT_ID_BYTES).toString('hex');
}

export const OBJECT_ID = /^[0-9a-f]{24}$/;
