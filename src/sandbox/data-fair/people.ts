import { randomBytes } from 'node:crypto';
import { hashOf } from './session.ts';
import { type Account, type ApiKey, type Person, type Settings, type State, accountKey } from './state.ts';

const SECRET_BYTES = 16;
const KEY_DAYS = 365;
const DAY_MS = 86_400_000;

export const HOME: Account = { type: 'organization', id: 'ville-de-test', name: 'Ville de Test' };
const DEPARTMENT: Account = { ...HOME, department: 'voirie', departmentName: 'Voirie & réseaux' };
const STRANGER: Account = { type: 'organization', id: 'cent-pour-cent', name: '100% local' };
const ADMINS: Account = { type: 'user', id: 'superadmin', name: 'Super Admin' };

/** The keys handed out at the start, with whose they are and what they may. */
const KEYS = {
  all: [HOME, ['datasets', 'applications']],
  read: [HOME, ['datasets-read']],
  write: [HOME, ['datasets-write']],
  admin: [HOME, ['datasets-admin']],
  department: [DEPARTMENT, ['datasets', 'applications']],
  stranger: [STRANGER, ['datasets', 'applications']],
  /** Of an administrator of the installation, within the infrastructure only. */
  super: [ADMINS, ['datasets', 'applications'], { adminMode: true }],
  /** Of the services of the installation: acts for the account that `x-account` names. */
  service: [ADMINS, ['datasets', 'applications'], { adminMode: true, asAccount: true }],
} as const satisfies Record<string, readonly [Account, readonly string[], Partial<ApiKey>?]>;
export type KeyName = keyof typeof KEYS;

export interface Furniture {
  keys: Record<KeyName, string>;
  cookie: string;
  adminCookie: string;
}

/** Accounts, people, keys and a portal, the same after every start. */
export function furnish(state: State, portalOrigin: string): Furniture {
  for (const account of [HOME, DEPARTMENT, STRANGER, ADMINS]) settingsOf(state, account);
  const user = person(state, 'agent', HOME, false);
  const admin = person(state, 'superadmin', ADMINS, true);
  const home = settingsOf(state, HOME);
  const site = {
    type: 'data-fair-portals',
    id: 'portail-de-test',
    title: 'Portail de test',
    url: portalOrigin,
    datasetUrlTemplate: `${portalOrigin}/datasets/{slug}`,
  };
  const others = home.publicationSites.filter(({ id }) => id !== site.id);
  state.settings.set(accountKey(HOME), { ...home, publicationSites: [site, ...others] });
  const keyOf = (name: KeyName): string => clearKey(state, name);
  return {
    keys: {
      all: keyOf('all'),
      read: keyOf('read'),
      write: keyOf('write'),
      admin: keyOf('admin'),
      department: keyOf('department'),
      stranger: keyOf('stranger'),
      super: keyOf('super'),
      service: keyOf('service'),
    },
    cookie: `id_token=${user.token}`,
    adminCookie: `id_token=${admin.token}`,
  };
}

/** The settings of an account; an account that has none yet gets empty ones. */
export function settingsOf(state: State, account: Account): Settings {
  const key = accountKey(account);
  const known = state.settings.get(key);
  if (known !== undefined) return known;
  const fresh: Settings = { ...account, apiKeys: [], publicationSites: [] };
  state.settings.set(key, fresh);
  return fresh;
}

/** What a holder sends: whose key it is, and something that nobody guesses. */
export function newClearKey({ type, id, department }: Account): string {
  const parts = [type.slice(0, 1), id, ...(department === undefined ? [] : [department]), secret()];
  return Buffer.from(parts.join(':')).toString('base64url');
}

function clearKey(state: State, name: KeyName): string {
  const known = state.clearKeys.get(name);
  if (known !== undefined) return known;
  const [account, scopes, more] = KEYS[name] as readonly [Account, readonly string[], Partial<ApiKey>?];
  const clear = newClearKey(account);
  const settings = settingsOf(state, account);
  const key: ApiKey = {
    id: secret(),
    title: name,
    key: hashOf(clear),
    scopes: [...scopes],
    expireAt: new Date(Date.now() + KEY_DAYS * DAY_MS).toISOString().slice(0, 10),
    ...more,
  };
  state.settings.set(accountKey(account), { ...settings, apiKeys: [...settings.apiKeys, key] });
  state.clearKeys.set(name, clear);
  return clear;
}

function person(state: State, id: string, account: Account, adminMode: boolean): Person {
  const known = state.people.get(id);
  if (known !== undefined) return known;
  const fresh = { id, name: id, email: `${id}@example.org`, token: secret(), account, adminMode };
  state.people.set(id, fresh);
  return fresh;
}

function secret(): string {
  return randomBytes(SECRET_BYTES).toString('hex');
}
