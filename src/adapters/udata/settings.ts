import { z } from 'zod';
import { isLink } from '../../model/link.ts';

/** udata has no upper limit of its own, but a page carries every resource of every dataset. */
export const PAGE_SIZE_MAX = 200;

const address = z
  .string()
  .trim()
  .refine((url) => isLink(url) && /^https?:/i.test(url), 'an http or https address is needed')
  .transform((url) =>
    url
      .replace(/[?#].*$/, '')
      .replace(/\/+$/, '')
      .replace(/\/api(\/[12])?$/, ''),
  );

const words = z.string().trim().min(1);

const Filter = z.strictObject({
  tag: z.array(words).optional().describe('Only records that carry all these tags.'),
  license: words.optional().describe('Only datasets under this licence, by its id on the remote: lov2.'),
  format: words.optional().describe('Only datasets with a resource in this format: csv.'),
  schema: words.optional().describe('Only datasets with a resource that follows this schema, by its name.'),
  geozone: words.optional().describe('Only datasets about this zone: fr:region:53.'),
  granularity: words.optional().describe('Only datasets of this spatial granularity: fr:commune.'),
  topic: words.optional().describe('Only datasets of this topic, by its id.'),
  badge: words.optional().describe('Only datasets with this badge: hvd.'),
  accessType: z
    .enum(['open', 'open_with_account', 'restricted'])
    .optional()
    .describe('Only datasets with this kind of access.'),
  query: words.optional().describe('Only records with these words in their title.'),
});

export const Settings = z.strictObject({
  url: address.describe('Address of the udata site: https://www.data.gouv.fr.').meta({ title: 'Address' }),
  apiKey: words
    .optional()
    .describe(
      'API key of an account that may publish in the organisation. Not needed to harvest public records.',
    )
    .meta({ title: 'API key', secret: true }),
  organization: words
    .regex(/^[\p{L}\p{N}._~-]+$/u, 'an id or the last part of the organisation’s address')
    .optional()
    .describe('Organisation to publish in and to harvest from, by its id or its slug. Needed to push.')
    .meta({ title: 'Organisation' }),
  language: z
    .string()
    .regex(/^[a-z]{2,8}(-[a-z0-9]{1,8})*$/, 'a BCP 47 tag in lower case')
    .default('fr')
    .describe(
      'Language of the texts on this site: the one pushed first, and the one given to texts read. «und» when unknown.',
    ),
  private: z
    .boolean()
    .optional()
    .describe(
      'Whether pushed datasets are drafts, seen by the organisation only. Left out: public when created, then as set on the remote.',
    ),
  reuses: z
    .boolean()
    .default(true)
    .describe(
      'Whether what others make with a dataset (its usage: applications of Data Fair) is pushed as reuses. Turned off, those that are there stay as they are.',
    ),
  includePrivate: z
    .boolean()
    .optional()
    .describe(
      'Whether a harvest also takes the private records that the key may see. The key is then sent with every listing.',
    ),
  filter: Filter.optional().describe('What to harvest, when not everything.'),
  pageSize: z
    .int()
    .min(1)
    .max(PAGE_SIZE_MAX)
    .optional()
    .describe('Most records asked for in one page of a listing.'),
});
export type Settings = z.infer<typeof Settings>;

/** Listing and reading are anonymous unless private records are wanted: a key that expired breaks even public reads. */
export function readsWithKey(settings: Settings): boolean {
  return settings.apiKey !== undefined && (settings.private === true || settings.includePrivate === true);
}
