import { z } from 'zod';
import { goesWithKey, loginKey, userName } from '../login.ts';
import { languageTag, siteAddress } from '../site-settings.ts';

/** Where a catalogue is, who we are there, and what to take from it. */
export const OgcRecordsSettings = z
  .strictObject({
    url: siteAddress('a catalogue that speaks OGC API Records')
      .transform(addressOf)
      .describe(
        'Address of the catalogue, or of one of its collections: https://catalogue.example.org/collections/metadata:main; for ArcGIS Hub that of the site is enough',
      ),
    collection: z
      .string()
      .trim()
      .min(1)
      .max(200)
      .optional()
      .describe('Id of the collection of records; needed where there are several and the address names none'),
    username: userName('catalogues'),
    key: loginKey,
    language: languageTag
      .optional()
      .describe('Language of texts whose records do not say one (untagged when not set)'),
    query: z
      .string()
      .trim()
      .min(1)
      .max(1_000)
      .optional()
      .describe('Harvest: only records with these words (q)'),
    filter: z
      .string()
      .trim()
      .min(1)
      .max(4_000)
      .optional()
      .describe("Harvest: only records that meet this condition, in CQL2 text: type = 'dataset'"),
  })
  .refine(goesWithKey.test, goesWithKey.told);
export type OgcRecordsSettings = z.output<typeof OgcRecordsSettings>;

/** People paste what their browser shows: a page of items, or an HTML view. */
function addressOf(text: string): string {
  const url = new URL(text);
  url.hash = '';
  url.search = '';
  const path = url.pathname.replace(/\/+$/, '').replace(/\/(?:items|queryables|schema)(?:\/.*)?$/, '');
  return url.origin + path.replace(/\/(?:collections|conformance)$/, '');
}
