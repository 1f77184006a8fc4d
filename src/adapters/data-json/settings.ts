import { z } from 'zod';
import { fileSettings } from '../file-settings.ts';
import { goesWithKey } from '../login.ts';
import { siteAddress } from '../site-settings.ts';

/** Where a data.json is, and who we are there. */
export const DataJsonSettings = z
  .strictObject({
    url: siteAddress('a data.json')
      .transform(fileOf)
      .describe(
        'Address of the file, or of the site that has it at its usual place: https://www.example.gov/data.json',
      ),
    ...fileSettings,
  })
  .refine(goesWithKey.test, goesWithKey.told);
export type DataJsonSettings = z.output<typeof DataJsonSettings>;

/** A site has it at its root. */
function fileOf(text: string): string {
  const url = new URL(text);
  url.hash = '';
  if (url.pathname === '/' && url.search === '') url.pathname = '/data.json';
  return url.href;
}
