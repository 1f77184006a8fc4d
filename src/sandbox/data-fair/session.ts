import { createHash } from 'node:crypto';
import { isObject, textOf } from '../json.ts';
import type { PortalRequest } from '../portal.ts';
import { Refusal, forbidden, invalid } from './refusal.ts';
import type { Account, ApiKey, Settings, State } from './state.ts';

/** Who asks, and on whose behalf. */
export interface Session {
  userId: string;
  userName: string;
  email?: string;
  /** Absent: a key without scopes, which stands for nobody but itself. */
  account?: Account;
  adminMode: boolean;
}

export function hashOf(clearKey: string): string {
  return createHash('sha512').update(clearKey).digest('hex');
}

/** The session of a key that has one of the scopes; undefined where no key was sent. */
export function keySession(
  state: State,
  { headers, query }: PortalRequest,
  scopes: string[],
): Session | undefined {
  const parameters = new URLSearchParams(query);
  const key = textOf(headers['x-apikey']) ?? textOf(headers['x-api-key']) ?? parameters.get('apiKey');
  if (key === null || key === undefined || key === '') return undefined;
  const as = textOf(headers['x-account']) ?? parameters.get('account') ?? undefined;
  const session = sessionOfKey(state, key, scopes, as);
  // Keys of administrators work within the infrastructure alone, never through the public proxy.
  if (session.adminMode && headers['x-forwarded-host'] !== undefined)
    throw new Refusal(421, 'Misdirected request');
  return session;
}

export function sessionOfKey(state: State, clearKey: string, scopes: string[], as?: string): Session {
  const found = findKey(state, hashOf(clearKey));
  if (found === undefined) throw new Refusal(401, "Cette clé d'API est inconnue.");
  const { settings, key } = found;
  if (key.expireAt < new Date().toISOString().slice(0, 10)) throw forbidden("Cette clé d'API est expirée.");
  const userId = `apiKey:${key.id}`;
  const email = key.email === undefined ? {} : { email: key.email };
  if (key.scopes.length === 0)
    return { userId, userName: `${settings.name} (${key.title})`, ...email, adminMode: false };
  if (!key.scopes.some((scope) => scopes.includes(scope))) {
    throw forbidden(
      `Cette clé d'API n'a pas la portée nécessaire (attendu=${scopes.join(',')} - reçu=${key.scopes.join(',')}).`,
    );
  }
  if (key.adminMode === true && key.asAccount === true) {
    if (as === undefined) throw forbidden("Cette clé d'API requiert de spécifier le compte à incarner");
    return { userId, userName: key.title, account: accountOf(as), adminMode: false };
  }
  if (as !== undefined) throw forbidden("Cette clé d'API ne supporte pas de spécifier le compte à incarner");
  const account = accountOfSettings(settings);
  return {
    userId: account.type === 'user' ? account.id : userId,
    userName: key.title,
    ...email,
    account,
    adminMode: key.adminMode === true,
  };
}

/** The session of a browser. */
export function cookieSession(state: State, { headers }: PortalRequest): Session | undefined {
  const token = /(?:^|;\s*)id_token=([^;]+)/.exec(headers.cookie ?? '')?.[1];
  if (token === undefined) return undefined;
  for (const { id, name, email, token: theirs, account, adminMode } of state.people.values()) {
    if (theirs === token) return { userId: id, userName: name, email, account, adminMode };
  }
  return undefined;
}

function findKey(state: State, hash: string): { settings: Settings; key: ApiKey } | undefined {
  for (const settings of state.settings.values()) {
    const key = settings.apiKeys.find((one) => one.key === hash);
    if (key !== undefined) return { settings, key };
  }
  return undefined;
}

/** `x-account`: JSON whose names are encoded for URIs. A `%` that stands for itself breaks the real service too. */
function accountOf(text: string): Account {
  let sent: unknown;
  try {
    sent = JSON.parse(text);
  } catch {
    throw new Refusal(500);
  }
  if (!isObject(sent)) throw new Refusal(500);
  const { type, id, name, department, departmentName } = sent;
  if ((type !== 'user' && type !== 'organization') || typeof id !== 'string')
    throw invalid('x-account: type and id are required');
  return {
    type,
    id,
    name: decoded(textOf(name) ?? id),
    ...(typeof department === 'string' && { department }),
    ...(typeof departmentName === 'string' && { departmentName: decoded(departmentName) }),
  };
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    throw new Refusal(500);
  }
}

function accountOfSettings({ type, id, name, department, departmentName }: Settings): Account {
  return {
    type,
    id,
    name,
    ...(department !== undefined && { department }),
    ...(departmentName !== undefined && { departmentName }),
  };
}
