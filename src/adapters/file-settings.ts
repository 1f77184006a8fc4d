import { z } from 'zod';
import { type Login, loginKey, userName } from './login.ts';
import { languageTag } from './site-settings.ts';

const MIB = 1024 * 1024;
/** Beyond it a text and what is made of it no longer fit into a worker beside other work. */
const BYTES_MAX = 256 * MIB;

/** What adapters that read a file at an address have beside that address. */
export const fileSettings = {
  username: userName('sites'),
  key: loginKey,
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

export interface FileSettings extends Login {
  url: string;
  language?: string | undefined;
  bytesMax?: number | undefined;
}

/** Who we say that we are; undefined when nobody. */
export function holderOf({ username, key }: Login): string | undefined {
  return username ?? (key === undefined ? undefined : 'the holder of the key');
}
