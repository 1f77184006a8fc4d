import type { FileStore } from '../file-store.ts';
import type { Clock } from '../clock.ts';
import type { Table } from '../journal.ts';
import { type JsonObject, isObject } from '../json.ts';
import type { SearchIndex } from './index.ts';

export interface User {
  id: string;
  name: string;
  fullname: string;
  token: string;
  sysadmin: boolean;
}

export interface Organization {
  id: string;
  name: string;
  title: string;
  description: string;
  created: string;
  /** User id → `admin`, `editor`, `member`. */
  members: Record<string, string>;
}

export interface Resource extends JsonObject {
  id: string;
  url: string;
  format: string;
  name: string | null;
}

export interface Tag {
  display_name: string;
  id: string;
  name: string;
  state: string;
  vocabulary_id: null;
}

export interface Extra {
  key: string;
  value: string;
}

/** A package as stored: what is derived (counts, licence title, organisation) is added when it is shown. */
export interface Package extends JsonObject {
  id: string;
  name: string;
  title: string;
  notes: string | null;
  license_id: string | null;
  owner_org: string | null;
  private: boolean;
  state: string;
  type: string;
  creator_user_id: string;
  metadata_created: string;
  metadata_modified: string;
  resources: Resource[];
  tags: Tag[];
  extras: Extra[];
  groups: JsonObject[];
}

/** What may be changed while it runs. */
export interface Switches {
  /** `2.12` keeps omitted resources and leaves the date of a package alone when nothing changed. */
  version: '2.11' | '2.12';
  /** How long a change stays invisible to searches. */
  searchLagMs: number;
  rowsMax: number;
  /** Largest file that is taken. */
  uploadBytesMax: number;
}

/** A table of the DataStore: the key of each row stands in front of it. */
export interface DataTable {
  columns: string[];
  rows: [key: number, ...values: unknown[]][];
}

export interface State {
  users: Table<User>;
  organizations: Table<Organization>;
  packages: Table<Package>;
  /** Name → id of every package, deleted ones included; made again at every start. */
  names: Map<string, string>;
  /** Resource id → package id; made again at every start. */
  resourceHomes: Map<string, string>;
  index: SearchIndex;
  /** Uploaded files by the id of their resource. */
  files: FileStore;
  clock: Clock;
  switches: Switches;
  /** By resource id; kept in memory alone. */
  tables: Map<string, DataTable>;
}

function hasText(value: unknown, key: string): boolean {
  return isObject(value) && typeof value[key] === 'string';
}

/** Rows of the portal's own files, told apart by what each kind cannot do without. */
export const rowIs = {
  user: (value: unknown): value is User => hasText(value, 'token'),
  organization: (value: unknown): value is Organization => hasText(value, 'name'),
  package: (value: unknown): value is Package => hasText(value, 'metadata_modified'),
};

export function findPackage(state: State, reference: unknown): Package | undefined {
  if (typeof reference !== 'string') return undefined;
  return state.packages.get(reference) ?? state.packages.get(state.names.get(reference) ?? '');
}

export function findOrganization(state: State, reference: unknown): Organization | undefined {
  if (typeof reference !== 'string') return undefined;
  const direct = state.organizations.get(reference);
  return direct ?? [...state.organizations.values()].find(({ name }) => name === reference);
}

export function savePackage(state: State, after: Package): void {
  const before = state.packages.get(after.id);
  if (before !== undefined && before.name !== after.name) state.names.delete(before.name);
  for (const { id } of before?.resources ?? []) state.resourceHomes.delete(id);
  state.names.set(after.name, after.id);
  for (const { id } of after.resources) state.resourceHomes.set(id, after.id);
  state.index.changed(before, after, state.switches.searchLagMs);
  state.packages.set(after.id, after);
}

export function mayEditIn(state: State, user: User | undefined, organization: string | null): boolean {
  if (user === undefined) return false;
  if (user.sysadmin) return true;
  const role = state.organizations.get(organization ?? '')?.members[user.id];
  return role === 'admin' || role === 'editor';
}

export function mayRead(
  state: State,
  user: User | undefined,
  { private: hidden, state: life, owner_org }: Package,
): boolean {
  if (!hidden && life === 'active') return true;
  return (
    user !== undefined &&
    (user.sysadmin || state.organizations.get(owner_org ?? '')?.members[user.id] !== undefined)
  );
}
