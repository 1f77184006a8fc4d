import { z } from 'zod';
import { languageTag, siteAddress } from '../site-settings.ts';

/** Where a portal is, who we are there, and what to take from it. */
export const OpendatasoftSettings = z.strictObject({
  url: siteAddress('an Opendatasoft portal')
    .transform((text) => new URL(text).origin)
    .describe('Address of the portal: https://data.example.org; what stands behind the host is not needed'),
  apiKey: z
    .string()
    .trim()
    .min(1)
    .max(500)
    .optional()
    .meta({ secret: true })
    .describe(
      'API key of an account of the portal; only for datasets that are not public, and for a higher quota',
    ),
  language: languageTag
    .optional()
    .describe('Language of texts whose dataset does not say one (untagged when not set)'),
  where: z
    .string()
    .trim()
    .min(1)
    .max(4_000)
    .optional()
    .describe(
      'Harvest: only datasets that meet this condition in ODSQL: publisher = "Ville" and records_count > 0',
    ),
  refine: z
    .array(
      z
        .string()
        .trim()
        .min(1)
        .max(500)
        .regex(/^[^:]+:/, 'a facet and its value: theme:Environnement'),
    )
    .min(1)
    .max(50)
    .optional()
    .describe('Harvest: only datasets under these values of facets (theme:Environnement)'),
  timezone: z
    .string()
    .trim()
    .regex(/^[A-Za-z_]+(?:\/[A-Za-z0-9_+-]+)*$/, 'a time zone such as Europe/Paris')
    .default('UTC')
    .describe('Time zone in which the portal writes dates'),
  onlyOriginal: z
    .boolean()
    .default(false)
    .describe('Harvest: skip datasets that this portal federates from another one'),
});
export type OpendatasoftSettings = z.output<typeof OpendatasoftSettings>;
