import { z } from 'zod';
import type { HttpRequest } from '../http/http.ts';

export interface Login {
  username?: string | undefined;
  key?: string | undefined;
}

/** User name of HTTP Basic, for these (sites, catalogues …). */
export function userName(of: string) {
  return z
    .string()
    .trim()
    .min(1)
    .max(200)
    .regex(/^[^:]*$/, 'a name without a colon')
    .optional()
    .describe(`User name, for ${of} that want a login (HTTP Basic)`);
}

export const loginKey = z
  .string()
  .min(1)
  .max(4_000)
  .optional()
  .meta({ secret: true })
  .describe('Password that goes with the user name; without one, a token (sent as Bearer)');

/** A user name alone opens nothing. */
export const goesWithKey = {
  test: ({ username, key }: Login): boolean => username === undefined || key !== undefined,
  told: { message: 'a user name goes with a key', path: ['key'] },
};

/** A login that was asked for is no part of the address. */
export function credentials({ username, key }: Login): Pick<HttpRequest, 'secretHeaders'> {
  if (key === undefined) return {};
  const authorization =
    username === undefined
      ? `Bearer ${key}`
      : `Basic ${Buffer.from(`${username}:${key}`).toString('base64')}`;
  return { secretHeaders: { authorization } };
}

/** A remote that repeats a secret must not bring it into messages and records. Shorter ones may stand in any text. */
export function unsaying(text: string, secret = '', lengthMin = 8): string {
  return secret !== '' && secret.length >= lengthMin ? text.replaceAll(secret, '[secret]') : text;
}
