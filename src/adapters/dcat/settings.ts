import { z } from 'zod';
import { fileSettings } from '../file-settings.ts';
import { goesWithKey } from '../login.ts';
import { siteAddress } from '../site-settings.ts';

/** Where a catalogue in RDF is, and who we are there. */
export const DcatSettings = z
  .strictObject({
    url: siteAddress('a catalogue in RDF')
      .transform(withoutHash)
      .describe(
        'Address of the file, or of the first page: https://data.example.org/catalog.ttl, of CKAN and udata too',
      ),
    ...fileSettings,
    format: z
      .enum(['turtle', 'rdfxml', 'jsonld', 'ntriples'])
      .optional()
      .describe(
        'Syntax to ask for, where one address has several: turtle, rdfxml, jsonld or ntriples; any of them when not set. What comes is told by its text',
      ),
  })
  .refine(goesWithKey.test, goesWithKey.told);
export type DcatSettings = z.output<typeof DcatSettings>;

function withoutHash(text: string): string {
  const url = new URL(text);
  url.hash = '';
  return url.href;
}
