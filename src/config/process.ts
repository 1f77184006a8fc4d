import { z } from 'zod';
import { DataFairSettings } from './data-fair.ts';
import { LinkTemplate } from './link-template.ts';
import type { Notify } from './connector.ts';
import { ConfigError, type Issue, issuesInWords } from './issues.ts';

const TOKEN_LENGTH_MIN = 16;
const KEY_BYTES = 32;

const list = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== ''),
);

const Tokens = list
  .refine((tokens) => tokens.length > 0, 'at least one token')
  .refine(
    (tokens) => tokens.every((token) => token.length >= TOKEN_LENGTH_MIN),
    `each token needs at least ${TOKEN_LENGTH_MIN} characters: openssl rand -hex 24 makes one`,
  )
  .refine(
    (tokens) => tokens.every((token) => /^[\x21-\x7e]+$/.test(token)),
    'tokens are printable ASCII without blanks',
  );

const SecretKeys = list
  .refine(
    (keys) =>
      keys.length > 0 &&
      keys.every((key) => isBase64(key) && Buffer.from(key, 'base64').length === KEY_BYTES),
    `${KEY_BYTES} bytes in base64, the newest first when there are several: openssl rand -base64 32 makes one`,
  )
  .transform((keys) => keys.join(','));

const DatabaseUrl = z
  .string()
  .refine(
    (text) => URL.canParse(text) && /^postgres(ql)?:$/.test(new URL(text).protocol),
    'an address such as postgresql://user:password@host:5432/database',
  );

const WORK = ['push', 'harvest'] as const;
export type Work = (typeof WORK)[number];

const HostAndPort = z.string().regex(/^[^\s/]+:\d{1,5}$/, 'host:port, for example 127.0.0.1:7233');

const Contact = z
  .string()
  .regex(/^[\x20-\x7e]{1,200}$/, 'an address or an e-mail address in plain ASCII, at most 200 characters');

/** The process environment, as the composition roots take it. Everything has a default but what a server must be given. */
const ProcessEnvironment = z.object({
  DATABASE_URL: DatabaseUrl.optional().meta({ secret: true }).describe('PostgreSQL to use'),
  TEMPORAL_ADDRESS: HostAndPort.default('127.0.0.1:7233').describe('where Temporal answers'),
  TEMPORAL_NAMESPACE: z.string().min(1).default('default').describe('namespace of the workflows'),
  TEMPORAL_UI_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Temporal’s web pages, for links'),
  NAVETTE_WORK: list
    .pipe(z.array(z.enum(WORK)).min(1))
    .default([...WORK])
    .describe('what a worker does: push, harvest, or both with a comma'),
  NAVETTE_DATA_DIR: z.string().min(1).optional().describe('folder for what Navette keeps on this machine'),
  NAVETTE_TOKEN: Tokens.optional()
    .meta({ secret: true })
    .describe('token of the API, or several with commas'),
  NAVETTE_SECRET_KEY: SecretKeys.optional()
    .meta({ secret: true })
    .describe('keys that seal stored secrets, newest first'),
  NAVETTE_PORT: z.coerce
    .number<string>('a port between 1 and 65535')
    .int()
    .min(0)
    .max(65_535)
    .default(8484)
    .describe('port of the API'),
  NAVETTE_HOST: z.string().min(1).default('127.0.0.1').describe('address that the API listens on'),
  NAVETTE_HTTP_ALLOW: list
    .default([])
    .describe('hosts, addresses and ranges inside your network that connectors may call'),
  NAVETTE_HTTP_CONTACT: Contact.optional().describe('who to ask about our requests; sent in the User-Agent'),
  NAVETTE_ADAPTERS: list
    .default([])
    .describe('packages that bring more adapters, beside those named navette-adapter-* in the package.json'),
  NAVETTE_ADAPTERS_DIR: z
    .string()
    .min(1)
    .optional()
    .describe('folder with the package.json and node_modules of such packages; that of Navette when absent'),
  NAVETTE_PUBLIC_URL: LinkTemplate.optional().describe(
    'public page of a dataset on the platform, with {id} in it; connectors may have their own',
  ),
  NAVETTE_PLATFORM: z
    .enum(['embedded', 'data-fair'])
    .default('embedded')
    .describe('where datasets are kept: embedded, in Navette’s own database, or data-fair'),
  NAVETTE_DATA_FAIR_URL: z.string().optional().describe(ofDataFair('url')),
  NAVETTE_DATA_FAIR_API_KEY: z.string().optional().describe(ofDataFair('apiKey')),
  NAVETTE_DATA_FAIR_ACCOUNT: z.string().optional().describe(ofDataFair('account')),
  NAVETTE_DATA_FAIR_ACCOUNT_NAME: z.string().optional().describe(ofDataFair('accountName')),
  NAVETTE_DATA_FAIR_DEPARTMENT_NAME: z.string().optional().describe(ofDataFair('departmentName')),
  NAVETTE_DATA_FAIR_SITE: z.string().optional().describe(ofDataFair('site')),
  NAVETTE_DATA_FAIR_PAGE: z.string().optional().describe(ofDataFair('page')),
  NAVETTE_DATA_FAIR_APPLICATION_PAGE: z.string().optional().describe(ofDataFair('applicationPage')),
  NAVETTE_DATA_FAIR_PUBLISH: z.string().optional().describe(ofDataFair('publish')),
  NAVETTE_DATA_FAIR_LANGUAGE: z.string().optional().describe(ofDataFair('language')),
  NAVETTE_DATA_FAIR_DATA: z.string().optional().describe(ofDataFair('data')),
  NAVETTE_DATA_FAIR_TOPICS: z.string().optional().describe(ofDataFair('topics')),
  NAVETTE_DATA_FAIR_POLL_SECONDS: z.string().optional().describe(ofDataFair('pollSeconds')),
  NAVETTE_DATA_FAIR_REQUESTS_PER_MINUTE: z.string().optional().describe(ofDataFair('requestsPerMinute')),
  NAVETTE_DATA_FAIR_HOOK_KEY: z
    .string()
    .min(TOKEN_LENGTH_MIN, `at least ${TOKEN_LENGTH_MIN} characters: openssl rand -hex 24 makes one`)
    .optional()
    .meta({ secret: true })
    .describe('key with which Data Fair calls POST /api/datasets; without it that address is not there'),
  NAVETTE_CATALOGS_PATH: z
    .string()
    .regex(/^(\/[A-Za-z0-9._-]+)+$|^off$/, 'a path such as /catalogs/api, or off')
    .default('/catalogs/api')
    .describe('with data-fair: where the API answers as Data Fair’s catalogue service; off: nowhere'),
  NAVETTE_SMTP_URL: z
    .url({ protocol: /^smtps?$/ })
    .optional()
    .meta({ secret: true })
    .describe('mail server for notifications: smtps://user:password@host'),
  NAVETTE_MAIL_FROM: z.string().min(3).max(300).optional().describe('sender of notifications'),
  NAVETTE_NOTIFY_EMAIL: list
    .optional()
    .describe('who is written to when a harvest begins to fail, works again or waits for a decision'),
  NAVETTE_NOTIFY_WEBHOOK: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('address that is called then'),
  NAVETTE_NOTIFY_SECRET: z
    .string()
    .min(TOKEN_LENGTH_MIN)
    .optional()
    .meta({ secret: true })
    .describe('key that signs those calls'),
  NAVETTE_LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
    .default('info')
    .describe('least level that is logged'),
});

/** Environment variables of the settings of a Data Fair. */
const DATA_FAIR = {
  NAVETTE_DATA_FAIR_URL: 'url',
  NAVETTE_DATA_FAIR_API_KEY: 'apiKey',
  NAVETTE_DATA_FAIR_ACCOUNT: 'account',
  NAVETTE_DATA_FAIR_ACCOUNT_NAME: 'accountName',
  NAVETTE_DATA_FAIR_DEPARTMENT_NAME: 'departmentName',
  NAVETTE_DATA_FAIR_SITE: 'site',
  NAVETTE_DATA_FAIR_PAGE: 'page',
  NAVETTE_DATA_FAIR_APPLICATION_PAGE: 'applicationPage',
  NAVETTE_DATA_FAIR_PUBLISH: 'publish',
  NAVETTE_DATA_FAIR_LANGUAGE: 'language',
  NAVETTE_DATA_FAIR_DATA: 'data',
  NAVETTE_DATA_FAIR_TOPICS: 'topics',
  NAVETTE_DATA_FAIR_POLL_SECONDS: 'pollSeconds',
  NAVETTE_DATA_FAIR_REQUESTS_PER_MINUTE: 'requestsPerMinute',
} as const;

const NEEDS = [
  ['NAVETTE_SMTP_URL', 'NAVETTE_MAIL_FROM'],
  ['NAVETTE_NOTIFY_EMAIL', 'NAVETTE_SMTP_URL'],
  ['NAVETTE_NOTIFY_WEBHOOK', 'NAVETTE_NOTIFY_SECRET'],
] as const;

export interface ProcessConfig {
  databaseUrl: string | undefined;
  temporal: { address: string; namespace: string; uiUrl: string | undefined };
  /** Of a worker. */
  work: readonly Work[];
  dataDir: string | undefined;
  /** Of the API; empty when none was given. */
  tokens: readonly string[];
  /** As the ledger's keyring reads it: base64, the newest first. */
  secretKeys: string | undefined;
  port: number;
  host: string;
  http: { allow: readonly string[]; userAgent: string };
  /** Where adapters from packages are found. */
  adapters?: { packages: readonly string[]; folder: string | undefined };
  /** Template of a dataset's public page. */
  publicUrl: string | undefined;
  platform: { kind: 'embedded' } | { kind: 'data-fair'; settings: DataFairSettings };
  /** Opens the address that Data Fair calls. */
  hookKey: string | undefined;
  /** Where the API answers as Data Fair's catalogue service. */
  catalogsPath: string | undefined;
  mail?: { smtpUrl: string; from: string } | undefined;
  /** Who is told where a connector does not say. */
  notify?: Notify | undefined;
  logLevel: z.output<typeof ProcessEnvironment>['NAVETTE_LOG_LEVEL'];
}

/** Reads the environment once. Throws ConfigError with everything that is wrong with it. An empty variable counts as not set. */
export function readProcessConfig(
  env: Readonly<Record<string, string | undefined>>,
  options: { needsToken?: boolean } = {},
): Readonly<ProcessConfig> {
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ''),
  );
  const parsed = ProcessEnvironment.safeParse(given);
  const issues: Issue[] = parsed.success ? [] : issuesInWords(parsed.error, given, ProcessEnvironment);
  if (options.needsToken === true && given['NAVETTE_TOKEN'] === undefined) {
    issues.push({
      path: 'NAVETTE_TOKEN',
      message: `missing: the API needs a token of at least ${TOKEN_LENGTH_MIN} characters: openssl rand -hex 24 makes one`,
    });
  }
  for (const [needing, needed] of NEEDS) {
    if (given[needing] !== undefined && given[needed] === undefined)
      issues.push({ path: needed, message: `missing: ${needing} needs it` });
  }
  const platform = platformIn(given, issues);
  if (!parsed.success || issues.length > 0) {
    throw new ConfigError(issues.map((issue) => `${issue.path}: ${issue.message}`).join('\n'), issues);
  }
  const read = parsed.data;
  return Object.freeze({
    databaseUrl: read.DATABASE_URL,
    temporal: Object.freeze({
      address: read.TEMPORAL_ADDRESS,
      namespace: read.TEMPORAL_NAMESPACE,
      uiUrl: read.TEMPORAL_UI_URL,
    }),
    work: Object.freeze(read.NAVETTE_WORK),
    dataDir: read.NAVETTE_DATA_DIR,
    tokens: Object.freeze(read.NAVETTE_TOKEN ?? []),
    secretKeys: read.NAVETTE_SECRET_KEY,
    port: read.NAVETTE_PORT,
    host: read.NAVETTE_HOST,
    http: Object.freeze({
      allow: Object.freeze(read.NAVETTE_HTTP_ALLOW),
      userAgent: userAgent(read.NAVETTE_HTTP_CONTACT),
    }),
    adapters: Object.freeze({
      packages: Object.freeze(read.NAVETTE_ADAPTERS),
      folder: read.NAVETTE_ADAPTERS_DIR,
    }),
    publicUrl: read.NAVETTE_PUBLIC_URL,
    platform,
    hookKey: read.NAVETTE_DATA_FAIR_HOOK_KEY,
    catalogsPath:
      platform.kind === 'embedded' || read.NAVETTE_CATALOGS_PATH === 'off'
        ? undefined
        : read.NAVETTE_CATALOGS_PATH,
    ...(read.NAVETTE_SMTP_URL === undefined || read.NAVETTE_MAIL_FROM === undefined
      ? {}
      : { mail: Object.freeze({ smtpUrl: read.NAVETTE_SMTP_URL, from: read.NAVETTE_MAIL_FROM }) }),
    ...(read.NAVETTE_NOTIFY_EMAIL === undefined && read.NAVETTE_NOTIFY_WEBHOOK === undefined
      ? {}
      : {
          notify: {
            ...(read.NAVETTE_NOTIFY_EMAIL === undefined ? {} : { email: read.NAVETTE_NOTIFY_EMAIL }),
            ...(read.NAVETTE_NOTIFY_WEBHOOK === undefined
              ? {}
              : { webhook: { url: read.NAVETTE_NOTIFY_WEBHOOK, secret: 'env:NAVETTE_NOTIFY_SECRET' } }),
          },
        }),
    logLevel: read.NAVETTE_LOG_LEVEL,
  });
}

/** Mistakes are told under the names of the variables. */
function platformIn(given: Record<string, string | undefined>, issues: Issue[]): ProcessConfig['platform'] {
  if (given['NAVETTE_PLATFORM'] !== 'data-fair') return { kind: 'embedded' };
  const named = Object.entries(DATA_FAIR);
  const settings = Object.fromEntries(
    named.flatMap(([variable, field]) => (given[variable] === undefined ? [] : [[field, given[variable]]])),
  );
  const parsed = DataFairSettings.safeParse(settings);
  if (parsed.success) return Object.freeze({ kind: 'data-fair', settings: parsed.data });
  for (const { path, message } of issuesInWords(parsed.error, settings, DataFairSettings)) {
    const variable = named.find(([, field]) => field === path)?.[0] ?? path;
    const isMissing = given[variable] === undefined;
    issues.push({
      path: variable,
      message: isMissing ? 'missing: NAVETTE_PLATFORM=data-fair needs it' : message,
    });
  }
  return { kind: 'embedded' };
}

function ofDataFair(field: keyof typeof DataFairSettings.shape): string {
  return `with data-fair: ${DataFairSettings.shape[field].description ?? field}`;
}

function userAgent(contact: string | undefined): string {
  return contact === undefined ? 'Navette/0.1' : `Navette/0.1 (+${contact})`;
}

function isBase64(text: string): boolean {
  return /^[A-Za-z0-9+/]+={0,2}$/.test(text);
}
