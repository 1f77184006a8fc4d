import { randomBytes } from 'node:crypto';
import { type JsonObject, isObject, listOf, sameJson, textOf } from '../json.ts';
import type { Context } from './context.ts';
import { newClearKey } from './people.ts';
import { forbidden, invalid } from './refusal.ts';
import { hashOf } from './session.ts';
import { slugify } from './slug.ts';
import { type Account, type ApiKey, withoutMember } from './state.ts';

const SCOPES = [
  'datasets',
  'datasets-read',
  'datasets-write',
  'datasets-admin',
  'applications',
  'catalogs',
  'stats',
];
/** Two years, and a day for time zones. */
const DAYS_MAX = 731;
const DAY_MS = 86_400_000;

/** The keys of an account after an edit, as they are stored and as they are answered: a new one in clear, this once. */
export function keysIn(
  context: Context,
  owner: Account,
  before: ApiKey[],
  sent: unknown,
  keepsAll: boolean,
): { stored: ApiKey[]; shown: JsonObject[] } {
  if (sent === undefined)
    return keepsAll
      ? { stored: before, shown: before.map((key) => withoutMember(key, 'key')) }
      : { stored: [], shown: [] };
  const stored: ApiKey[] = [];
  const shown: JsonObject[] = [];
  for (const one of listOf(sent)) {
    if (!isObject(one)) throw invalid('/apiKeys must be objects');
    if (one['key'] !== undefined) throw forbidden('Attempt to write an api key secret');
    const known = before.find(({ id }) => id === one['id']);
    if (one['id'] !== undefined) {
      if (known === undefined) throw invalid('API key cannot be created with an id');
      if (!sameJson(withoutMember(known, 'key'), one)) throw invalid('existing API keys are immutable');
      stored.push(known);
      shown.push(one);
      continue;
    }
    const clearKey = newClearKey(owner);
    const key = newKey(context, one, hashOf(clearKey));
    stored.push(key);
    shown.push({ ...withoutMember(key, 'key'), clearKey });
  }
  return { stored, shown };
}

function newKey(context: Context, sent: JsonObject, hash: string): ApiKey {
  const title = textOf(sent['title']);
  const expireAt = textOf(sent['expireAt']);
  const scopes = listOf(sent['scopes']).flatMap((scope) => textOf(scope) ?? []);
  const { adminMode } = context.someone();
  if (title === undefined) throw invalid('/apiKeys title is required');
  if (expireAt === undefined || Number.isNaN(Date.parse(expireAt)))
    throw invalid('/apiKeys expireAt is required');
  if (expireAt > new Date(Date.now() + DAYS_MAX * DAY_MS).toISOString().slice(0, 10))
    throw invalid('API key expiration is too far in the future');
  const unknown = scopes.find((scope) => !SCOPES.includes(scope));
  if (unknown !== undefined) throw invalid(`/apiKeys scope ${unknown} is unknown`);
  if (sent['email'] !== undefined) throw forbidden('API key email is readonly');
  if (sent['adminMode'] === true && !adminMode)
    throw forbidden('Only superadmin can create api keys with adminMode=true');
  const id = randomBytes(12).toString('hex');
  return {
    id,
    title,
    key: hash,
    scopes,
    expireAt: expireAt.slice(0, 10),
    email: `${slugify(title)}-${id}@api-key.example.org`,
    ...(sent['adminMode'] === true && { adminMode: true }),
    ...(sent['asAccount'] === true && { asAccount: true }),
  };
}
