import { z } from 'zod';
import { languageTag, siteAddress } from '../site-settings.ts';

/** As Data Fair writes accounts in addresses: the id of an organisation or a person, and of a department. */
const ACCOUNT = /^(organization|user):([^:,\s]+)(?::([^:,\s]+))?$/;

const words = z.string().trim().min(1).max(500);
const account = words.regex(
  ACCOUNT,
  'an account such as organization:mairie, or organization:mairie:voirie for a department',
);

const Filter = z.strictObject({
  owners: z
    .array(account)
    .min(1)
    .max(50)
    .optional()
    .describe('Only datasets of these accounts: organization:mairie, organization:mairie:voirie'),
  topics: z
    .array(words.regex(/^[^,]+$/, 'the id of one topic, without a comma'))
    .min(1)
    .max(50)
    .optional()
    .describe('Only datasets under one of these topics, by their ids'),
  query: words.optional().describe('Only datasets in which one of these words stands'),
});

/** Where a portal is, who we are there, what to take from it, and where to push. */
export const DataFairSettings = z.strictObject({
  url: siteAddress('a portal of Data Fair')
    .transform((text) => text.replace(/[?#].*$/, '').replace(/\/+$/, ''))
    .describe(
      'Address of the portal or of its interface: https://data.example.org, https://data.example.org/data-fair/api/v1; the rest is found by itself',
    ),
  apiKey: words
    .optional()
    .meta({ secret: true })
    .describe(
      'API key of an account of Data Fair with the scope datasets; needed to push, and for datasets that are not public',
    ),
  language: languageTag
    .default('fr')
    .describe('Language of the texts on this portal, which Data Fair does not tell; «und» when unknown'),
  publicationSite: words
    .regex(/^[^:,\s]+:[^:,\s]+$/, 'a type and an id such as data-fair-portals:portal-1')
    .optional()
    .describe(
      'A portal (publication site) by type and id as in Data Fair’s settings. Harvest: only what it shows; push: what is pushed appears on it',
    ),
  page: z
    .string()
    .trim()
    .max(2_000)
    .regex(/^https?:\/\/[^{}\s]+\{(?:id|slug)\}[^{}\s]*$/, 'an address with {id} or {slug} in it')
    .optional()
    .describe(
      'Address of a dataset’s page on that portal: https://data.example.org/datasets/{slug}; needed only where the portal is not asked itself',
    ),
  filter: Filter.optional().describe('What to harvest, when not everything'),
  onlyPublic: z
    .boolean()
    .default(true)
    .describe('Harvest: only datasets that everybody may see, whatever the key opens'),
  onlyOriginal: z
    .boolean()
    .default(false)
    .describe('Harvest: skip datasets that name another site as their origin'),
  owner: account
    .optional()
    .describe(
      'Push: account that owns what is pushed: organization:mairie, organization:mairie:voirie (that of the key when not set)',
    ),
  visibility: z
    .enum(['public', 'private'])
    .default('public')
    .describe('Push: whether everybody sees what is pushed or the owner alone'),
});
export type DataFairSettings = z.output<typeof DataFairSettings>;

/** An account of Data Fair. */
export interface Account {
  type: 'organization' | 'user';
  id: string;
  department?: string;
}

export function accountIn(text: string): Account | undefined {
  const [, type, id, department] = ACCOUNT.exec(text) ?? [];
  if (id === undefined || (type !== 'organization' && type !== 'user')) return undefined;
  return { type, id, ...(department === undefined ? {} : { department }) };
}

/** Whose key it is: that stands in its text. */
export function holderOf({ apiKey = '' }: DataFairSettings): Account | undefined {
  const text = Buffer.from(apiKey, 'base64url').toString();
  const [, letter, id, department] = /^([ou]):([^:]+)(?::([^:]+))?:[^:]+$/.exec(text) ?? [];
  if (id === undefined) return undefined;
  const type = letter === 'o' ? 'organization' : 'user';
  return { type, id, ...(department === undefined ? {} : { department }) };
}

/** Under whom datasets are pushed. */
export function ownerOf(settings: DataFairSettings): Account | undefined {
  return settings.owner === undefined ? holderOf(settings) : accountIn(settings.owner);
}

export function accountText({ type, id, department }: Account): string {
  return [type, id, ...(department === undefined ? [] : [department])].join(':');
}
