import { z } from 'zod';
import { userName } from '../login.ts';
import { languageTag, siteAddress } from '../site-settings.ts';

/** Parameters that name one request; people paste addresses with them. */
const OF_A_REQUEST =
  /^(?:service|request|version|acceptversions|outputschema|typenames|resulttype|elementsetname|startposition|maxrecords|id)$/i;

/** Where a catalogue service is, who we are there, and what to take from it. */
export const CswSettings = z
  .strictObject({
    url: siteAddress('a catalogue service')
      .transform(endpointOf)
      .describe(
        'Address of the service, with or without GetCapabilities: https://catalogue.example.org/geonetwork/srv/eng/csw',
      ),
    username: userName('services'),
    password: z
      .string()
      .min(1)
      .max(500)
      .optional()
      .meta({ secret: true })
      .describe('Password that goes with the user name'),
    language: languageTag
      .optional()
      .describe('Language of texts whose records do not say one (untagged when not set)'),
    version: z
      .enum(['2.0.2', '3.0.0'])
      .optional()
      .describe('Version of the protocol; what the service offers when not set'),
    outputSchema: z
      .string()
      .trim()
      .min(1)
      .max(300)
      .optional()
      .describe(
        'Schema of the records, by its address: http://www.isotc211.org/2005/gmd; the fullest that the service offers when not set',
      ),
    constraint: z
      .string()
      .trim()
      .min(1)
      .max(10_000)
      .optional()
      .describe(
        "Harvest: only records that meet this condition, in CQL (apiso:OrganisationName = 'Ville') or as an OGC Filter in XML; written for the version that is spoken",
      ),
  })
  .refine(({ username, password }) => (username === undefined) === (password === undefined), {
    message: 'username and password go together: give both, or neither',
    path: ['password'],
  });
export type CswSettings = z.output<typeof CswSettings>;

function endpointOf(text: string): string {
  const url = new URL(text);
  url.hash = '';
  const names = [...url.searchParams.keys()].filter((name) => OF_A_REQUEST.test(name));
  for (const name of names) url.searchParams.delete(name);
  return url.href;
}
