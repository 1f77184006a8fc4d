import { isObject } from '../json.ts';
import type { FileStore } from '../file-store.ts';
import type { Clock } from '../clock.ts';
import type { Table } from '../journal.ts';

export interface User {
  id: string;
  key: string;
  first_name: string;
  last_name: string;
  slug: string;
  email: string;
}

export interface Organization {
  id: string;
  slug: string;
  name: string;
  acronym: string | null;
  description: string;
  url: string | null;
  business_number_id: string | null;
  created_at: string;
  /** User id → `admin`, `editor`. */
  members: Record<string, string>;
}

export interface Contact {
  id: string;
  name: string | null;
  email: string | null;
  contact_form: string | null;
  role: string;
  organization: string | null;
  owner: string | null;
}

export interface Resource {
  id: string;
  title: string;
  description: string | null;
  filetype: string;
  type: string;
  url: string;
  format: string | null;
  mime: string | null;
  filesize: number | null;
  checksum: { type: string; value: string | null } | null;
  extras: Record<string, unknown>;
  schema: { name: string | null; version: string | null; url: string | null } | null;
  created_at: string;
  last_modified: string;
}

export interface Spatial {
  zones: string[];
  granularity: string;
  geom: Record<string, unknown> | null;
}

export interface Dataset {
  id: string;
  slug: string;
  title: string;
  description: string;
  description_short: string | null;
  acronym: string | null;
  license: string | null;
  frequency: string | null;
  frequency_date: string | null;
  tags: string[];
  temporal_coverage: { start: string; end: string | null } | null;
  spatial: Spatial | null;
  private: boolean;
  archived: string | null;
  deleted: string | null;
  organization: string | null;
  owner: string | null;
  resources: Resource[];
  contact_points: string[];
  extras: Record<string, unknown>;
  access_type: string;
  access_audiences: { role: string; condition: string }[];
  access_type_reason: string | null;
  access_type_reason_category: string | null;
  authorization_request_url: string | null;
  created_at: string;
  last_modified: string;
}

export interface Reuse {
  id: string;
  slug: string;
  title: string;
  description: string;
  type: string;
  /** No other reuse may have it. */
  url: string;
  topic: string;
  tags: string[];
  /** Ids. */
  datasets: string[];
  extras: Record<string, unknown>;
  organization: string | null;
  owner: string | null;
  private: boolean;
  archived: string | null;
  deleted: string | null;
  created_at: string;
  last_modified: string;
}

/** What may be changed while it runs. */
export interface Switches {
  /** The site's anti-spam mode: creations answer 423. */
  readOnly: boolean;
  /** Whether resource addresses on private networks are refused, as a default site does. */
  refusePrivateAddresses: boolean;
}

export interface State {
  users: Table<User>;
  organizations: Table<Organization>;
  contacts: Table<Contact>;
  datasets: Table<Dataset>;
  reuses: Table<Reuse>;
  /** Slug that a dataset once had → its id. */
  oldSlugs: Table<string>;
  /** Slug that a dataset has → its id; made again at every start. */
  slugs: Map<string, string>;
  /** Uploaded files by their path. */
  files: FileStore;
  /** Parts of files on their way, by the upload's own id and the part's number. */
  parts: Map<string, Map<string, Buffer>>;
  clock: Clock;
  switches: Switches;
}

function hasText(value: unknown, key: string): boolean {
  return isObject(value) && typeof value[key] === 'string';
}

/** Rows of the portal's own files, told apart by what each kind cannot do without. */
export const rowIs = {
  user: (value: unknown): value is User => hasText(value, 'key'),
  organization: (value: unknown): value is Organization => hasText(value, 'slug'),
  contact: (value: unknown): value is Contact => hasText(value, 'role'),
  dataset: (value: unknown): value is Dataset => hasText(value, 'title'),
  reuse: (value: unknown): value is Reuse => hasText(value, 'topic'),
  slug: (value: unknown): value is string => typeof value === 'string',
};

export function bySlug(state: State, slug: string): Dataset | undefined {
  const id = state.slugs.get(slug);
  return id === undefined ? undefined : state.datasets.get(id);
}

export function saveDataset(state: State, dataset: Dataset): void {
  const before = state.datasets.get(dataset.id);
  if (before !== undefined && before.slug !== dataset.slug) {
    state.slugs.delete(before.slug);
    state.oldSlugs.set(before.slug, dataset.id);
  }
  state.slugs.set(dataset.slug, dataset.id);
  state.datasets.set(dataset.id, dataset);
}

export function isMember(
  state: State,
  user: User | undefined,
  { organization, owner }: Pick<Dataset, 'organization' | 'owner'>,
): boolean {
  if (user === undefined) return false;
  if (organization === null) return owner === user.id;
  return state.organizations.get(organization)?.members[user.id] !== undefined;
}
