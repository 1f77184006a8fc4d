import { z } from 'zod';
import { languageTag } from './site-settings.ts';

const MIB = 1024 * 1024;
/** Beyond it a text and what is made of it no longer fit into a worker beside other work. */
const BYTES_MAX = 256 * MIB;

/** What adapters that read a file at an address have beside that address. */
export const fileSettings = {
  username: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .regex(/^[^:]*$/, 'a name without a colon')
    .optional()
    .describe('User name, for sites that want a login (HTTP Basic)'),
  key: z
    .string()
    .min(1)
    .max(4_000)
    .optional()
    .meta({ secret: true })
    .describe('Password that goes with the user name; without one, a token (sent as Bearer)'),
  language: languageTag
    .optional()
    .describe('Language of texts whose record does not say one (untagged when not set)'),
  bytesMax: z
    .int()
    .min(1)
    .max(BYTES_MAX)
    .optional()
    .describe(
      `Largest answer that is read, in bytes after decompression, at most ${BYTES_MAX}; ${64 * MIB} (half of it compressed) when not set. It is held in memory, several times over`,
    ),
};

export interface FileSettings {
  url: string;
  username?: string | undefined;
  key?: string | undefined;
  language?: string | undefined;
  bytesMax?: number | undefined;
}

/** A user name alone opens nothing. */
export const goesWithKey = {
  test: ({ username, key }: { username?: string | undefined; key?: string | undefined }): boolean =>
    username === undefined || key !== undefined,
  told: { message: 'a user name goes with a key', path: ['key'] },
};

/** Who we say that we are; undefined when nobody. */
export function holderOf({ username, key }: FileSettings): string | undefined {
  return username ?? (key === undefined ? undefined : 'the holder of the key');
}
