import { randomBytes } from 'node:crypto';
import { type JsonObject, isObject, listOf, objectOf, sameJson, textOf } from '../json.ts';
import type { PortalReply } from '../portal.ts';
import type { Context } from './context.ts';
import { keysIn } from './keys.ts';
import { settingsOf } from './people.ts';
import { forbidden, invalid } from './refusal.ts';
import { isAdminOf } from './rights.ts';
import { siteRoute } from './sites.ts';
import { type Account, type Settings, type State, accountKey, withoutMember } from './state.ts';

const LICENCES = [
  {
    title: 'Licence Ouverte / Open Licence version 2.0',
    href: 'https://www.etalab.gouv.fr/licence-ouverte-open-licence',
  },
  {
    title: 'Open Database License (ODbL)',
    href: 'http://opendatacommons.org/licenses/odbl/summary/',
  },
];

/** Settings of an account. Keys open none of them but the licences: they are made for people with a session. */
export function settingsRoute(context: Context, method: string, names: string[]): PortalReply | undefined {
  const [type, reference = '', part, ...rest] = names;
  if (type !== 'user' && type !== 'organization')
    throw invalid('Invalid type, it must be one of the following : user, organization');
  const [id = '', department] = reference.split(':');
  const owner: Account = { type, id, name: id, ...(department !== undefined && { department }) };
  const settings = context.state.settings.get(accountKey(owner));
  if (part === 'licenses' && method === 'GET' && rest.length === 0)
    return context.reply(200, [...LICENCES, ...listOf(settings?.['licenses'])]);
  const isRead = method === 'GET' && part !== undefined;
  if (!isAdminOf(context.someone(), owner, isRead)) throw forbidden();
  if (part === 'publication-sites') return siteRoute(context, method, owner, rest);
  if (part === undefined) return whole(context, method, owner, settings);
  if (method !== 'GET') return undefined;
  if (part === 'topics') return context.reply(200, listOf(settings?.['topics']));
  if (part === 'datasets-metadata') return context.reply(200, objectOf(settings?.['datasetsMetadata']));
  return undefined;
}

function whole(
  context: Context,
  method: string,
  owner: Account,
  settings: Settings | undefined,
): PortalReply | undefined {
  if (method === 'GET') return context.reply(200, settings === undefined ? {} : withoutSecrets(settings));
  if (method !== 'PUT' && method !== 'PATCH') return undefined;
  const before = settingsOf(context.state, owner);
  const sent = withoutMember(context.object(), 'type', 'id', 'department', 'name');
  const kept = method === 'PATCH' ? withoutMember(before, 'apiKeys') : {};
  const { apiKeys: sentKeys, ...members } = sent;
  const wanted = method === 'PATCH' && sentKeys === undefined ? undefined : sentKeys;
  const { stored, shown } = keysIn(context, owner, before.apiKeys, wanted, method === 'PATCH');
  const after: Settings = {
    publicationSites: [],
    ...kept,
    ...members,
    ...withTopicIds(members),
    type: before.type,
    id: before.id,
    name: before.name,
    ...(before.department !== undefined && { department: before.department }),
    apiKeys: stored,
  };
  context.state.settings.set(accountKey(owner), after);
  renameTopics(context.state, owner, listOf(before['topics']), listOf(after['topics']));
  return context.reply(200, { ...withoutSecrets(after), apiKeys: shown });
}

/** Nothing but the holder's copy of a key says what it is. */
function withoutSecrets({ apiKeys, ...settings }: Settings): JsonObject {
  return { ...settings, apiKeys: apiKeys.map((key) => withoutMember(key, 'key')) };
}

function withTopicIds({ topics }: JsonObject): JsonObject {
  if (!Array.isArray(topics)) return {};
  return {
    topics: listOf(topics).map((topic) => ({ id: randomBytes(8).toString('hex'), ...objectOf(topic) })),
  };
}

/** Datasets carry copies of their topics, which follow at once: no date of theirs and no hook tells of it. */
function renameTopics(state: State, owner: Account, before: unknown[], after: unknown[]): void {
  if (sameJson(before, after)) return;
  const byId = new Map(after.filter(isObject).map((topic) => [textOf(topic['id']), topic]));
  for (const dataset of state.datasets.values()) {
    const { topics } = dataset;
    if (!Array.isArray(topics) || dataset.owner.type !== owner.type || dataset.owner.id !== owner.id)
      continue;
    const renamed = listOf(topics).flatMap((topic) => {
      const found = byId.get(textOf(objectOf(topic)['id']));
      return found === undefined ? [] : [found];
    });
    state.datasets.set(dataset.id, { ...dataset, topics: renamed });
  }
}
