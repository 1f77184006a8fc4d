import { randomBytes, randomUUID } from 'node:crypto';
import { Clock, microsOf } from '../clock.ts';
import { FileStore } from '../file-store.ts';
import { Journal } from '../journal.ts';
import { type JsonObject, isObject, objectOf, wordOf } from '../json.ts';
import { type Portal, type PortalRequest, startPortal } from '../portal.ts';
import { actionName, answer } from './actions.ts';
import { SearchIndex } from './index.ts';
import { now } from './package.ts';
import { bodyOf } from './request.ts';
import { seed } from './seed.ts';
import {
  type DataTable,
  type Extra,
  type Organization,
  type State,
  type Switches,
  type User,
  findPackage,
  rowIs,
} from './state.ts';

export interface CkanOptions {
  /** Where to keep everything; absent: in memory only. */
  dir?: string | undefined;
  port?: number | undefined;
  latencyMs?: number | undefined;
  /** Public datasets of other organisations to begin with. */
  seed?: number | undefined;
  version?: Switches['version'] | undefined;
}

export interface CkanSandbox extends Portal {
  /** Of an editor of `organization`, who is no sysadmin. */
  token: string;
  /** Of an editor of another organisation. */
  strangerToken: string;
  sysadminToken: string;
  /** Name of the organisation. */
  organization: string;
  organizationId: string;
  switches: Switches;
  /** The DataStore's, by resource id: to be filled and changed at will. */
  tables: Map<string, DataTable>;
}

const TOKEN_BYTES = 48;
const ROWS_MAX = 1_000;
/** CKAN's default. */
const UPLOAD_BYTES_MAX = 10 * 1_024 * 1_024;

/** A CKAN site with three people and two organisations, and as many datasets of others as asked for. */
export async function startCkan(options: CkanOptions = {}): Promise<CkanSandbox> {
  const journal = new Journal(options.dir, 'ckan');
  const state: State = {
    users: journal.table('users', rowIs.user),
    organizations: journal.table('organizations', rowIs.organization),
    packages: journal.table('packages', rowIs.package),
    names: new Map(),
    resourceHomes: new Map(),
    index: new SearchIndex(),
    files: new FileStore(options.dir, 'ckan'),
    clock: new Clock(),
    tables: new Map(),
    switches: {
      version: options.version ?? '2.11',
      searchLagMs: 0,
      rowsMax: ROWS_MAX,
      uploadBytesMax: UPLOAD_BYTES_MAX,
    },
  };
  journal.open();
  for (const stored of state.packages.values()) {
    const { id, name, resources, metadata_modified } = stored;
    state.index.changed(undefined, stored, 0);
    state.names.set(name, id);
    for (const resource of resources) state.resourceHomes.set(resource.id, id);
    state.clock.notBefore(microsOf(metadata_modified));
  }
  const sysadmin = person(state, 'admin', true);
  const user = person(state, 'navette', false);
  const stranger = person(state, 'etranger', false);
  const organization = home(state, 'ville-de-test', 'Ville de Test', user);
  home(state, 'autre-ville', 'Autre Ville', stranger);
  seed(state, options.seed ?? 0);
  const portal = await startPortal({
    imitation: {
      writes: (request) => writes(state, request),
      answer: (request) => answer(state, request),
      marked: () => marked(state),
      configure: (switches) => configure(state.switches, switches),
    },
    port: options.port ?? 0,
    latencyMs: options.latencyMs ?? 0,
  });
  return {
    ...portal,
    token: user.token,
    strangerToken: stranger.token,
    sysadminToken: sysadmin.token,
    organization: organization.name,
    organizationId: organization.id,
    switches: state.switches,
    tables: state.tables,
    close: async () => {
      await portal.close();
      journal.close();
    },
  };
}

function person(state: State, name: string, sysadmin: boolean): User {
  const known = [...state.users.values()].find((user) => user.name === name);
  if (known !== undefined) return known;
  const token = `eyJ${randomBytes(TOKEN_BYTES).toString('base64url')}`;
  const user = { id: randomUUID(), name, fullname: name, token, sysadmin };
  state.users.set(user.id, user);
  return user;
}

function home(state: State, name: string, title: string, { id }: User): Organization {
  const known = [...state.organizations.values()].find((one) => one.name === name);
  if (known !== undefined) return known;
  const organization = {
    id: randomUUID(),
    name,
    title,
    description: '',
    created: now(state),
    members: { [id]: 'editor' },
  };
  state.organizations.set(organization.id, organization);
  return organization;
}

/** The package that a request would change; a creation is known by its mark or its name until it has an id. */
function writes(state: State, request: PortalRequest): string | undefined {
  const name = actionName(request.path) ?? '';
  if (!/^(package|resource|dataset)_(create|update|patch|revise|delete|purge)$/.test(name)) return undefined;
  const body = readable(request);
  if (name === 'package_create') return `create:${marksOf(body)[0] ?? wordOf(body['name'])}`;
  const match = objectOf(body['match']);
  if (name.startsWith('resource_')) {
    const owner =
      name === 'resource_create' ? body['package_id'] : state.resourceHomes.get(wordOf(body['id']));
    return findPackage(state, owner)?.id ?? String(owner);
  }
  const reference =
    body['match__id'] ?? match['id'] ?? body['match__name'] ?? match['name'] ?? body['id'] ?? body['name'];
  return findPackage(state, reference)?.id ?? String(reference);
}

function readable(request: PortalRequest): JsonObject {
  try {
    return bodyOf(request) ?? {};
  } catch {
    return {};
  }
}

/** Mark → ids of the packages that carry it and are not deleted. */
function marked(state: State): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  for (const one of state.packages.values()) {
    if (one.state === 'deleted') continue;
    for (const mark of marksOf(one)) (found[mark] ??= []).push(one.id);
  }
  return found;
}

/** Values of extras that speak of Navette. */
function marksOf({ extras }: JsonObject): string[] {
  const list = Array.isArray(extras) ? extras.filter(isExtra) : [];
  return list.flatMap(({ key, value }) => (/navette/i.test(key) ? [value] : []));
}

function isExtra(value: unknown): value is Extra {
  return isObject(value) && typeof value['key'] === 'string' && typeof value['value'] === 'string';
}

function configure(switches: Switches, wanted: JsonObject): void {
  for (const [name, value] of Object.entries(wanted)) {
    const isNumber = name === 'searchLagMs' || name === 'rowsMax' || name === 'uploadBytesMax';
    if (isNumber && typeof value === 'number') switches[name] = value;
    else if (name === 'version' && (value === '2.11' || value === '2.12')) switches.version = value;
    else
      throw new RangeError(`no switch ${name}; there are searchLagMs, rowsMax, uploadBytesMax and version`);
  }
}
