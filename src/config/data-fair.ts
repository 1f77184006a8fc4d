import { z } from 'zod';
import { isReference, REFERENCE_FORMS } from './secrets.ts';

/** Ids of accounts, departments and portals, as they stand in Data Fair's own addresses. */
const ACCOUNT = /^(organization|user):([^:\s]+)(?::([^:\s]+))?$/;

const Account = z
  .string()
  .trim()
  .regex(ACCOUNT, 'an account such as organization:mairie, or organization:mairie:voirie for a department');

const Topics = z
  .string()
  .transform((text) =>
    Object.fromEntries(
      text.split(',').map((pair) => {
        const [theme = '', topic = ''] = pair.split('=').map((part) => part.trim());
        return [theme, topic];
      }),
    ),
  )
  .refine(
    (pairs) => Object.entries(pairs).every(([theme, topic]) => /^[A-Z]{4}$/.test(theme) && topic !== ''),
    'themes of the EU and topics of Data Fair: TRAN=mobilite,ENVI=Environnement',
  );

/** A Data Fair as the platform: where it is, who we are there, and how datasets are brought in. */
export const DataFairSettings = z.strictObject({
  url: z
    .string()
    .trim()
    .refine(
      isSite,
      'the http or https address of Data Fair, without credentials: https://data.example.org/data-fair',
    )
    .transform((url) => url.replace(/\/+$/, '').replace(/\/api\/v1$/, ''))
    .describe('address of Data Fair, with its path: https://data.example.org/data-fair'),
  apiKey: z
    .string()
    .trim()
    .refine(isReference, `a reference: ${REFERENCE_FORMS.replace(/, or ledger:.*/, '')}`)
    .refine(
      (reference) => reference !== 'ledger:',
      'the ledger keeps secrets of connectors only: use env: or file:',
    )
    .meta({ secret: true })
    .describe('where the key of Data Fair’s API is: env:NAME or file:/path'),
  account: Account.describe(
    'who owns what Navette brings: organization:mairie, or organization:mairie:voirie',
  ),
  accountName: z
    .string()
    .trim()
    .min(1)
    .optional()
    .describe('name of that account; only with a key that may act for all accounts'),
  departmentName: z
    .string()
    .trim()
    .min(1)
    .optional()
    .describe('name of its department; only with such a key'),
  site: z
    .string()
    .trim()
    .regex(/^(organization|user):[^:\s]+$/, 'a publication site such as organization:portal-1')
    .optional()
    .describe('publication site (portal) whose pages stand for datasets: type:id as in Data Fair’s settings'),
  page: z
    .string()
    .trim()
    .refine(
      (template) => /\{(id|slug)\}/.test(template) && isSite(template.replaceAll(/\{(id|slug)\}/g, 'x')),
      'the address of a dataset’s page with {id} or {slug} in it: https://portal.example.org/datasets/{slug}',
    )
    .optional()
    .describe(
      'address of a dataset’s page on that site, as its settings in Data Fair have it: https://…/datasets/{slug}',
    ),
  applicationPage: z
    .string()
    .trim()
    .refine(
      (template) => /\{(id|slug)\}/.test(template) && isSite(template.replaceAll(/\{(id|slug)\}/g, 'x')),
      'the address of an application’s page with {id} or {slug} in it: https://portal.example.org/applications/{slug}',
    )
    .optional()
    .describe(
      'address of an application’s page on that site, as its settings in Data Fair have it: https://…/applications/{slug}; else that of the application itself',
    ),
  publish: z.stringbool().default(true).describe('whether public harvested datasets appear on that site'),
  language: z
    .string()
    .trim()
    .toLowerCase()
    .regex(/^[a-z]{2,3}(-[a-z0-9]{2,8})*$/, 'a language tag such as fr')
    .default('fr')
    .describe('language of the texts in Data Fair'),
  data: z
    .enum(['file', 'rows', 'attachment'])
    .default('file')
    .describe(
      'how imported files come in: as the data of the dataset, as rows that are edited, or as attachments',
    ),
  topics: Topics.optional().describe(
    'topics that stand for themes where their names do not say it: TRAN=mobilite',
  ),
  pollSeconds: z.coerce
    .number<string | number>()
    .int()
    .min(5)
    .max(3_600)
    .default(60)
    .describe('how often changes are looked for'),
  requestsPerMinute: z.coerce
    .number<string | number>()
    .int()
    .min(10)
    .max(100_000)
    .default(900)
    .describe('the most that is asked of it; Data Fair lets a key ask 1,200 times'),
});
export type DataFairSettings = z.output<typeof DataFairSettings>;

/** An account as its parts. */
export interface DataFairAccount {
  type: 'organization' | 'user';
  id: string;
  department?: string;
}

export function accountIn(text: string): DataFairAccount | undefined {
  const [, type, id, department] = ACCOUNT.exec(text) ?? [];
  if ((type !== 'organization' && type !== 'user') || id === undefined) return undefined;
  return { type, id, ...(department === undefined ? {} : { department }) };
}

function isSite(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
}
