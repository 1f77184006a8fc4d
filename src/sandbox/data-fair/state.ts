import type { Clock } from '../clock.ts';
import type { FileStore } from '../file-store.ts';
import type { Table } from '../journal.ts';
import { type JsonObject, isObject } from '../json.ts';
import type { Outbox } from './outbox.ts';
import type { RateLimits } from './rate.ts';
import type { Switches } from './switches.ts';

export interface Account {
  type: 'user' | 'organization';
  id: string;
  name: string;
  department?: string;
  departmentName?: string;
}

export interface Permission {
  type?: 'user' | 'organization' | null;
  id?: string | null;
  email?: string;
  department?: string;
  roles?: string[];
  operations?: string[];
  classes?: string[];
  [other: string]: unknown;
}

export interface Field {
  key: string;
  type: string;
  [other: string]: unknown;
}

export interface StoredFile {
  name: string;
  size: number;
  mimetype: string;
  md5: string;
}

/** What the worker has in hand: the file's new version waits in `draft`. */
export interface Work {
  /** Milliseconds since 1970 at which the next step is done. */
  due: number;
  draft: boolean;
  /** Lines changed: what is counted follows, and no state is left meanwhile. */
  partial?: boolean;
}

/** The document of the database: what a request sent stands beside what the service keeps. */
export interface Dataset {
  id: string;
  slug: string;
  title: string;
  owner: Account;
  permissions: Permission[];
  schema: Field[];
  createdAt: string;
  updatedAt: string;
  dataUpdatedAt?: string;
  finalizedAt?: string;
  /** Metadata-only datasets have none. */
  status?: string;
  errorStatus?: string;
  isRest?: boolean;
  isVirtual?: boolean;
  isMetaOnly?: boolean;
  primaryKey?: string[];
  file?: StoredFile;
  originalFile?: StoredFile;
  loaded?: JsonObject;
  draft?: Draft;
  draftReason?: DraftReason;
  count?: number;
  storage?: { size: number; indexed: { size: number } };
  publicationSites?: string[];
  _work?: Work;
  /** Files of attachments, with the date at which they came. */
  _files?: Record<string, string>;
  [other: string]: unknown;
}

export interface DraftReason {
  key: string;
  message: string;
  validationMode: string;
}

/** A version of the file that is not everybody's yet. */
export interface Draft {
  status: string;
  draftReason: DraftReason;
  schema?: Field[];
  file?: StoredFile;
  originalFile?: StoredFile;
  count?: number;
  finalizedAt?: string;
  errorStatus?: string;
  [other: string]: unknown;
}

export interface Line {
  _id: string;
  _i: number;
  _updatedAt: string;
  _hash: string;
  [column: string]: unknown;
}

export interface Application {
  id: string;
  slug: string;
  title: string;
  owner: Account;
  permissions: Permission[];
  createdAt: string;
  updatedAt: string;
  status: string;
  publicationSites?: string[];
  [other: string]: unknown;
}

export interface ApiKey {
  id: string;
  title: string;
  /** SHA-512 of what its holder sends. */
  key: string;
  scopes: string[];
  expireAt: string;
  email?: string;
  adminMode?: boolean;
  asAccount?: boolean;
}

export interface Settings {
  type: Account['type'];
  id: string;
  name: string;
  department?: string;
  departmentName?: string;
  apiKeys: ApiKey[];
  publicationSites: Site[];
  [other: string]: unknown;
}

export interface Site {
  type: string;
  id: string;
  url?: string;
  title?: string;
  datasetUrlTemplate?: string;
  [other: string]: unknown;
}

/** Somebody with a browser: their session cookie opens what keys do not. */
export interface Person {
  id: string;
  name: string;
  email: string;
  token: string;
  account: Account;
  adminMode: boolean;
}

export interface JournalEvent {
  type: string;
  date: string;
  [other: string]: unknown;
}

export interface Event {
  title: string;
  body: string;
  topic: { key: string };
  date: string;
  [other: string]: unknown;
}

/** A webhook of the events service: topics that begin so, sent by exactly this account. */
export interface Subscription {
  id: string;
  title: string;
  topic: string;
  sender: Account;
  url: string;
  header?: { key: string; value: string };
}

export interface Limit {
  limit: number;
  consumption: number;
}

export interface State {
  people: Table<Person>;
  /** By `type:id` or `type:id:department`. */
  settings: Table<Settings>;
  /** The keys that the sandbox hands out at its start, in clear, by what they are for. */
  clearKeys: Table<string>;
  datasets: Table<Dataset>;
  applications: Table<Application>;
  /** Lines of REST datasets by dataset and line, and again by dataset alone; the latter is made at every start. */
  lines: Table<Line>;
  linesOf: Map<string, Map<string, Line>>;
  /** What lines were, by dataset and line number, where a history is kept. */
  revisions: Table<Line>;
  /** What the index still shows of REST datasets whose lines have changed since. */
  indexed: Map<string, Line[]>;
  journals: Table<JournalEvent[]>;
  /** Limits that somebody set, by `type:id`. */
  limits: Table<Record<string, Limit>>;
  subscriptions: Table<Subscription>;
  /** What the events service was told, oldest first. */
  events: Event[];
  files: FileStore;
  clock: Clock;
  switches: Switches;
  rate: RateLimits;
  outbox: Outbox;
  basePath: string;
  /** Where the installation believes to be reached. */
  publicUrl: string;
  /** Tells the listeners of a channel. */
  listen: (channel: string, data: unknown) => void;
}

function hasText(value: unknown, ...keys: string[]): boolean {
  return isObject(value) && keys.every((key) => typeof value[key] === 'string');
}

/** Rows of the sandbox's own files, told apart by what each kind cannot do without. */
export const rowIs = {
  person: (value: unknown): value is Person => hasText(value, 'token'),
  settings: (value: unknown): value is Settings => isObject(value) && Array.isArray(value['apiKeys']),
  dataset: (value: unknown): value is Dataset => hasText(value, 'id', 'slug'),
  application: (value: unknown): value is Application => hasText(value, 'id', 'slug'),
  line: (value: unknown): value is Line => hasText(value, '_id', '_hash'),
  events: (value: unknown): value is JournalEvent[] => Array.isArray(value),
  subscription: (value: unknown): value is Subscription => hasText(value, 'topic', 'url'),
  limits: (value: unknown): value is Record<string, Limit> => isObject(value),
  text: (value: unknown): value is string => typeof value === 'string',
};

/** Dates of milliseconds, as Data Fair has them: two changes may share one. */
export function nowText(state: State): string {
  return new Date(Math.floor(state.clock.micros() / 1_000)).toISOString();
}

export function accountKey({ type, id, department }: Pick<Account, 'type' | 'id' | 'department'>): string {
  return [type, id, ...(department === undefined ? [] : [department])].join(':');
}

export function withoutMember(value: object, ...names: string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name)));
}
