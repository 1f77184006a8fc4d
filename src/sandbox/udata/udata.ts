import { randomBytes } from 'node:crypto';
import { Clock, microsOf } from '../clock.ts';
import { FileStore } from '../file-store.ts';
import { Journal } from '../journal.ts';
import { isObject, wordOf } from '../json.ts';
import { marksOf } from '../marks.ts';
import { type Portal, type PortalRequest, startPortal } from '../portal.ts';
import { objectId } from './ids.ts';
import { answer } from './routes.ts';
import { type Organization, type State, type Switches, type User, bySlug, rowIs } from './state.ts';

export interface UdataOptions {
  /** Where to keep everything; absent: in memory only. */
  dir?: string | undefined;
  port?: number | undefined;
  latencyMs?: number | undefined;
}

export interface UdataSandbox extends Portal {
  /** Of an editor of `organization`. */
  key: string;
  /** Of somebody who belongs to another organisation. */
  strangerKey: string;
  organization: string;
  organizationSlug: string;
  switches: Switches;
}

const KEY_BYTES = 24;

/** A udata site with two people in two organisations. */
export async function startUdata(options: UdataOptions = {}): Promise<UdataSandbox> {
  const journal = new Journal(options.dir, 'udata');
  const state: State = {
    users: journal.table('users', rowIs.user),
    organizations: journal.table('organizations', rowIs.organization),
    contacts: journal.table('contacts', rowIs.contact),
    datasets: journal.table('datasets', rowIs.dataset),
    reuses: journal.table('reuses', rowIs.reuse),
    oldSlugs: journal.table('oldSlugs', rowIs.slug),
    slugs: new Map(),
    files: new FileStore(options.dir, 'udata'),
    parts: new Map(),
    clock: new Clock(),
    switches: { readOnly: false, refusePrivateAddresses: false },
  };
  journal.open();
  for (const { id, slug, last_modified } of state.datasets.values()) {
    state.slugs.set(slug, id);
    state.clock.notBefore(microsOf(last_modified));
  }
  const [user, organization] = person(state, 'navette', 'Ville de Test');
  const [stranger] = person(state, 'etranger', 'Autre Ville');
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
    key: user.key,
    strangerKey: stranger.key,
    organization: organization.id,
    organizationSlug: organization.slug,
    switches: state.switches,
    close: async () => {
      await portal.close();
      journal.close();
    },
  };
}

/** Somebody with an organisation of their own, the same after every start. */
function person(state: State, slug: string, name: string): [User, Organization] {
  let user = [...state.users.values()].find((one) => one.slug === slug);
  if (user === undefined) {
    const key = `udata_${randomBytes(KEY_BYTES).toString('base64url')}`;
    user = { id: objectId(), key, first_name: slug, last_name: 'Test', slug, email: `${slug}@example.org` };
    state.users.set(user.id, user);
  }
  const { id } = user;
  let organization = [...state.organizations.values()].find(({ members }) => members[id] === 'admin');
  if (organization === undefined) {
    organization = {
      id: objectId(),
      slug: name.toLowerCase().replaceAll(' ', '-'),
      name,
      acronym: null,
      description: `Organisation de ${slug}`,
      url: null,
      business_number_id: null,
      created_at: new Date().toISOString(),
      members: { [id]: 'admin' },
    };
    state.organizations.set(organization.id, organization);
  }
  return [user, organization];
}

/** The dataset or reuse that a request would change; a creation is known by its mark or its title until it has an id. */
function writes(state: State, { method, path, body }: PortalRequest): string | undefined {
  if (method === 'GET' || method === 'HEAD' || method === 'OPTIONS') return undefined;
  const [, , , head, reference] = path.split('/');
  if (head !== 'datasets' && head !== 'reuses') return undefined;
  if (reference !== undefined && reference !== '')
    return (head === 'datasets' ? bySlug(state, reference)?.id : undefined) ?? reference;
  return `create:${createKey(body)}`;
}

function createKey(body: Buffer): string {
  try {
    const sent: unknown = JSON.parse(body.toString());
    if (!isObject(sent)) return 'nothing';
    const mark = isObject(sent['extras']) ? marksOf(sent['extras'])[0] : undefined;
    return mark ?? wordOf(sent['title']);
  } catch {
    return 'nothing';
  }
}

/** Mark → ids of the datasets that carry it and are not deleted. */
function marked(state: State): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  for (const { id, deleted, extras } of state.datasets.values()) {
    if (deleted !== null) continue;
    for (const mark of marksOf(extras)) (found[mark] ??= []).push(id);
  }
  return found;
}

function configure(switches: Switches, wanted: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(wanted)) {
    if ((name !== 'readOnly' && name !== 'refusePrivateAddresses') || typeof value !== 'boolean') {
      throw new RangeError(`no switch ${name}; there are readOnly and refusePrivateAddresses`);
    }
    switches[name] = value;
  }
}
