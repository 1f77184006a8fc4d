import { z } from 'zod';

const Names = z.array(z.string().trim().min(1)).min(1).max(100);

/** Where a CKAN is, who we are there, and what to take from it or to bring to it. */
export const CkanSettings = z.strictObject({
  url: z
    .string()
    .trim()
    .refine(isSite, 'the http or https address of a CKAN site, without credentials')
    .transform(siteOf)
    .describe('Address of the CKAN site, with its path prefix if it has one: https://data.example.org/ckan'),
  apiToken: z
    .string()
    .trim()
    .min(1)
    .optional()
    .meta({ secret: true })
    .describe('API token of a CKAN user. Needed to push; to harvest, only for private datasets'),
  language: z
    .string()
    .trim()
    .toLowerCase()
    .regex(/^[a-z]{2,3}(-[a-z0-9]{2,8})*$/, 'a language tag such as fr')
    .optional()
    .describe(
      'Language of the texts on this site: sent when a text exists in several (fr when not set), and given to texts read (untagged when not set)',
    ),
  organization: z
    .string()
    .trim()
    .min(1)
    .optional()
    .describe('Push: name or id of the CKAN organization that owns the datasets'),
  private: z
    .boolean()
    .optional()
    .describe('Push: whether datasets are private to the organization; left to the site when not set'),
  organizations: Names.optional().describe('Harvest: only datasets of these organizations (names)'),
  groups: Names.optional().describe('Harvest: only datasets of these groups (names)'),
  tags: Names.optional().describe('Harvest: only datasets with one of these tags'),
  licenses: Names.optional().describe('Harvest: only datasets under one of these licences (CKAN ids: cc-by)'),
  formats: Names.optional().describe('Harvest: only datasets with a resource in one of these formats (CSV)'),
  query: z
    .string()
    .trim()
    .min(1)
    .max(1_000)
    .optional()
    .describe('Harvest: words to search for, as in the site’s search box'),
  filter: z
    .string()
    .trim()
    .min(1)
    .max(2_000)
    .optional()
    .describe('Harvest: a further condition in Solr syntax (CKAN’s fq): vocab_topic:energy'),
  includePrivate: z
    .boolean()
    .default(false)
    .describe('Harvest: also private datasets that the token may see'),
  onlyOriginal: z
    .boolean()
    .default(false)
    .describe('Harvest: skip datasets that this CKAN itself harvested from elsewhere'),
});
export type CkanSettings = z.output<typeof CkanSettings>;

function isSite(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
}

/** People paste the address of the API or of the dataset list: what they mean is the site in front of it. */
function siteOf(text: string): string {
  const url = new URL(text);
  const path = url.pathname.replace(/\/+$/, '').replace(/\/(api(\/3)?(\/action)?|dataset)$/, '');
  return url.origin + path;
}
